/// Yes, no, or not known: what a test says of a value.
package enum Tri: UInt8, Sendable {
  case no, unknown, yes

  var negated: Tri {
    switch self {
    case .no: .yes
    case .yes: .no
    case .unknown: .unknown
    }
  }

  static func && (a: Tri, b: Tri) -> Tri { a.rawValue < b.rawValue ? a : b }
  static func || (a: Tri, b: Tri) -> Tri { a.rawValue < b.rawValue ? b : a }
}

package enum AtomTest: UInt8, Sendable {
  case isNone, isTrue, equals, less, lessOrEqual, isInstance
  /// `hasattr(value, other)`.
  case hasAttribute
  /// `value & other` is not zero.
  case hasBits
  /// `value.startswith(other)` of a text.
  case startsWith
  /// A duration of zero or more and below `other`; a negative one means "for ever".
  case shorterThan
}

/// One condition over a value that depends on formals: `block`, `timeout is None`, `isinstance(f, str)`.
package struct Atom: Hashable, Sendable {
  package var value: TypeID
  package var test: AtomTest
  /// The other operand: a literal, or a class object (or a tuple of them) for `isInstance`; for
  /// `hasAttribute` and `startsWith` the name or the text as a literal.
  package var other: TypeID
  package var isNegated: Bool
}
