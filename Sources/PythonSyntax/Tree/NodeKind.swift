/// What a node of the tree is. One case for each class of CPython's `Python.asdl`, and a few parts
/// which that grammar keeps as plain strings (`identifier`) or cannot have (`errorNode`).
package enum NodeKind: UInt8, CaseIterable, Sendable {

  // MARK: module
  case module = 0

  // MARK: statements
  case functionDef = 1
  case classDef = 2
  case `return` = 3
  case delete = 4
  case assign = 5
  case typeAlias = 6
  case augAssign = 7
  case annAssign = 8
  case `for` = 9
  case `while` = 10
  case `if` = 11
  case with = 12
  case match = 13
  case raise = 14
  case `try` = 15
  case assert = 16
  case `import` = 17
  case importFrom = 18
  case global = 19
  case nonlocal = 20
  case exprStmt = 21
  case pass = 22
  case `break` = 23
  case `continue` = 24

  // MARK: expressions
  case boolOp = 25
  case namedExpr = 26
  case binOp = 27
  case unaryOp = 28
  case lambda = 29
  case ifExp = 30
  case dict = 31
  case setExpr = 32
  case listComp = 33
  case setComp = 34
  case dictComp = 35
  case generatorExp = 36
  case await = 37
  case yield = 38
  case yieldFrom = 39
  case compare = 40
  case call = 41
  case formattedValue = 42
  case interpolation = 43
  case joinedStr = 44
  case templateStr = 45
  case constant = 46
  case attribute = 47
  case `subscript` = 48
  case starred = 49
  case name = 50
  case list = 51
  case tuple = 52
  case slice = 53

  // MARK: parts
  case comprehension = 54
  case exceptHandler = 55
  case parameters = 56
  case parameter = 57
  case keyword = 58
  case alias = 59
  case identifier = 60
  case withItem = 61
  case matchCase = 62
  case matchValue = 63
  case matchSingleton = 64
  case matchSequence = 65
  case matchMapping = 66
  case matchClass = 67
  case matchStar = 68
  case matchAs = 69
  case matchOr = 70
  case typeVar = 71
  case paramSpec = 72
  case typeVarTuple = 73

  // MARK: recovery
  case errorNode = 74

  /// The kind that the lowest byte of a node's header names. The initializer that the compiler makes is a
  /// call, once for each look at a node.
  @inline(__always)
  package init(header: UInt32) {
    let byte = UInt8(truncatingIfNeeded: header)
    // Invariant: the cases are numbered from 0 without a gap, in order of declaration, and `errorNode` is
    // the last, so that a case and its number are the same byte; `kindsAreNumberedInOrder` tests it.
    self = byte < 74 ? unsafeBitCast(byte, to: NodeKind.self) : .errorNode
  }
}
