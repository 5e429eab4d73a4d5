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

  /// So many bytes at an address.
  package struct Place: Sendable {
    package var address: UInt
    package var count: Int

    package init(_ address: UInt, _ count: Int) {
      self.address = address
      self.count = count
    }
  }

  /// Of more the kernel reads none.
  package static let mostPlaces = 1024

  /// Several places with one call, one after the other: a call takes longer than most of what it reads.
  /// Those behind the first that cannot be read are missing.
  package func bytes(_ places: [Place]) -> [UInt8] {
    #if os(Linux)
      guard let number = Int32(exactly: pid), !places.isEmpty,
        places.count <= ForeignMemory.mostPlaces
      else { return [] }
      // Invariant: addresses of the other process, which are never followed in this one.
      let remote = places.map {
        iovec(iov_base: UnsafeMutableRawPointer(bitPattern: $0.address), iov_len: $0.count)
      }
      let size = places.reduce(0) { $0 + $1.count }
      return [UInt8](unsafeUninitializedCapacity: size) { space, count in
        // Invariant: the call writes no more than there is room for, and says how much it has written.
        var local = iovec(iov_base: space.baseAddress, iov_len: size)
        count = max(0, readForeignMemory(number, &local, 1, remote, UInt(remote.count), 0))
      }
    #else
      return []
    #endif
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
