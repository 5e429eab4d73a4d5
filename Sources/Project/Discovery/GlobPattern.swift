/// A path pattern in git's dialect, matched on bytes in time linear in practice: `*`, `?` and sets
/// stay within one name, a name of only `**` stands for any number of folders.
package struct GlobPattern: Sendable {
  private enum Token: Sendable {
    case byte(UInt8)
    case any
    case star
    case set(ByteSet)
    case slash
  }

  private enum Segment: Sendable {
    case name([Token])
    case anyFolders
  }

  private var segments: [Segment] = []
  /// Set when git would never match it: an open bracket, a lone backslash at the end.
  private var neverMatches = false
  /// The bytes of the only name, when nothing in it is special.
  package private(set) var literalName: [UInt8]?

  package init(_ text: some Collection<UInt8>) {
    var tokens: [Token] = []
    var parser = GlobParser(bytes: Array(text))
    while let byte = parser.next() {
      switch byte {
      case UInt8(ascii: "*"): tokens.append(.star)
      case UInt8(ascii: "?"): tokens.append(.any)
      case FilePathByte.slash: tokens.append(.slash)
      case UInt8(ascii: "["):
        guard let set = parser.set() else {
          neverMatches = true
          return
        }
        tokens.append(.set(set))
      case UInt8(ascii: "\\"):
        guard let escaped = parser.next() else {
          neverMatches = true
          return
        }
        tokens.append(escaped == FilePathByte.slash ? .slash : .byte(escaped))
      default: tokens.append(.byte(byte))
      }
    }
    split(tokens)
  }

  private mutating func split(_ tokens: [Token]) {
    var name: [Token] = []
    func segment() -> Segment {
      let isStars = name.allSatisfy { if case .star = $0 { true } else { false } }
      return isStars && 1 < name.count ? .anyFolders : .name(name)
    }
    for token in tokens {
      if case .slash = token {
        segments.append(segment())
        name = []
      } else {
        name.append(token)
      }
    }
    segments.append(segment())

    guard segments.count == 1, case .name(let only) = segments[0] else { return }
    var bytes: [UInt8] = []
    for token in only {
      guard case .byte(let byte) = token else { return }
      bytes.append(byte)
    }
    literalName = bytes
  }

  /// Whether the pattern, which has no slash, matches one name.
  package func matches(name: ArraySlice<UInt8>) -> Bool {
    if neverMatches { return false }
    guard segments.count == 1 else { return false }
    switch segments[0] {
    case .anyFolders: return true
    case .name(let tokens): return GlobPattern.matches(tokens, name)
    }
  }

  /// Whether it matches a whole path, given as its names.
  package func matches(path names: ArraySlice<ArraySlice<UInt8>>) -> Bool {
    if neverMatches { return false }
    var segment = 0
    var name = names.startIndex
    // The latest `**` and the name up to which it has been stretched.
    var retry: (segment: Int, name: Int)?
    while true {
      if segment < segments.count, case .anyFolders = segments[segment] {
        retry = (segment, name)
        segment += 1
        // At the end it takes everything, but at least one name.
        if segment == segments.count { return name < names.endIndex }
        continue
      }
      if segment == segments.count, name == names.endIndex { return true }
      if segment < segments.count, name < names.endIndex,
        case .name(let tokens) = segments[segment], GlobPattern.matches(tokens, names[name])
      {
        segment += 1
        name += 1
        continue
      }
      guard let last = retry, last.name < names.endIndex else { return false }
      retry = (last.segment, last.name + 1)
      segment = last.segment + 1
      name = last.name + 1
    }
  }

  private static func matches(_ tokens: [Token], _ name: ArraySlice<UInt8>) -> Bool {
    var token = 0
    var at = name.startIndex
    var retry: (token: Int, at: Int)?
    while true {
      if token < tokens.count, case .star = tokens[token] {
        retry = (token, at)
        token += 1
        continue
      }
      if token == tokens.count, at == name.endIndex { return true }
      if token < tokens.count, at < name.endIndex, accepts(tokens[token], name[at]) {
        token += 1
        at += 1
        continue
      }
      guard let last = retry, last.at < name.endIndex else { return false }
      retry = (last.token, last.at + 1)
      token = last.token + 1
      at = last.at + 1
    }
  }

  private static func accepts(_ token: Token, _ byte: UInt8) -> Bool {
    switch token {
    case .byte(let expected): expected == byte
    case .any: true
    case .set(let set): set.contains(byte)
    case .star, .slash: false
    }
  }
}

