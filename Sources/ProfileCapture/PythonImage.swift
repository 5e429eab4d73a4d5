import System

/// Where an interpreter keeps its state, found in the files and the memory map of its process.
struct PythonImage {
  /// The address of `_PyRuntime`.
  let runtime: UInt
  /// From the name of the file that holds it; `nil` if the name does not say.
  let minor: Int?

  enum Failure: Error {
    case gone
    case denied
    /// No file with the section that interpreters have.
    case noInterpreter
  }

  /// One line of the memory map: a file and the address its first bytes are mapped to.
  private struct Mapped {
    var path: String
    var base: UInt
  }

  static func find(_ pid: Int) throws(Failure) -> PythonImage {
    guard Processes.isAlive(pid) else { throw .gone }
    guard let maps = ProcessFiles.read("/proc/\(pid)/maps"), !maps.isEmpty else { throw .denied }
    for mapped in files(maps) {
      let name = mapped.path.split(separator: "/").last ?? ""
      guard name.contains("python") else { continue }
      // Through the root of the process: it may live in a container of its own.
      guard let section = ELF.section(".PyRuntime", in: "/proc/\(pid)/root\(mapped.path)") else {
        continue
      }
      let base = section.isRelocated ? mapped.base &- section.firstAddress : 0
      return PythonImage(runtime: base &+ section.address, minor: minor(name))
    }
    throw .noInterpreter
  }

  private static func files(_ maps: [UInt8]) -> [Mapped] {
    var found: [Mapped] = []
    var seen: Set<String> = []
    for line in maps.split(separator: 0x0a) {
      let words = String(decoding: line, as: UTF8.self).split(
        separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
      // The last word is padded to a column.
      let path = String(words.last?.drop { $0 == " " } ?? "")
      guard words.count == 6, path.hasPrefix("/"), words[2].allSatisfy({ $0 == "0" }) else {
        continue
      }
      guard let dash = words[0].firstIndex(of: "-"),
        let base = UInt(words[0][..<dash], radix: 16), seen.insert(path).inserted
      else { continue }
      found.append(Mapped(path: path, base: base))
    }
    return found
  }

  /// `libpython3.12.so.1.0` and `python3.12` as 12.
  private static func minor(_ name: Substring) -> Int? {
    guard let range = name.ranges(of: "python3.").first else { return nil }
    return Int(name[range.upperBound...].prefix { $0.isNumber })
  }
}

/// As much of a 64-bit ELF file as finding one section needs.
enum ELF {
  struct Section {
    var address: UInt
    /// The address that the file's first byte wants to have.
    var firstAddress: UInt
    /// Mapped wherever there is room.
    var isRelocated: Bool
  }

  static func section(_ name: String, in path: String) -> Section? {
    guard let file = ProcessFiles.open(path) else { return nil }
    defer { Processes.close(file) }
    guard let head = ProcessFiles.read(file, at: 0, count: 64),
      head.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1])
    else { return nil }
    let entrySize = 64
    let count = head.number(60, 2)
    guard head.number(58, 2) == entrySize, 0 < count, count < 1000,
      let table = ProcessFiles.read(file, at: head.number(40, 8), count: count * entrySize)
    else { return nil }
    let namesEntry = head.number(62, 2) * entrySize
    guard namesEntry + entrySize <= table.count else { return nil }
    let namesSize = table.number(namesEntry + 32, 8)
    guard namesSize < 1 << 20,
      let names = ProcessFiles.read(file, at: table.number(namesEntry + 24, 8), count: namesSize)
    else { return nil }
    for index in 0..<count {
      let entry = index * entrySize
      let start = table.number(entry, 4)
      guard start < names.count, names[start...].prefix(while: { $0 != 0 }).elementsEqual(name.utf8)
      else { continue }
      return Section(
        address: UInt(bitPattern: table.number(entry + 16, 8)),
        firstAddress: firstAddress(file, head),
        isRelocated: head.number(16, 2) == 3)
    }
    return nil
  }

  /// Of the first segment that is loaded.
  private static func firstAddress(_ file: Int32, _ head: [UInt8]) -> UInt {
    let size = 56
    let count = head.number(56, 2)
    guard head.number(54, 2) == size, count < 1000,
      let table = ProcessFiles.read(file, at: head.number(32, 8), count: count * size)
    else { return 0 }
    for index in 0..<count where table.number(index * size, 4) == 1 {
      let address = UInt(bitPattern: table.number(index * size + 16, 8))
      return address &- UInt(bitPattern: table.number(index * size + 8, 8))
    }
    return 0
  }
}

extension [UInt8] {
  /// A little-endian number of so many bytes; zero where there are none.
  func number(_ offset: Int, _ size: Int) -> Int {
    guard 0 <= offset, offset + size <= count else { return 0 }
    var value: UInt64 = 0
    for index in (0..<size).reversed() { value = value << 8 | UInt64(self[offset + index]) }
    return Int(truncatingIfNeeded: value)
  }

  func address(_ offset: Int) -> UInt { UInt(bitPattern: number(offset, 8)) }
}
