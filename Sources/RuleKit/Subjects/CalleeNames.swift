/// Public names of functions and classes that a rule asks calls for, as in `Call.names`.
///
/// Nearly every call is of something else. A few bits tell most of them apart, where a set would read and
/// hash the whole name once more for each rule.
package struct CalleeNames: ExpressibleByArrayLiteral, Sendable {
  package let names: Set<String>
  private let bits: NameBits

  @inline(never)
  package init(_ names: Set<String>) {
    self.names = names
    bits = names.reduce(into: NameBits()) { $0.formUnion(NameBits($1)) }
  }

  // Not once more in each of a hundred tables.
  @inline(never)
  package init(arrayLiteral names: String...) { self.init(Set(names)) }

  package func contains(_ name: String) -> Bool { names.contains(name) }

  /// False where none of the names with those bits is among them.
  func mayContain(_ bits: NameBits) -> Bool { self.bits.meets(bits) }
}

/// Packages, to tell whether what is called may be of one of them.
package struct PackageNames: ExpressibleByArrayLiteral, Sendable {
  fileprivate let bits: NameBits

  @inline(never)
  package init(arrayLiteral names: String...) {
    bits = names.reduce(into: NameBits()) { $0.formUnion(NameBits($1)) }
  }
}

extension Call {
  /// False where the first thing that may be called is of none of the packages, or unknown.
  package func mayBe(of packages: PackageNames) -> Bool { packages.bits.meetsPackage(of: bits) }
}

/// Bits that stand for names: one for each package, and one for each whole name. Sets of names that have
/// a name in common have both kinds of bits in common; few others have.
struct NameBits: Sendable {
  private var roots: UInt64 = 0
  private var names: UInt64 = 0

  /// Of no name.
  init() {}

  init(_ name: String) {
    roots = Self.bit(of: name.utf8.prefix { $0 != UInt8(ascii: ".") })
    names = Self.bit(of: name.utf8[...])
  }

  /// Of any name in the package that holds a module.
  init(packageOf module: String) {
    roots = Self.bit(of: module.utf8.prefix { $0 != UInt8(ascii: ".") })
    names = .max
  }

  mutating func formUnion(_ other: NameBits) {
    roots |= other.roots
    names |= other.names
  }

  func meets(_ other: NameBits) -> Bool { roots & other.roots != 0 && names & other.names != 0 }

  func meetsPackage(of other: NameBits) -> Bool { roots & other.roots != 0 }

  /// By the length of a text and its last letters.
  private static func bit(of text: Substring.UTF8View) -> UInt64 {
    var hash = UInt64(text.count)
    for byte in text.suffix(4) { hash = hash &* 31 &+ UInt64(byte) }
    return 1 << ((hash &* 0x9E37_79B9_7F4A_7C15) >> 58)
  }
}
