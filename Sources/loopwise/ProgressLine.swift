import Synchronization
import System

/// One line on a terminal's standard error that says how far a long check is. Silent in pipes, and
/// for checks that end before anyone would wonder.
final class ProgressLine: Sendable {
  private let system: any OperatingSystem
  private let began: UInt64
  private let lastShown = Mutex<UInt64>(0)
  private static let patience: UInt64 = 400_000_000
  private static let interval: UInt64 = 100_000_000

  init?(_ system: any OperatingSystem) {
    guard system.isTerminal(.error) else { return nil }
    self.system = system
    began = system.monotonicNanoseconds()
  }

  func show(_ done: Int, _ total: Int) {
    let now = system.monotonicNanoseconds()
    guard ProgressLine.patience < now &- began else { return }
    lastShown.withLock { last in
      guard ProgressLine.interval < now &- last else { return }
      last = now
      try? system.write(Array("\r\u{1b}[2Kchecking \(done) of \(total) files".utf8), to: .error)
    }
  }

  func clear() {
    lastShown.withLock { last in
      if last != 0 { try? system.write(Array("\r\u{1b}[2K".utf8), to: .error) }
      last = 0
    }
  }
}
