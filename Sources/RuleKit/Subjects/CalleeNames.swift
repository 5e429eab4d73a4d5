/// Public names of functions and classes that a rule asks calls for, as in `Call.names`.
///
/// Nearly every call is of something else. One bit for each name tells most of them apart, where a set
/// would read and hash the whole name once more for each rule.
package struct CalleeNames: ExpressibleByArrayLiteral, Sendable {
  package let names: Set<String>
  private let bits: UInt64

  package init(_ names: Set<String>) {
    self.names = names
    bits = names.reduce(0) { $0 | Self.bit(of: $1) }
  }

  package init(arrayLiteral names: String...) { self.init(Set(names)) }

  package func contains(_ name: String) -> Bool { names.contains(name) }

  /// False where the name with that bit is none of them.
  func mayContain(_ bit: UInt64) -> Bool { bits & bit != 0 }

  /// By the length of a name and its last letters.
  static func bit(of name: String) -> UInt64 {
    var hash = UInt64(name.utf8.count)
    for byte in name.utf8.suffix(4) { hash = hash &* 31 &+ UInt64(byte) }
    return 1 << ((hash &* 0x9E37_79B9_7F4A_7C15) >> 58)
  }
}
