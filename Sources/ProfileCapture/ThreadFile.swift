import System

/// What the kernel tells of one thread of a process, in a file that stays open: finding it takes longer than
/// reading it.
final class ThreadFile {
  private let descriptor: Int32

  init?(_ name: String, of thread: Int, in pid: Int) {
    guard let file = ProcessFiles.open("/proc/\(pid)/task/\(thread)/\(name)") else { return nil }
    descriptor = file
  }

  deinit { Processes.close(descriptor) }

  /// The first 64 bytes; `nil` once the thread has ended.
  func read() -> [UInt8]? { ProcessFiles.start(of: descriptor, atMost: 64) }
}
