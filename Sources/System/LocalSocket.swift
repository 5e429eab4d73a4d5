#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A Unix socket that many processes of one user write to.
package final class LocalSocket {
  package struct Connection {
    package let descriptor: Int32
    /// Of the process at the other end, in this process's own namespace; zero if unknown.
    package let pid: Int
  }

  package let descriptor: Int32

  package init(_ path: FilePath) throws(FileFailure) {
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    descriptor = socket(AF_UNIX, kind, 0)
    if descriptor < 0 { throw .current() }
    LocalSocket.prepare(descriptor)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard path.bytes.count < room else {
      throw .other(code: ENAMETOOLONG, text: "the folder for temporary files has too long a name")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { space in
      // Invariant: shorter than the space, which is zero before.
      for (index, byte) in path.bytes.enumerated() { space[index] = byte }
    }
    let failed = withUnsafePointer(to: &address) { pointer in
      // Invariant: every socket address begins as `sockaddr` does.
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if failed != 0 || listen(descriptor, 128) != 0 { throw .current() }
  }

  private static func prepare(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  package func accept() -> Connection? {
    let number = systemAccept(descriptor)
    if number < 0 { return nil }
    LocalSocket.prepare(number)
    #if os(Linux)
      var credentials = (pid: Int32(0), user: UInt32(0), group: UInt32(0))
      var size = socklen_t(12)
      // Invariant: `struct ucred` is these three numbers, twelve bytes.
      let failed = withUnsafeMutableBytes(of: &credentials) {
        getsockopt(number, SOL_SOCKET, SO_PEERCRED, $0.baseAddress, &size)
      }
      return Connection(descriptor: number, pid: failed == 0 ? Int(credentials.pid) : 0)
    #else
      return Connection(descriptor: number, pid: 0)
    #endif
  }

  package enum Received {
    case bytes([UInt8])
    case nothing
    case end
  }

  package static func receive(_ descriptor: Int32, into space: inout [UInt8]) -> Received {
    let count = space.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    if 0 < count { return .bytes(Array(space[..<count])) }
    if count < 0, errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR { return .nothing }
    return .end
  }

  /// Waits until some of the descriptors have something, or an end, at most so long; returns those.
  package static func wait(_ descriptors: [Int32], milliseconds: Int32) -> Set<Int32> {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard 0 < poll(&entries, nfds_t(entries.count), milliseconds) else { return [] }
    return Set(entries.filter { $0.revents != 0 }.map { $0.fd })
  }
}
