/// The kinds of token, after CPython's `Grammar/Tokens`; keywords have kinds of their own, soft
/// keywords (`match`, `case`, `type`, `_`, `lazy`) are names.
package enum TokenKind: UInt8, Sendable {
  case endOfFile, newline, indent, dedent
  case name, integer, float, imaginary, string, bytes
  case fstringStart, fstringMiddle, fstringEnd
  case tstringStart, tstringMiddle, tstringEnd
  // operators and delimiters
  case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
  case comma, colon, dot, semicolon, at, equal, arrow, colonEqual, ellipsis, exclamation
  case plus, minus, star, slash, vertical, ampersand, percent, circumflex, tilde, doubleStar
  case doubleSlash, leftShift, rightShift
  case less, greater, equalEqual, notEqual, lessEqual, greaterEqual
  case plusEqual, minusEqual, starEqual, slashEqual, percentEqual, ampersandEqual, verticalEqual
  case circumflexEqual, leftShiftEqual, rightShiftEqual, doubleStarEqual, doubleSlashEqual, atEqual
  // keywords
  case keywordFalse, keywordNone, keywordTrue
  case keywordAnd, keywordAs, keywordAssert, keywordAsync, keywordAwait, keywordBreak, keywordClass
  case keywordContinue, keywordDef, keywordDel, keywordElif, keywordElse, keywordExcept
  case keywordFinally, keywordFor, keywordFrom, keywordGlobal, keywordIf, keywordImport, keywordIn
  case keywordIs, keywordLambda, keywordNonlocal, keywordNot, keywordOr, keywordPass, keywordRaise
  case keywordReturn, keywordTry, keywordWhile, keywordWith, keywordYield
  /// Bytes that begin no token; the lexer has recorded the error.
  case invalid
}
