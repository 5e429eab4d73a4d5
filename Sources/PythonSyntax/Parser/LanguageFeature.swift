/// A Python 3 language version, by its minor number.
package struct PythonVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let minor: UInt8
  package init(minor: UInt8) { self.minor = minor }

  package static let oldest = PythonVersion(minor: 8)
  package static let newest = PythonVersion(minor: 15)

  package static func < (a: PythonVersion, b: PythonVersion) -> Bool { a.minor < b.minor }
  package var description: String { "3.\(minor)" }
}

/// Syntax that not every supported version has: the one place that says since when, and what a
/// file for an older target is told.
enum LanguageFeature {
  case parenthesizedWithItems
  case starredWithTarget
  case relaxedDecorators
  case starredForIterable
  case starredAugmentedValue
  case unparenthesizedWalrusInGenerator
  case matchStatement
  case unparenthesizedWalrusInSet
  case unparenthesizedWalrusInSubscript
  case exceptStar
  case starredSubscript
  case starredParameterAnnotation
  case typeAliasStatement
  case typeParameters
  case typeParameterDefaults
  case fstringQuoteReuse
  case fstringLineEnd
  case fstringBackslash
  case fstringComment
  case fstringNesting
  case fstringStarExpression
  case exceptWithoutParentheses
  case templateString
  case unaryPlusPattern
  case comprehensionUnpacking
  case lazyImport

  var since: UInt8 {
    switch self {
    case .parenthesizedWithItems, .starredWithTarget, .relaxedDecorators, .starredForIterable,
      .starredAugmentedValue, .unparenthesizedWalrusInGenerator, .unparenthesizedWalrusInSet:
      9
    case .matchStatement, .unparenthesizedWalrusInSubscript: 10
    case .exceptStar, .starredSubscript, .starredParameterAnnotation: 11
    case .typeAliasStatement, .typeParameters, .fstringQuoteReuse, .fstringLineEnd,
      .fstringBackslash, .fstringComment, .fstringNesting, .fstringStarExpression:
      12
    case .typeParameterDefaults: 13
    case .exceptWithoutParentheses, .templateString, .unaryPlusPattern: 14
    case .comprehensionUnpacking, .lazyImport: 15
    }
  }

  private var name: String {
    switch self {
    case .parenthesizedWithItems: "a parenthesized list of context managers"
    case .starredWithTarget: "`*` after `as` in a with statement"
    case .relaxedDecorators: "a decorator that is not a dotted name or its call"
    case .starredForIterable: "unpacking without parentheses in a for statement"
    case .starredAugmentedValue: "unpacking without parentheses in an augmented assignment"
    case .unparenthesizedWalrusInGenerator: "`:=` without parentheses in a generator expression"
    case .matchStatement: "the match statement"
    case .unparenthesizedWalrusInSet: "`:=` without parentheses in a set"
    case .unparenthesizedWalrusInSubscript: "`:=` without parentheses in a subscript"
    case .exceptStar: "`except*`"
    case .starredSubscript: "unpacking in a subscript"
    case .starredParameterAnnotation: "unpacking in the annotation of a parameter"
    case .typeAliasStatement: "the type statement"
    case .typeParameters: "a type parameter list"
    case .typeParameterDefaults: "a type parameter default"
    case .fstringQuoteReuse: "reusing the enclosing quotes in an f-string"
    case .fstringLineEnd: "a line end in a replacement field"
    case .fstringBackslash: "a backslash in a replacement field"
    case .fstringComment: "a comment in a replacement field"
    case .fstringNesting: "a replacement field nested this deep"
    case .fstringStarExpression: "unpacking in a replacement field"
    case .exceptWithoutParentheses: "`except` with several types and no parentheses"
    case .templateString: "a t-string"
    case .unaryPlusPattern: "`+` before a number in a pattern"
    case .comprehensionUnpacking: "unpacking in a comprehension"
    case .lazyImport: "a lazy import"
    }
  }

  /// What is wrong for `target`, or nil if it has the feature.
  func refusal(for target: PythonVersion) -> String? {
    if since <= target.minor { return nil }
    return "\(name) needs Python 3.\(since); the target is \(target)"
  }
}
