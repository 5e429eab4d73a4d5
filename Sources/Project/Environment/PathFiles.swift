import System

/// What the `.pth` files of one `site-packages` folder add to the interpreter's path.
///
/// Lines that start with `import` are code, which is never run: only the finders that editable
/// installs put there are understood, by the literals in their files.
struct PathFiles {
  var folders: [FilePath] = []
  var editables: [EditableModule] = []

  static func read(_ site: FilePath, _ system: any OperatingSystem) -> PathFiles {
    var result = PathFiles()
    guard let entries = try? system.list(site) else { return result }
    for entry in entries where entry.name.first != UInt8(ascii: ".") {
      let path = site.appending(entry.name)
      guard path.hasSuffix(".pth"), let text = system.contents(path, limit: 1 << 20) else {
        continue
      }
      result.add(String(decoding: text, as: UTF8.self), site: site, system)
    }
    return result
  }

  private mutating func add(_ text: String, site: FilePath, _ system: any OperatingSystem) {
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.trimmingSpaces
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line.hasPrefix("import ") || line.hasPrefix("import\t") {
        addFinder(line.dropFirst("import".count), site: site, system)
        continue
      }
      let folder = site.resolving(FilePath(String(line)))
      if system.isFolder(folder) { folders.append(folder) }
    }
  }

  /// `import __editable___app_1_0_finder; __editable___app_1_0_finder.install()` and the like.
  private mutating func addFinder(
    _ code: Substring, site: FilePath, _ system: any OperatingSystem
  ) {
    let name = code.trimmingSpaces.prefix {
      $0 == "_" || $0 == "." || $0.isLetter || $0.isNumber
    }
    guard !name.isEmpty, !name.contains("."),
      let text = system.contents(site.appending(String(name) + ".py"), limit: 1 << 22)
    else { return }
    for (module, place) in EditableFinder.mappings(in: text) {
      let path = site.resolving(FilePath(place))
      // scikit-build-core maps to the file, setuptools to the file or the folder.
      let file = path.hasSuffix(".py") ? FilePath(bytes: path.bytes.dropLast(3)) : path
      let isPackageFile = file.name.elementsEqual("__init__".utf8)
      editables.append(EditableModule(name: module, path: isPackageFile ? file.parent : file))
    }
  }
}

/// Reads the literals of generated editable finders. It knows three shapes:
///
///     MAPPING: dict[str, str] = {'app': '/home/me/src/app'}     # setuptools
///     install({'app': '/home/me/src/app/__init__.py'}, …)       # scikit-build-core
///     F.map_module('app', '/home/me/src/app/__init__.py')       # editables
enum EditableFinder {
  static func mappings(in text: [UInt8]) -> [(module: String, place: String)] {
    var found: [(String, String)] = []
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let isMapping = line.starts(with: "MAPPING".utf8) || line.starts(with: "install(".utf8)
      if isMapping, let open = line.firstIndex(of: UInt8(ascii: "{")) {
        var reader = LiteralReader(bytes: line[line.index(after: open)...])
        while let key = reader.string(), reader.skip(UInt8(ascii: ":")),
          let value = reader.string()
        {
          found.append((key, value))
          if !reader.skip(UInt8(ascii: ",")) { break }
        }
      } else if let call = line.firstRange(of: Array(".map_module(".utf8)) {
        var reader = LiteralReader(bytes: line[call.upperBound...])
        if let key = reader.string(), reader.skip(UInt8(ascii: ",")), let value = reader.string() {
          found.append((key, value))
        }
      }
    }
    return found
  }
}

/// Short string literals as `repr` prints them.
private struct LiteralReader {
  var bytes: ArraySlice<UInt8>

  private mutating func skipSpaces() { bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 } }

  mutating func skip(_ byte: UInt8) -> Bool {
    skipSpaces()
    guard bytes.first == byte else { return false }
    bytes = bytes.dropFirst()
    return true
  }

  mutating func string() -> String? {
    skipSpaces()
    guard let quote = bytes.popFirst(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { return nil }
    var text: [UInt8] = []
    while let byte = bytes.popFirst() {
      if byte == quote { return String(decoding: text, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      // `repr` of a path holds no other escapes unless the path is not printable.
      guard let escaped = bytes.popFirst() else { return nil }
      text.append(escaped)
    }
    return nil
  }
}
