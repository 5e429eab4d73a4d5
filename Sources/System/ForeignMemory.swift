#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The memory of another process, read without stopping it. Nothing is ever written.
package struct ForeignMemory: Sendable {
  package let pid: Int

  package init(_ pid: Int) { self.pid = pid }

  package enum Refusal: Sendable {
    /// The kernel lets only root, ancestors, or processes of one user read each other.
    case denied
    /// The process has ended.
    case gone
    /// Nothing is mapped there.
    case unmapped
    /// This system has no such call.
    case unsupported
  }

  /// Exactly `count` bytes, or `nil`.
  package func bytes(_ address: UInt, _ count: Int) -> [UInt8]? {
    guard 0 < count, count <= 1 << 20 else { return nil }
    var space = [UInt8](repeating: 0, count: count)
    let got = space.withUnsafeMutableBytes { read(address, into: $0) }
    return got == count ? space : nil
  }

  package func word(_ address: UInt) -> UInt64? {
    var value: UInt64 = 0
    let got = withUnsafeMutableBytes(of: &value) { read(address, into: $0) }
    return got == 8 ? value : nil
  }

  /// Why reading at an address that is mapped fails; `nil` if it does not.
  package func refusal(at address: UInt) -> Refusal? {
    #if os(Linux)
      var value: UInt64 = 0
      let got = withUnsafeMutableBytes(of: &value) { read(address, into: $0) }
      if got == 8 { return nil }
      switch errno {
      case EPERM, EACCES: return .denied
      case ESRCH: return .gone
      default: return .unmapped
      }
    #else
      return .unsupported
    #endif
  }

  private func read(_ address: UInt, into space: UnsafeMutableRawBufferPointer) -> Int {
    #if os(Linux)
      guard let number = Int32(exactly: pid) else { return -1 }
      var local = iovec(iov_base: space.baseAddress, iov_len: space.count)
      // Invariant: an address of the other process, which is never followed in this one.
      var remote = iovec(
        iov_base: UnsafeMutableRawPointer(bitPattern: address), iov_len: space.count)
      return readForeignMemory(number, &local, 1, &remote, 1, 0)
    #else
      return -1
    #endif
  }
}
