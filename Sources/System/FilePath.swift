/// A file name as the kernel knows it: bytes, not text.
///
/// Names that are not UTF-8 stay what they are; only `description` turns them into text.
package struct FilePath: Hashable, Sendable {
  package var bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }
  package init(_ text: String) { bytes = Array(text.utf8) }

  package static let slash = UInt8(ascii: "/")
  package static let root = FilePath("/")

  package var isAbsolute: Bool { bytes.first == FilePath.slash }
  package var isEmpty: Bool { bytes.isEmpty }

  /// The bytes behind the last slash; the whole path if there is none.
  package var name: ArraySlice<UInt8> {
    guard let slash = bytes.lastIndex(of: FilePath.slash) else { return bytes[...] }
    return bytes[(slash + 1)...]
  }

  /// The folder that holds this; `/` is its own parent, and a bare name lies in the empty path.
  package var parent: FilePath {
    guard let slash = bytes.lastIndex(of: FilePath.slash) else { return FilePath(bytes: []) }
    return slash == 0 ? .root : FilePath(bytes: Array(bytes[..<slash]))
  }

  package func appending(_ component: some Collection<UInt8>) -> FilePath {
    var joined = bytes
    joined.reserveCapacity(bytes.count + component.count + 1)
    if !joined.isEmpty, joined.last != FilePath.slash { joined.append(FilePath.slash) }
    joined.append(contentsOf: component)
    return FilePath(bytes: joined)
  }

  package func appending(_ component: String) -> FilePath { appending(Array(component.utf8)) }

  /// `path` if it is absolute, else `path` below this folder; without `.`, `..` and double slashes.
  ///
  /// Purely lexical: `a/link/..` becomes `a`.
  package func resolving(_ path: FilePath) -> FilePath {
    (path.isAbsolute ? path : appending(path.bytes)).normalized
  }

  package var normalized: FilePath {
    var kept: [ArraySlice<UInt8>] = []
    for part in bytes.split(separator: FilePath.slash) {
      if part.elementsEqual(".".utf8) { continue }
      let leavesFolder = part.elementsEqual("..".utf8)
      if !leavesFolder {
        kept.append(part)
      } else if let last = kept.last, !last.elementsEqual("..".utf8) {
        kept.removeLast()
      } else if !isAbsolute {
        kept.append(part)
      }
    }
    let joined = Array(kept.joined(separator: [FilePath.slash]))
    return FilePath(bytes: isAbsolute ? [FilePath.slash] + joined : joined)
  }

  /// The rest of this path below `folder`, empty if it is that folder; `nil` if it lies elsewhere.
  package func relative(to folder: FilePath) -> FilePath? {
    let base = folder.bytes
    if base.isEmpty { return isAbsolute ? nil : self }
    guard bytes.starts(with: base) else { return nil }
    if bytes.count == base.count { return FilePath(bytes: []) }
    if base.last == FilePath.slash { return FilePath(bytes: Array(bytes[base.count...])) }
    guard bytes[base.count] == FilePath.slash else { return nil }
    return FilePath(bytes: Array(bytes[(base.count + 1)...]))
  }

  /// Also `../x`, for files beside the folder. Both must be absolute and normalized.
  package func relativeAnywhere(from folder: FilePath) -> FilePath {
    if let inside = relative(to: folder) { return inside }
    let target = bytes.split(separator: FilePath.slash)
    let base = folder.bytes.split(separator: FilePath.slash)
    let common = zip(target, base).prefix { $0 == $1 }.count
    let up = Array(repeating: ArraySlice("..".utf8), count: base.count - common)
    return FilePath(bytes: Array((up + target[common...]).joined(separator: [FilePath.slash])))
  }

  package func hasSuffix(_ suffix: StaticString) -> Bool {
    guard suffix.utf8CodeUnitCount <= bytes.count else { return false }
    return suffix.withUTF8Buffer { bytes.suffix($0.count).elementsEqual($0) }
  }
}

extension FilePath: Comparable {
  package static func < (a: FilePath, b: FilePath) -> Bool {
    // Neighbours have long beginnings in common.
    a.bytes.withUnsafeBytes { a in
      b.bytes.withUnsafeBytes { b in
        let common = min(a.count, b.count)
        var place = 0
        while place + 8 <= common, a.word(at: place) == b.word(at: place) { place += 8 }
        while place < common, a[place] == b[place] { place += 1 }
        return place < common ? a[place] < b[place] : a.count < b.count
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Eight bytes from `place` on, which are there.
  fileprivate func word(at place: Int) -> UInt64 {
    loadUnaligned(fromByteOffset: place, as: UInt64.self)
  }
}

extension FilePath {
  /// All bytes at once: an array feeds them one by one.
  package func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension FilePath: CustomStringConvertible {
  /// For people: bytes that are not UTF-8, and control characters, as `\xNN`.
  package var description: String {
    if bytes.allSatisfy({ 0x20 <= $0 && $0 < 0x7f }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    var text = ""
    var rest = bytes[...]
    while !rest.isEmpty {
      var decoder = UTF8()
      var iterator = rest.makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&iterator) {
        let width = UTF8.width(scalar)
        if scalar.value < 0x20 || scalar.value == 0x7f {
          text += FilePath.escaped(UInt8(scalar.value))
        } else {
          text.unicodeScalars.append(scalar)
        }
        rest = rest.dropFirst(width)
      } else {
        text += FilePath.escaped(rest[rest.startIndex])
        rest = rest.dropFirst()
      }
    }
    return text
  }

  private static func escaped(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return "\\x" + (byte < 16 ? "0" : "") + digits
  }
}
