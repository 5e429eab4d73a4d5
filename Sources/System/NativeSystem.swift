#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The machine this runs on. The only file that calls the C library for files, clock and terminal.
package final class NativeSystem: OperatingSystem {
  package init() {}

  package func status(
    of path: FilePath, followingLinks: Bool
  ) throws(FileFailure) -> FileStatus {
    var result = stat()
    let failed = withCPath(path) { followingLinks ? stat($0, &result) : lstat($0, &result) } != 0
    if failed { throw .current() }
    return FileStatus(result)
  }

  package func list(_ folder: FilePath) throws(FileFailure) -> [FolderEntry] {
    let descriptor = withCPath(folder) { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK) }
    if descriptor < 0 { throw .current() }
    guard let stream = fdopendir(descriptor) else {
      let failure = FileFailure.current()
      close(descriptor)
      throw failure
    }
    defer { closedir(stream) }

    var entries: [FolderEntry] = []
    while let entry = readdir(stream) {
      let name = NativeSystem.name(of: entry)
      if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
      let kind = kind(of: entry, name: name, in: folder)
      entries.append(FolderEntry(name: name, kind: kind))
    }
    entries.sort { $0.name.lexicographicallyPrecedes($1.name) }
    return entries
  }

  /// `d_name` ends with a zero byte, but its declared length is not its real one, so it is read
  /// through the record's own memory.
  private static func name(of entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
    let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
    let raw = UnsafeRawBufferPointer(start: start, count: strlen(start))
    return Array(raw)
  }

  private func kind(
    of entry: UnsafeMutablePointer<dirent>, name: [UInt8], in folder: FilePath
  ) -> FileKind {
    switch Int32(entry.pointee.d_type) {
    case Int32(DT_REG): return .file
    case Int32(DT_DIR): return .folder
    case Int32(DT_LNK): return .link
    case Int32(DT_UNKNOWN):
      // Some file systems do not say.
      let status = try? status(of: folder.appending(name), followingLinks: false)
      return status?.kind ?? .special
    default: return .special
    }
  }

  package func read(
    _ path: FilePath, into buffer: ByteBuffer, limit: Int
  ) throws(FileFailure) {
    // O_NONBLOCK: opening a pipe that nobody writes to would wait for a writer.
    let descriptor = withCPath(path) { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
    if descriptor < 0 { throw .current() }
    defer { close(descriptor) }

    // A file that an editor is saving is read again; one that never rests is an error.
    for _ in 0..<3 {
      let before = try status(of: descriptor)
      guard before.kind == .file else { throw .notARegularFile }
      if limit < before.size { throw .tooLarge(limit: limit) }
      buffer.clear(reserving: before.size + 1)
      if lseek(descriptor, 0, SEEK_SET) < 0 { throw .current() }
      try drain(descriptor, into: buffer, limit: limit)
      let after = try status(of: descriptor)
      if before == after { return }
    }
    throw .changesWhileRead
  }

  private func status(of descriptor: Int32) throws(FileFailure) -> FileStatus {
    var result = stat()
    if fstat(descriptor, &result) != 0 { throw .current() }
    return FileStatus(result)
  }

  private func drain(
    _ descriptor: Int32, into buffer: ByteBuffer, limit: Int
  ) throws(FileFailure) {
    while true {
      var failure: FileFailure?
      let got = buffer.append(upTo: 1) { space in
        var count = -1
        repeat {
          count = systemRead(descriptor, UnsafeMutableRawBufferPointer(space))
        } while count < 0 && errno == EINTR
        if count < 0 { failure = .current() }
        return count
      }
      if let failure { throw failure }
      if got == 0 { return }
      if limit < buffer.count { throw .tooLarge(limit: limit) }
    }
  }

  package func readStandardInput(
    into buffer: ByteBuffer, limit: Int
  ) throws(FileFailure) {
    buffer.clear(reserving: 1 << 16)
    try drain(StandardStream.input.rawValue, into: buffer, limit: limit)
  }

  package func write(_ bytes: [UInt8], to path: FilePath) throws(FileFailure) {
    if let status = try? status(of: path, followingLinks: true), status.kind != .file {
      // A pipe or a device such as /dev/stdout cannot be replaced by a rename.
      let descriptor = withCPath(path) { open($0, O_WRONLY | O_CLOEXEC) }
      if descriptor < 0 { throw .current() }
      defer { close(descriptor) }
      return try write(bytes, to: descriptor)
    }
    let temporary = Drafts.path(for: path)
    let descriptor = withCPath(temporary) {
      open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    }
    if descriptor < 0 { throw .current() }
    // A script stays executable: the new file takes the rights of the one it replaces.
    var old = stat()
    if withCPath(path, { stat($0, &old) }) == 0 { _ = fchmod(descriptor, old.st_mode & 0o7777) }
    do throws(FileFailure) {
      try writeAndClose(bytes, descriptor)
      let failed = withCPath(temporary) { from in withCPath(path) { rename(from, $0) } } != 0
      if failed { throw .current() }
    } catch {
      _ = withCPath(temporary) { unlink($0) }
      throw error
    }
  }

  private func writeAndClose(_ bytes: [UInt8], _ descriptor: Int32) throws(FileFailure) {
    do throws(FileFailure) {
      try write(bytes, to: descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    // Some file systems report a full disk only here.
    if close(descriptor) != 0 { throw .current() }
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32) throws(FileFailure) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        let rest = UnsafeRawBufferPointer(rebasing: raw[offset...])
        return systemWrite(descriptor, rest)
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          sleep(nanoseconds: 1_000_000)
          continue
        }
        throw .current()
      }
      offset += count
    }
  }

  package func write(_ bytes: [UInt8], to stream: StandardStream) throws(FileFailure) {
    try write(bytes, to: stream.rawValue)
  }

  package func createFolder(_ path: FilePath) throws(FileFailure) {
    if isFolder(path) { return }
    if !path.parent.isEmpty, path.parent != path { try createFolder(path.parent) }
    let failed = withCPath(path) { mkdir($0, 0o777) } != 0
    if failed, errno != EEXIST { throw .current() }
  }

  package func remove(_ path: FilePath) throws(FileFailure) {
    if withCPath(path, { unlink($0) }) != 0 { throw .current() }
  }

  package func realPath(_ path: FilePath) throws(FileFailure) -> FilePath {
    guard let resolved = withCPath(path, { realpath($0, nil) }) else { throw .current() }
    defer { free(resolved) }
    return FilePath(bytes: Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved))))
  }

  package var workingFolder: FilePath {
    guard let folder = getcwd(nil, 0) else { return .root }
    defer { free(folder) }
    return FilePath(bytes: Array(UnsafeRawBufferPointer(start: folder, count: strlen(folder))))
  }

  package func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  package var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  package func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  package func sleep(nanoseconds: UInt64) {
    var time = timespec()
    time.tv_sec = Int(nanoseconds / 1_000_000_000)
    time.tv_nsec = Int(nanoseconds % 1_000_000_000)
    nanosleep(&time, nil)
  }

  package func isTerminal(_ stream: StandardStream) -> Bool { isatty(stream.rawValue) == 1 }

  package func columns(of stream: StandardStream) -> Int? {
    var size = winsize()
    guard ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col != 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Calls `body` with the path as C wants it. A name cannot hold a zero byte, so such a path is
  /// shown as the empty one, which names nothing.
  private func withCPath<Result>(
    _ path: FilePath, _ body: (UnsafePointer<CChar>) -> Result
  ) -> Result {
    var bytes = path.bytes.contains(0) ? [] : path.bytes
    bytes.append(0)
    return bytes.withUnsafeBytes { raw in
      // Invariant: `bytes` ends with a zero and outlives the call.
      raw.withMemoryRebound(to: CChar.self) { text in
        text.baseAddress.map(body) ?? body("")
      }
    }
  }
}

extension FileStatus {
  init(_ result: stat) {
    let kind: FileKind =
      switch result.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .special
      }
    #if canImport(Darwin)
      let modified = result.st_mtimespec
    #else
      let modified = result.st_mtim
    #endif
    self.init(
      kind: kind, size: Int(result.st_size),
      modifiedNanoseconds: Int64(modified.tv_sec) &* 1_000_000_000 &+ Int64(modified.tv_nsec),
      device: UInt64(truncatingIfNeeded: result.st_dev),
      inode: UInt64(truncatingIfNeeded: result.st_ino))
  }
}

extension FileFailure {
  /// From `errno`, right after the failing call.
  static func current() -> FileFailure {
    let code = errno
    switch code {
    case ENOENT: return .absent
    case EACCES, EPERM: return .denied
    case ENOTDIR: return .notAFolder
    case EISDIR, ENXIO: return .notARegularFile
    default: return .other(code: code, text: strerror(code).map { String(cString: $0) } ?? "error")
    }
  }
}
