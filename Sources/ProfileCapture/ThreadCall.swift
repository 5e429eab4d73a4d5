/// Which system call a thread is in, as the kernel tells those who may read its memory.
struct ThreadCall {
  private let file: ThreadFile

  init?(_ pid: Int, thread: Int) {
    guard let file = ThreadFile("syscall", of: thread, in: pid) else { return nil }
    self.file = file
  }

  /// `epoll_wait`, `epoll_pwait` and `epoll_pwait2`: in these loops wait.
  #if arch(arm64)
    private static let waits = ["22", "441"]
  #else
    private static let waits = ["232", "281", "441"]
  #endif

  /// Whether the thread waits for something to happen; `nil` if the kernel does not tell.
  func awaitsEvents() -> Bool? {
    guard let text = file.read(), !text.isEmpty else { return nil }
    let call = String(decoding: text.prefix { $0 != 0x20 && $0 != 0x0a }, as: UTF8.self)
    return ThreadCall.waits.contains(call)
  }
}
