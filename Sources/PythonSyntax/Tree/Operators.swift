/// The operator of `BinOp` and `AugAssign`, kept in the node's flags.
package enum BinaryOperator: UInt8, Sendable {
  case add, sub, mult, matMult, div, mod, pow, lShift, rShift, bitOr, bitXor, bitAnd, floorDiv
}

/// The operator of `UnaryOp`.
package enum UnaryOperator: UInt8, Sendable {
  case invert, not, uAdd, uSub
}

/// One operator of `Compare`, a word of `CompareNode.operators`.
package enum ComparisonOperator: UInt8, Sendable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, `is`, isNot, `in`, notIn
}

/// Whether an expression is read, bound or unbound.
package enum ExpressionContext: UInt8, Sendable {
  case load, store, delete
}

/// What literal a `Constant` is.
///
/// A number is the token of the node's range. A string or bytes literal with empty `pieces` is the
/// one token of the node's range; otherwise `pieces` holds triples (start, end, `StringPieceStyle`).
package enum ConstantKind: UInt8, Sendable {
  case none, `true`, `false`, ellipsis, integer, float, imaginary, string, bytes
}

/// How one piece of a string constant is spelled.
package enum StringPieceStyle: UInt32, Sendable {
  /// A whole literal token with prefix and quotes.
  case literal
  /// Text between the replacement fields of an f- or t-string: escapes count, `{{` is `{`.
  case formatMiddle
  /// The same in a raw f- or t-string: only `{{` and `}}` are special.
  case rawFormatMiddle
  /// Text inside a format spec, where `{{` has no special meaning before a nested field.
  case formatSpecMiddle
  case rawFormatSpecMiddle
  /// `x =` of `f"{x =}"`: source text without its comments; CPython 3.13 decodes escapes in it.
  case debugText
  /// The same in a raw literal or a format spec: nothing is decoded.
  case rawDebugText
}
