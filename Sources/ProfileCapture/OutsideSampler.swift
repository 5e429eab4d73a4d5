package import ProfileModel
import System

/// Samples a process that has no agent: which callback its loops run, and for how long.
///
/// It sees callbacks only through samples, so a duration is right within one interval. What it finds
/// goes through the same lines as a recording.
package final class OutsideSampler {
  package private(set) var state = ProfileState()
  private let pid: Int
  private let threshold: UInt64
  private let interval: UInt64
  private let reader: StackReader
  private let began: UInt64
  private var threads: [(native: Int, address: UInt)] = []
  private var nextThreads: UInt64 = 0
  private var loops: [Int: Loop] = [:]
  private var stacks: [String: Int] = [:]

  /// A thread that has been seen in an event loop.
  private struct Loop {
    var number: Int
    var current: Callback?
    var inCallback = 0
    var samples = 0
    var first: UInt64
  }

  private struct Callback {
    var handle: UInt64
    var outermost: UInt
    var start: UInt64
    var last: UInt64
    var samples: [(stack: Int, first: UInt64, last: UInt64, count: Int)] = []
  }

  package enum Failure: Error, CustomStringConvertible {
    case message(String)
    package var description: String { if case .message(let text) = self { text } else { "" } }
  }

  /// Paths are shown relative to `root`.
  package init(
    pid: Int, root: String, thresholdMilliseconds: Double, intervalMilliseconds: Double, now: UInt64
  ) throws(Failure) {
    self.pid = pid
    threshold = UInt64(thresholdMilliseconds * 1e6)
    interval = UInt64(intervalMilliseconds * 1e6)
    began = now
    do {
      reader = try StackReader(pid)
    } catch {
      throw .message(OutsideSampler.reason(pid, error))
    }
    // Finding the image says nothing about the right to read what it holds.
    if let refusal = reader.refusal { throw .message(OutsideSampler.reason(pid, refusal)) }
    apply(
      "{\"e\":\"head\",\"loopwise\":1,\"root\":\(WireValue.quoted(root)),\"command\":\"process \(pid)\",\"pid\":\(pid),\"t\":\(now),\"wall\":0}"
    )
    apply(
      "{\"p\":1,\"e\":\"hello\",\"v\":1,\"pid\":\(pid),\"ppid\":0,\"py\":\"\(reader.version)\",\"level\":0,\"threshold\":\(threshold),\"t\":\(now)}"
    )
    state.hasEnd = true
  }

  /// One sentence that says which case it is.
  private static func reason(_ pid: Int, _ error: any Error) -> String {
    switch error {
    case PythonImage.Failure.gone: "there is no process \(pid)"
    case PythonImage.Failure.denied:
      "process \(pid) belongs to another user, or the kernel hides its memory map"
    case PythonImage.Failure.noInterpreter:
      "process \(pid) runs no CPython of version 3.11 or later"
    case PythonLayout.Failure.unknownVersion(let version):
      "process \(pid) runs Python \(version); stacks are read of 3.11 to 3.14"
    case PythonLayout.Failure.freeThreaded:
      "process \(pid) runs a free-threaded build, whose stacks are not read"
    default:
      "the kernel does not let this user read the memory of process \(pid): run as root, allow "
        + "ptrace, or start the program with `loopwise run`"
    }
  }

  private static func reason(_ pid: Int, _ refusal: ForeignMemory.Refusal) -> String {
    switch refusal {
    case .gone: "there is no process \(pid)"
    case .unsupported: "memory of other processes is read on Linux only"
    case .denied, .unmapped: reason(pid, PythonLayout.Failure.unreadable)
    }
  }

  package var isGone: Bool { !Processes.isAlive(pid) }
  /// Walks that did not fit together, of all.
  package var tornShare: Double {
    reader.walks == 0 ? 0 : Double(reader.torn) / Double(reader.walks)
  }

  /// Looks once at each thread.
  package func sample(now: UInt64) {
    if nextThreads <= now {
      nextThreads = now + 1_000_000_000
      threads = reader.threads()
      apply("{\"e\":\"tick\",\"t\":\(now)}")
    }
    for thread in threads { sample(thread.native, thread.address, now) }
  }

  private func sample(_ native: Int, _ address: UInt, _ now: UInt64) {
    guard let frames = reader.stack(ofThreadAt: address) else { return }
    guard let place = position(in: frames) else {
      if loops[native] != nil { idle(native, now) }
      return
    }
    if loops[native] == nil {
      loops[native] = Loop(number: loops.count + 1, first: now)
      let number = loops.count
      apply(
        "{\"p\":1,\"e\":\"loop\",\"id\":\(number),\"kind\":\"\(place.kind)\",\"tid\":\(native),\"word\":0,\"beat\":1}"
      )
    }
    guard let end = place.callback, 0 < end else { return idle(native, now) }
    let handle = place.handle.flatMap { reader.local(0, ofFrameAt: $0) } ?? 0
    busy(native, Array(frames[..<end]), handle, now)
  }

  /// Whether a stack is one of an event loop, and how many of its frames belong to a callback.
  private func position(
    in frames: [StackReader.RawFrame]
  ) -> (kind: String, callback: Int?, handle: UInt?)? {
    let run = frames.lastIndex {
      $0.code.function == "Handle._run" && $0.code.path.hasSuffix("/asyncio/events.py")
    }
    if let run { return ("asyncio", run, frames[run].address) }
    let isLoop = frames.contains {
      $0.code.path.hasSuffix("/asyncio/base_events.py") && $0.code.function.hasSuffix("_run_once")
    }
    if isLoop { return ("asyncio", nil, nil) }
    let runner = frames.firstIndex {
      $0.code.path.hasSuffix("/uvloop/__init__.py") || $0.code.path.hasSuffix("/asyncio/runners.py")
    }
    guard let runner else { return nil }
    let outermost = frames[..<runner].lastIndex { $0.code.isCoroutine }
    return ("uvloop", outermost.map { $0 + 1 }, nil)
  }

  private func idle(_ native: Int, _ now: UInt64) {
    finish(native)
    loops[native]?.samples += 1
    tell(native, now)
  }

  private func busy(
    _ native: Int, _ frames: [StackReader.RawFrame], _ handle: UInt64, _ now: UInt64
  ) {
    let outermost = frames.last?.address ?? 0
    if let current = loops[native]?.current,
      current.handle != handle || current.outermost != outermost
    {
      finish(native)
    }
    loops[native]?.samples += 1
    loops[native]?.inCallback += 1
    let stack = number(of: frames)
    var callback =
      loops[native]?.current
      ?? Callback(handle: handle, outermost: outermost, start: now, last: now)
    let offset = now - callback.start
    callback.last = now
    if let last = callback.samples.indices.last, callback.samples[last].stack == stack {
      callback.samples[last].last = offset
      callback.samples[last].count += 1
    } else {
      callback.samples.append((stack, offset, offset, 1))
    }
    loops[native]?.current = callback
    tell(native, now)
  }

  /// A callback is over once another, or none, is seen.
  private func finish(_ native: Int) {
    guard let loop = loops[native], let callback = loop.current else { return }
    loops[native]?.current = nil
    let duration = callback.last - callback.start + interval
    guard threshold <= duration else { return }
    let samples = callback.samples.map { "[\($0.stack),\($0.first),\($0.last),\($0.count)]" }
    apply(
      """
      {"p":1,"e":"block","loop":\(loop.number),"t0":\(callback.start),"dur":\(duration),\
      "err":\(interval),"st":[\(samples.joined(separator: ","))]}
      """)
  }

  private func tell(_ native: Int, _ now: UInt64) {
    guard let loop = loops[native], loop.samples % 50 == 0, 0 < loop.samples else { return }
    let wall = now - loop.first
    let held = Int(Double(wall) * Double(loop.inCallback) / Double(loop.samples))
    apply(
      "{\"p\":1,\"e\":\"turn\",\"loop\":\(loop.number),\"t\":\(wall),\"held\":\(held),\"runs\":0}")
    apply("{\"e\":\"tick\",\"t\":\(now)}")
  }

  private func number(of frames: [StackReader.RawFrame]) -> Int {
    let parts = frames.prefix(64).map { frame in
      let origin = Frame.Origin.of(
        frame.code.path, standard: OutsideSampler.standardFolder(frame.code.path), scripts: "")
      return "[\(WireValue.quoted(frame.code.path)),\(frame.line),"
        + "\(WireValue.quoted(frame.code.function)),\(origin.rawValue),\(frame.code.firstLine)]"
    }
    let text = parts.joined(separator: ",")
    if let number = stacks[text] { return number }
    guard stacks.count < 5000 else { return 0 }
    stacks[text] = stacks.count + 1
    apply("{\"p\":1,\"e\":\"stack\",\"id\":\(stacks.count),\"f\":[\(text)]}")
    return stacks.count
  }

  /// `…/lib/python3.12/`, where the path names it.
  private static func standardFolder(_ path: String) -> String {
    guard let range = path.ranges(of: "/lib/python3.").first else { return "" }
    let rest = path[range.upperBound...].drop { $0.isNumber }
    return rest.first == "/" ? String(path[..<rest.index(after: rest.startIndex)]) : ""
  }

  private func apply(_ line: String) { state.apply(line.utf8) }
}
