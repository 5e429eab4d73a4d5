#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Watches for the end of a process that is no child of this one, and for how it ended.
///
/// From Linux 6.15 on the kernel tells that of each process that somebody keeps a handle of. Before, it
/// is seen only while the process is on its way out, and may be missed.
package final class ProcessEnd {
  private let pid: Int
  private var status: Int32?
  #if os(Linux)
    private let handle: Int32
  #endif

  package init(of pid: Int) {
    self.pid = pid
    #if os(Linux)
      let openHandle = 434
      handle = 0 < pid ? Int32(callKernel(openHandle, pid, nil, 0)) : -1
    #endif
  }

  deinit {
    #if os(Linux)
      if 0 <= handle { Processes.close(handle) }
    #endif
  }

  /// Whether there still is such a process, and it has not ended unnoticed by its parent.
  package func isAlive() -> Bool {
    let found = ProcessEnd.look(pid)
    if let seen = found.status { status = seen }
    return found.isAlive
  }

  static func look(_ pid: Int) -> (isAlive: Bool, status: Int32?) {
    guard let number = Int32(exactly: pid), 0 < number else { return (false, nil) }
    if kill(number, 0) != 0, errno == ESRCH { return (false, nil) }
    #if os(Linux)
      guard let stat = ProcessFiles.read("/proc/\(pid)/stat") else { return (false, nil) }
      // Behind the name, which may hold anything: the state, and numbers.
      guard let close = stat.lastIndex(of: UInt8(ascii: ")")) else { return (true, nil) }
      let fields = stat[(close + 1)...].split { $0 == UInt8(ascii: " ") || $0 == 0x0a }
      guard let state = fields.first?.first, 49 < fields.count else { return (true, nil) }
      let hasEnded = state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")
      let isExiting: UInt64 = 4
      let isKnown = hasEnded || ProcessEnd.number(fields[6]) & isExiting != 0
      return (!hasEnded, isKnown ? Int32(truncatingIfNeeded: ProcessEnd.number(fields[49])) : nil)
    #else
      return (true, nil)
    #endif
  }

  /// How it ended, once it has; `nil` if that was not to be seen.
  package func ending() -> Processes.Ending? {
    #if os(Linux)
      // `struct pidfd_info`: what is known, and the status at 60.
      let (ask, told): (UInt, UInt64) = (0xc040_ff0b, 8)
      var words: [UInt64] = [told, 0, 0, 0, 0, 0, 0, 0]
      // Invariant: the call writes no more than the 64 bytes that its number names.
      let failed = words.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map { ioctl(handle, ask, $0) } != 0
      }
      if !failed, words[0] & told != 0 {
        status = Int32(truncatingIfNeeded: words[7] >> 32)
      }
    #endif
    return status.map { Processes.Ending(status: $0) }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt64 {
    UInt64(String(decoding: digits, as: UTF8.self)) ?? 0
  }
}
