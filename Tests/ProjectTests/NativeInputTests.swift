import Foundation
import Project
import System
import Testing

/// Files as hostile or careless people leave them, on the real machine.
@Suite struct NativeInputTests {
  private let system = NativeSystem()

  private func failure(reading path: String, limit: Int = 1 << 20) -> FileFailure? {
    do throws(FileFailure) {
      try system.read(FilePath(path), into: ByteBuffer(), limit: limit)
      return nil
    } catch {
      return error
    }
  }

  @Test func readingAPipeOrADeviceIsRefusedWithoutWaiting() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    #expect(mkfifo(folder.path + "/p.py", 0o600) == 0)
    #expect(failure(reading: folder.path + "/p.py") == .notARegularFile)
    #expect(failure(reading: "/dev/zero") == .notARegularFile)
    #expect(failure(reading: folder.path) == .notARegularFile)
    #expect(failure(reading: folder.path + "/none") == .absent)
    #expect(failure(reading: folder.path + "/p.py/x") == .notAFolder)
  }

  /// What a run left behind that was killed goes; what another one writes at the moment stays, and so
  /// does whatever only looks alike.
  @Test func draftsOfDeadWritersAreRemoved() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let names = [
      "a.py", ".a.py.4711.tmp", ".a.py.4712.tmp", ".b.py.4711.tmp", ".a.py.x.tmp", ".a.py.tmp",
      "a.py.4711.tmp", ".a.py.-1.tmp",
    ]
    for name in names { try folder.write(name, "x = 1\n") }
    try FileManager.default.createDirectory(
      atPath: folder.path + "/.a.py.4713.tmp", withIntermediateDirectories: false)
    Drafts.removeAbandoned(of: [FilePath(folder.path + "/a.py")], system) { $0 == 4712 }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(left) == Set(names).subtracting([".a.py.4711.tmp"]).union([".a.py.4713.tmp"]))
  }

  @Test func aFileAboveTheLimitIsRefusedUnread() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path + "/big.py"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 200 << 20)
    try handle.close()
    #expect(failure(reading: path, limit: 64 << 20) == .tooLarge(limit: 64 << 20))
    let text = FileFailure.tooLarge(limit: 64 << 20).description
    #expect(text == "larger than 64 MiB, the most that is read")
  }

  /// A file of /proc has size 0 until it is read.
  @Test func aFileWhoseSizeIsNotKnownIsReadToItsEnd() throws {
    guard FileManager.default.fileExists(atPath: "/proc/self/status") else { return }
    let buffer = ByteBuffer()
    try system.read(FilePath("/proc/self/status"), into: buffer, limit: 1 << 20)
    #expect(String(decoding: buffer.bytes, as: UTF8.self).hasPrefix("Name:"))
  }

  @Test func aFileThatGrowsAllTheTimeIsAnError() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("a.py", "x = 1\n")
    let path = folder.path + "/a.py"
    let handle = try #require(FileHandle(forWritingAtPath: path))
    let stop = Flag()
    let writer = Thread {
      while !stop.isSet { try? handle.write(contentsOf: Data("y = 2\n".utf8)) }
      stop.hasEnded = true
    }
    writer.start()
    var seen: Set<String> = []
    for _ in 0..<200 { seen.insert(failure(reading: path, limit: 1 << 30)?.description ?? "read") }
    stop.isSet = true
    while !stop.hasEnded { usleep(1000) }
    // Whether a reader meets the writer is up to the scheduler; whatever it meets has a name.
    #expect(seen.isSubset(of: ["read", FileFailure.changesWhileRead.description]))
  }

  @Test func namesThatAreNotTextStayWhatTheyAre() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let name: [UInt8] = Array("caf".utf8) + [0xe9, 0x0a] + Array(".py".utf8)
    let path = FilePath(folder.path).appending(name)
    try system.write(Array("x = 1\n".utf8), to: path)
    let found = try Discovery(
      paths: [FilePath(folder.path)], options: DiscoveryOptions(), system)
    #expect(found.files.map { Array($0.path.name) } == [name])
    #expect(path.description.hasSuffix("caf\\xe9\\x0a.py"))
    let buffer = ByteBuffer()
    try system.read(try #require(found.files.first).path, into: buffer, limit: 100)
    #expect(buffer.bytes == Array("x = 1\n".utf8))
  }

  @Test func linksThatLeadInCirclesEndTheWalk() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try folder.write("a/b.py", "")
    let loop = folder.path + "/a/loop"
    try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: "..")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/self.py", withDestinationPath: "self.py")
    let found = try Discovery(paths: [FilePath(folder.path)], options: DiscoveryOptions(), system)
    #expect(found.files.count == 1)
    let named = try Discovery(
      paths: [FilePath(folder.path + "/self.py")], options: DiscoveryOptions(), system)
    #expect(named.failures.count == 1)
  }

  @Test func writingReplacesAFileAsAWhole() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = FilePath(folder.path + "/out.json")
    try system.write(Array("one".utf8), to: path)
    try system.write(Array("two".utf8), to: path)
    #expect(system.contents(path) == Array("two".utf8))
    #expect(try system.list(FilePath(folder.path)).count == 1)
    #expect(throws: FileFailure.absent) {
      try system.write([], to: FilePath(folder.path + "/no/out.json"))
    }
  }

  @Test func everyWorkerRunsOnceWithRoomForDeepCalls() {
    @Sendable func deep(_ depth: Int) -> Int { depth == 0 ? 0 : 1 + deep(depth - 1) }
    let sums = Sums()
    Workers.run(4) { index in sums.add(index + deep(100_000)) }
    #expect(sums.total == 6 + 400_000)
  }
}

private final class Flag: @unchecked Sendable {
  private let lock = NSLock()
  private var set = false
  private var ended = false
  var isSet: Bool {
    get { lock.withLock { set } }
    set { lock.withLock { set = newValue } }
  }
  var hasEnded: Bool {
    get { lock.withLock { ended } }
    set { lock.withLock { ended = newValue } }
  }
}

private final class Sums: @unchecked Sendable {
  private let lock = NSLock()
  private var sum = 0
  func add(_ number: Int) { lock.withLock { sum += number } }
  var total: Int { lock.withLock { sum } }
}
