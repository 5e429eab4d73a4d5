import ProfileModel
import System

/// The recording, filled in a process of its own: whoever reads stacks never waits for a disk. It
/// marks the files that lines name, and writes the recording anew, summed up, when it gets too long.
/// One that cannot be written any more does not stop the program.
final class RecordingFile {
  private let options: CaptureOptions
  private let system: any OperatingSystem
  private let marks: FileMarks
  private var recording: Int32
  private var written = 0
  private var canWrite = true

  init(_ options: CaptureOptions, _ system: any OperatingSystem, recording: Int32) {
    self.options = options
    self.system = system
    self.recording = recording
    marks = FileMarks(root: options.root, system)
  }

  /// Starts that process. What is written to the end that it returns goes to the recording, until it
  /// is closed; `nil` if there is no room for a process. `others` are descriptors that it shall not
  /// keep open.
  static func fill(
    _ options: CaptureOptions, _ system: any OperatingSystem, recording: Int32,
    closing others: [Int32]
  ) -> Int32? {
    guard let ends = Processes.pipe() else { return nil }
    let isStarted = Processes.detached {
      for one in others + [ends.write] { Processes.close(one) }
      let file = RecordingFile(options, system, recording: recording)
      var space = [UInt8](repeating: 0, count: 1 << 16)
      while let bytes = Processes.awaitBytes(ends.read, into: &space) { file.take(bytes) }
    }
    Processes.close(ends.read)
    if isStarted { return ends.write }
    Processes.close(ends.write)
    return nil
  }

  private var pending: [UInt8] = []

  /// Whole lines only: a recording is read while it is written.
  private func take(_ bytes: ArraySlice<UInt8>) {
    pending += bytes
    guard let last = pending.lastIndex(of: 0x0a) else { return }
    var lines: [UInt8] = []
    for line in pending[...last].split(separator: 0x0a) {
      lines += line + [0x0a]
      lines += marks.lines(for: line)
    }
    pending.removeSubrange(...last)
    write(lines)
  }

  func write(_ bytes: [UInt8]) {
    guard canWrite, !bytes.isEmpty else { return }
    canWrite = Processes.append(bytes, to: recording)
    written += bytes.count
    if options.mostBytes < written { shorten() }
  }

  /// Puts a shorter recording of the same in the place of this one.
  private func shorten() {
    // Whatever happens, not again at the next line.
    written = 0
    guard let bytes = system.contents(options.recording, limit: 4 * options.mostBytes),
      let state = Recording(bytes)?.state
    else { return }
    var most = max(1, state.processes.reduce(0) { $0 + $1.spans.count })
    var shorter = state.lines(keepingSpans: most)
    while options.mostBytes / 2 < shorter.count, 1 < most {
      most /= 2
      shorter = state.lines(keepingSpans: most)
    }
    guard let descriptor = Processes.substitute(shorter, for: options.recording, at: recording)
    else { return }
    recording = descriptor
    written = shorter.count
  }
}

/// What goes to the recording, as fast as that takes it; never waited for before the end.
struct RecordingPipe {
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var canWrite = true

  /// Of a recording that is not written any more, most is lost.
  private static let mostPending = 64 << 20

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    Processes.setBlocking(descriptor, false)
  }

  mutating func write(_ bytes: [UInt8]) {
    guard canWrite, pending.count + bytes.count < RecordingPipe.mostPending else { return }
    pending += bytes
    push()
  }

  /// Another try with what did not fit.
  mutating func push() {
    guard canWrite, !pending.isEmpty else { return }
    if let count = Processes.offer(pending, to: descriptor) {
      pending.removeFirst(count)
    } else {
      canWrite = false
      pending = []
    }
  }

  mutating func close() {
    Processes.setBlocking(descriptor, true)
    if canWrite { _ = Processes.append(pending, to: descriptor) }
    Processes.close(descriptor)
  }
}
