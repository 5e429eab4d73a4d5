// The class names of CPython's `Python.asdl`.

extension NodeKind {
  /// Whether nodes of the kind carry line and column attributes.
  var hasPosition: Bool {
    switch self {
    case .module, .comprehension, .parameters, .withItem, .matchCase: return false
    default: return true
    }
  }
}

extension Node {
  /// The class as `ast` names it; it tells apart what the tree keeps as flags.
  var className: StaticString {
    switch kind {
    case .functionDef: return flags & 1 != 0 ? "AsyncFunctionDef" : "FunctionDef"
    case .for: return flags & 1 != 0 ? "AsyncFor" : "For"
    case .with: return flags & 1 != 0 ? "AsyncWith" : "With"
    case .try: return flags & 1 != 0 ? "TryStar" : "Try"
    default: return kind.className
    }
  }
}

extension NodeKind {
  fileprivate var className: StaticString {
    switch self {
    case .module: return "Module"
    case .functionDef: return "FunctionDef"
    case .classDef: return "ClassDef"
    case .return: return "Return"
    case .delete: return "Delete"
    case .assign: return "Assign"
    case .typeAlias: return "TypeAlias"
    case .augAssign: return "AugAssign"
    case .annAssign: return "AnnAssign"
    case .for: return "For"
    case .while: return "While"
    case .if: return "If"
    case .with: return "With"
    case .match: return "Match"
    case .raise: return "Raise"
    case .try: return "Try"
    case .assert: return "Assert"
    case .import: return "Import"
    case .importFrom: return "ImportFrom"
    case .global: return "Global"
    case .nonlocal: return "Nonlocal"
    case .exprStmt: return "Expr"
    case .pass: return "Pass"
    case .break: return "Break"
    case .continue: return "Continue"
    case .boolOp: return "BoolOp"
    case .namedExpr: return "NamedExpr"
    case .binOp: return "BinOp"
    case .unaryOp: return "UnaryOp"
    case .lambda: return "Lambda"
    case .ifExp: return "IfExp"
    case .dict: return "Dict"
    case .setExpr: return "Set"
    case .listComp: return "ListComp"
    case .setComp: return "SetComp"
    case .dictComp: return "DictComp"
    case .generatorExp: return "GeneratorExp"
    case .await: return "Await"
    case .yield: return "Yield"
    case .yieldFrom: return "YieldFrom"
    case .compare: return "Compare"
    case .call: return "Call"
    case .formattedValue: return "FormattedValue"
    case .interpolation: return "Interpolation"
    case .joinedStr: return "JoinedStr"
    case .templateStr: return "TemplateStr"
    case .constant: return "Constant"
    case .attribute: return "Attribute"
    case .subscript: return "Subscript"
    case .starred: return "Starred"
    case .name: return "Name"
    case .list: return "List"
    case .tuple: return "Tuple"
    case .slice: return "Slice"
    case .comprehension: return "comprehension"
    case .exceptHandler: return "ExceptHandler"
    case .parameters: return "arguments"
    case .parameter: return "arg"
    case .keyword: return "keyword"
    case .alias: return "alias"
    case .identifier: return "identifier"
    case .withItem: return "withitem"
    case .matchCase: return "match_case"
    case .matchValue: return "MatchValue"
    case .matchSingleton: return "MatchSingleton"
    case .matchSequence: return "MatchSequence"
    case .matchMapping: return "MatchMapping"
    case .matchClass: return "MatchClass"
    case .matchStar: return "MatchStar"
    case .matchAs: return "MatchAs"
    case .matchOr: return "MatchOr"
    case .typeVar: return "TypeVar"
    case .paramSpec: return "ParamSpec"
    case .typeVarTuple: return "TypeVarTuple"
    case .errorNode: return "ErrorNode"
    }
  }
}

extension BinaryOperator {
  var className: StaticString {
    switch self {
    case .add: return "Add()"
    case .sub: return "Sub()"
    case .mult: return "Mult()"
    case .matMult: return "MatMult()"
    case .div: return "Div()"
    case .mod: return "Mod()"
    case .pow: return "Pow()"
    case .lShift: return "LShift()"
    case .rShift: return "RShift()"
    case .bitOr: return "BitOr()"
    case .bitXor: return "BitXor()"
    case .bitAnd: return "BitAnd()"
    case .floorDiv: return "FloorDiv()"
    }
  }
}

extension UnaryOperator {
  var className: StaticString {
    switch self {
    case .invert: return "Invert()"
    case .not: return "Not()"
    case .uAdd: return "UAdd()"
    case .uSub: return "USub()"
    }
  }
}

extension ComparisonOperator {
  var className: StaticString {
    switch self {
    case .equal: return "Eq()"
    case .notEqual: return "NotEq()"
    case .less: return "Lt()"
    case .lessOrEqual: return "LtE()"
    case .greater: return "Gt()"
    case .greaterOrEqual: return "GtE()"
    case .is: return "Is()"
    case .isNot: return "IsNot()"
    case .in: return "In()"
    case .notIn: return "NotIn()"
    }
  }
}