enum FilePathByte {
  static let slash = UInt8(ascii: "/")
}

/// Which of the 256 bytes are members.
struct ByteSet: Sendable {
  private var words = SIMD4<UInt64>(repeating: 0)

  mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
  mutating func insert(_ bytes: ClosedRange<UInt8>) { for byte in bytes { insert(byte) } }
  func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }
  var inverted: ByteSet {
    var other = self
    other.words = ~words
    return other
  }
}

/// Reads the bytes of a pattern.
private struct GlobParser {
  let bytes: [UInt8]
  var at = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> UInt8? {
    guard at < bytes.count else { return nil }
    defer { at += 1 }
    return bytes[at]
  }

  /// The set behind an opening bracket; `nil` if it never closes or names an unknown class.
  mutating func set() -> ByteSet? {
    var set = ByteSet()
    var isInverted = false
    if at < bytes.count, bytes[at] == UInt8(ascii: "!") || bytes[at] == UInt8(ascii: "^") {
      isInverted = true
      at += 1
    }
    var previous: UInt8?
    var isFirst = true
    while let byte = next() {
      defer { isFirst = false }
      switch byte {
      case UInt8(ascii: "]") where !isFirst:
        return isInverted ? set.inverted : set
      case UInt8(ascii: "-"):
        if let low = previous, at < bytes.count, bytes[at] != UInt8(ascii: "]") {
          guard var high = next() else { return nil }
          if high == UInt8(ascii: "\\") {
            guard let escaped = next() else { return nil }
            high = escaped
          }
          if low <= high { set.insert(low...high) }
          previous = nil
          continue
        }
        set.insert(byte)
        previous = byte
      case UInt8(ascii: "["):
        guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else {
          set.insert(byte)
          previous = byte
          continue
        }
        guard let members = namedClass() else { return nil }
        if members.isEmpty {
          // `[:` that is no class after all: the bracket is an ordinary member.
          set.insert(byte)
          previous = byte
        } else {
          for member in members { set.insert(member) }
          previous = nil
        }
      case UInt8(ascii: "\\"):
        guard let escaped = next() else { return nil }
        set.insert(escaped)
        previous = escaped
      default:
        set.insert(byte)
        previous = byte
      }
    }
    return nil
  }

  /// At the colon of `[:alpha:]`. Empty if it turns out not to be a class.
  private mutating func namedClass() -> [UInt8]? {
    let start = at + 1
    guard let close = bytes[start...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
    guard start < close, bytes[close - 1] == UInt8(ascii: ":") else { return [] }
    let name = String(decoding: bytes[start..<(close - 1)], as: UTF8.self)
    guard let belongs = GlobParser.classes[name] else { return nil }
    at = close + 1
    return (0...127).filter(belongs)
  }

  private static let classes: [String: @Sendable (UInt8) -> Bool] = [
    "alpha": isAlpha, "digit": isDigit, "alnum": { isAlpha($0) || isDigit($0) },
    "upper": { (65...90).contains($0) }, "lower": { (97...122).contains($0) },
    "blank": { $0 == 32 || $0 == 9 }, "space": { $0 == 32 || (9...13).contains($0) },
    "cntrl": { $0 < 32 || $0 == 127 }, "graph": { 32 < $0 && $0 < 127 },
    "print": { 32 <= $0 && $0 < 127 },
    "punct": { 32 < $0 && $0 < 127 && !isAlpha($0) && !isDigit($0) },
    "xdigit": { isDigit($0) || (65...70).contains($0) || (97...102).contains($0) },
  ]

  private static let isAlpha: @Sendable (UInt8) -> Bool = {
    (65...90).contains($0) || (97...122).contains($0)
  }
  private static let isDigit: @Sendable (UInt8) -> Bool = { (48...57).contains($0) }
}
