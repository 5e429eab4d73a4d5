/// Recordings as the collector writes them, from frames in Swift.
struct RecordingText {
  struct Frame {
    var path: String
    var line: Int
    var function: String
    var first: Int
    var origin = 0

    init(_ path: String, _ line: Int, _ function: String, first: Int, origin: Int = 0) {
      self.path = path
      self.line = line
      self.function = function
      self.first = first
      self.origin = origin
    }

    var text: String { "[\"\(path)\",\(line),\"\(function)\",\(origin),\(first)]" }
  }

  private var lines: [String] = []
  private var stacks = 0
  var time = 1_000_000_000
  /// More members of the last line.
  var ending = ""

  init(root: String = "/project", processes: Int = 1, threshold: Int = 20_000_000) {
    lines.append(
      "{\"e\":\"head\",\"loopwise\":1,\"root\":\"\(root)\",\"command\":\"app\",\"pid\":1,\"t\":0,"
        + "\"wall\":1800000000}")
    for number in 1...processes {
      lines.append(
        "{\"p\":\(number),\"e\":\"hello\",\"v\":1,\"pid\":\(number),\"ppid\":0,\"py\":\"3.13.0\","
          + "\"level\":1,\"threshold\":\(threshold),\"tick\":5000000,\"t\":0}")
    }
  }

  /// A span with one stack, leaf first; `more` adds members to the line.
  mutating func block(_ milliseconds: Int, _ frames: [Frame], more: String = "") {
    stacks += 1
    let duration = milliseconds * 1_000_000
    let all = frames.map { $0.text }.joined(separator: ",")
    lines.append("{\"p\":1,\"e\":\"stack\",\"id\":\(stacks),\"f\":[\(all)]}")
    lines.append(
      "{\"p\":1,\"e\":\"block\",\"loop\":1,\"t0\":\(time),\"dur\":\(duration)\(more),"
        + "\"st\":[[\(stacks),0,\(duration),3]]}")
    time += 2 * duration
  }

  /// A span of which nothing was seen; the task stood at these frames afterwards.
  mutating func unseen(_ milliseconds: Int, _ frames: [Frame]) {
    let all = frames.map { $0.text }.joined(separator: ",")
    lines.append(
      "{\"p\":1,\"e\":\"block\",\"loop\":1,\"t0\":\(time),\"dur\":\(milliseconds * 1_000_000),"
        + "\"in\":[\(all)]}")
    time += 2_000_000 * milliseconds
  }

  mutating func add(_ line: String) { lines.append(line) }

  var bytes: [UInt8] {
    Array((lines + ["{\"e\":\"end\",\"t\":\(time)\(ending)}", ""]).joined(separator: "\n").utf8)
  }
}
