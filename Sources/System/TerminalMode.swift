#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A terminal that gives single keys and shows what is drawn, until it is put back.
package final class TerminalMode {
  private var before = termios()

  /// `nil` if standard input is no terminal.
  package init?() {
    guard tcgetattr(0, &before) == 0 else { return nil }
    var raw = before
    // Ctrl-C stays a signal: it ends the program like `q`.
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    guard tcsetattr(0, TCSANOW, &raw) == 0 else { return nil }
    TerminalMode.interrupted = 0
    _ = signal(SIGINT) { _ in TerminalMode.interrupted = 1 }
    _ = signal(SIGTERM) { _ in TerminalMode.interrupted = 1 }
  }

  package func restore() { tcsetattr(0, TCSANOW, &before) }

  // Invariant: written by a signal handler, read by one thread; a plain number, so never torn.
  private nonisolated(unsafe) static var interrupted: sig_atomic_t = 0

  package var isInterrupted: Bool { TerminalMode.interrupted != 0 }

  /// The bytes typed since the last call, waiting at most so long for the first.
  package func keys(milliseconds: Int32) -> [UInt8] {
    var entry = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard 0 < poll(&entry, 1, milliseconds) else { return [] }
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = bytes.withUnsafeMutableBytes { systemRead(0, $0) }
    return 0 < count ? Array(bytes[..<count]) : []
  }

  package static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col != 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}
