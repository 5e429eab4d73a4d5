/// What the kernel counts of one thread of a process.
struct ThreadClocks {
  private let file: ThreadFile

  init?(_ pid: Int, thread: Int) {
    guard let file = ThreadFile("schedstat", of: thread, in: pid) else { return nil }
    self.file = file
  }

  /// Processor time, and how long it was ready to run without getting any; `nil` once it has ended.
  func read() -> (ran: Int, starved: Int)? {
    guard let text = file.read() else { return nil }
    var numbers: [Int] = []
    for word in text.split(whereSeparator: { $0 < 0x30 }) {
      numbers.append(word.reduce(0) { $0 &* 10 &+ Int($1 & 15) })
    }
    return numbers.count < 2 ? nil : (numbers[0], numbers[1])
  }
}
