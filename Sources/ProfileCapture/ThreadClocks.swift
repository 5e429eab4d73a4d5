import System

/// What the kernel counts of one thread of a process, in a file that stays open: finding it takes longer
/// than reading it.
final class ThreadClocks {
  private let file: Int32

  init?(_ pid: Int, thread: Int) {
    guard let file = ProcessFiles.open("/proc/\(pid)/task/\(thread)/schedstat") else { return nil }
    self.file = file
  }

  deinit { Processes.close(file) }

  /// Processor time, and how long it was ready to run without getting any; `nil` once it has ended.
  func read() -> (ran: Int, starved: Int)? {
    guard let text = ProcessFiles.start(of: file, atMost: 64) else { return nil }
    var numbers: [Int] = []
    for word in text.split(whereSeparator: { $0 < 0x30 }) {
      numbers.append(word.reduce(0) { $0 &* 10 &+ Int($1 & 15) })
    }
    return numbers.count < 2 ? nil : (numbers[0], numbers[1])
  }
}

/// Which system call a thread is in, as the kernel tells those who may read its memory.
final class ThreadCall {
  private let file: Int32

  init?(_ pid: Int, thread: Int) {
    guard let file = ProcessFiles.open("/proc/\(pid)/task/\(thread)/syscall") else { return nil }
    self.file = file
  }

  deinit { Processes.close(file) }

  /// `epoll_wait`, `epoll_pwait` and `epoll_pwait2`: in these loops wait.
  #if arch(arm64)
    private static let waits = ["22", "441"]
  #else
    private static let waits = ["232", "281", "441"]
  #endif

  /// Whether the thread waits for something to happen; `nil` if the kernel does not tell.
  func awaitsEvents() -> Bool? {
    guard let text = ProcessFiles.start(of: file, atMost: 64), !text.isEmpty else { return nil }
    let call = String(decoding: text.prefix { $0 != 0x20 && $0 != 0x0a }, as: UTF8.self)
    return ThreadCall.waits.contains(call)
  }
}
