import ProfileModel
import Renderers

/// Blocked time by stack, for tools that draw flame graphs.
enum StackReports {
  /// One line for each stack, root first: `main;handler;f 1234`, weighted by microseconds.
  static func collapsed(_ profile: Profile) -> String {
    var weights: [String: Int] = [:]
    for (stack, duration) in stacks(profile) {
      let names = stack.reversed().map { "\($0.function) (\(Figures.place($0)))" }
      let line = names.map { $0.replacing(";", with: ",") }.joined(separator: ";")
      weights[line.isEmpty ? "(nothing was seen)" : line, default: 0] &+= duration
    }
    return weights.keys.sorted().map { "\($0) \((weights[$0] ?? 0) / 1000)\n" }.joined()
  }

  /// Each stack that was seen blocking, leaf first, with its nanoseconds, in order of time.
  static func stacks(_ profile: Profile) -> [([Frame], Int)] {
    profile.spans.flatMap { $0.span.parts.map { ($0.frames, $0.duration) } }
  }

  /// The file format of speedscope: one sampled profile, weights in microseconds.
  static func speedscope(_ profile: Profile, _ options: ReportOptions) -> [UInt8] {
    var numbers: [Frame: Int] = [:]
    var frames: [Frame] = []
    var samples: [JSON] = []
    var weights: [JSON] = []
    var total = 0
    for (stack, duration) in stacks(profile) {
      let sample = stack.reversed().map { frame in
        if let number = numbers[frame] { return JSON.int(number) }
        numbers[frame] = frames.count
        frames.append(frame)
        return JSON.int(frames.count - 1)
      }
      samples.append(.array(sample))
      weights.append(.int(duration / 1000))
      total &+= duration / 1000
    }
    return JSON.object([
      ("$schema", .string("https://www.speedscope.app/file-format-schema.json")),
      ("exporter", .string("\(options.toolName) \(options.toolVersion)")),
      ("name", .string("\(profile.command): time in which the event loop was held")),
      (
        "shared",
        .object([
          (
            "frames",
            .array(
              frames.map {
                .object([
                  ("name", .string($0.function)), ("file", .string($0.path)),
                  ("line", .int($0.line)),
                ])
              })
          )
        ])
      ),
      (
        "profiles",
        .array([
          .object([
            ("type", .string("sampled")), ("name", .string("blocked")),
            ("unit", .string("microseconds")), ("startValue", .int(0)), ("endValue", .int(total)),
            ("samples", .array(samples)), ("weights", .array(weights)),
          ])
        ])
      ),
    ]).encoded(spread: 1)
  }
}
