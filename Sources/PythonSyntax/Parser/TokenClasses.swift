/// What kinds of token can do in the grammar: constant tables as functions.
extension TokenKind {
  /// Binding strength of a binary operator from `|` (1) to `*` (6); 7 for what compares, 8 for
  /// `and`, 9 for `or`, 10 for `if`; 0 for all other kinds.
  @inline(__always)
  var operatorClass: UInt8 {
    switch self {
    case .vertical: 1
    case .circumflex: 2
    case .ampersand: 3
    case .leftShift, .rightShift: 4
    case .plus, .minus: 5
    case .star, .slash, .doubleSlash, .percent, .at: 6
    case .less, .greater, .equalEqual, .notEqual, .lessEqual, .greaterEqual, .keywordIn,
      .keywordIs, .keywordNot:
      7
    case .keywordAnd: 8
    case .keywordOr: 9
    case .keywordIf: 10
    default: 0
    }
  }

  var binaryOperator: BinaryOperator {
    switch self {
    case .vertical, .verticalEqual: .bitOr
    case .circumflex, .circumflexEqual: .bitXor
    case .ampersand, .ampersandEqual: .bitAnd
    case .leftShift, .leftShiftEqual: .lShift
    case .rightShift, .rightShiftEqual: .rShift
    case .minus, .minusEqual: .sub
    case .star, .starEqual: .mult
    case .slash, .slashEqual: .div
    case .doubleSlash, .doubleSlashEqual: .floorDiv
    case .percent, .percentEqual: .mod
    case .at, .atEqual: .matMult
    case .doubleStar, .doubleStarEqual: .pow
    default: .add
    }
  }

  var isAugmentedAssignment: Bool {
    switch self {
    case .plusEqual, .minusEqual, .starEqual, .slashEqual, .percentEqual, .ampersandEqual,
      .verticalEqual, .circumflexEqual, .leftShiftEqual, .rightShiftEqual, .doubleStarEqual,
      .doubleSlashEqual, .atEqual:
      true
    default: false
    }
  }

  /// Whether an expression (without `*` and `yield`) can begin with this token.
  var startsExpression: Bool {
    switch self {
    case .name, .integer, .float, .imaginary, .string, .bytes, .fstringStart, .tstringStart,
      .leftParenthesis, .leftBracket, .leftBrace, .ellipsis, .plus, .minus, .tilde,
      .keywordFalse, .keywordNone, .keywordTrue, .keywordAwait, .keywordLambda, .keywordNot:
      true
    default: false
    }
  }

  var startsStarExpression: Bool { self == .star || startsExpression }

  var isString: Bool {
    switch self {
    case .string, .bytes, .fstringStart, .tstringStart: true
    default: false
    }
  }

  /// Whether the kind is a keyword that begins a compound statement and nothing else.
  var startsDefinition: Bool { self == .keywordDef || self == .keywordClass }

  var isKeyword: Bool {
    TokenKind.keywordFalse.rawValue <= rawValue && rawValue <= TokenKind.keywordYield.rawValue
  }
}
