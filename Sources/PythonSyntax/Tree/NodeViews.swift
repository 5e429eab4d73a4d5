// The typed views: one trivial struct for each `NodeKind`, in the order of CPython's `Python.asdl`.
// A view reads the words that the parser wrote; it never looks at source text.

package import SourceText

/// A whole file.
package struct ModuleNode: TypedNode {
  package static let kind = NodeKind.module
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var body: NodeList { node.list(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `def f(): …` or `async def f(): …`. The range starts at `def`/`async`; decorators stand before it.
package struct FunctionDefNode: TypedNode {
  package static let kind = NodeKind.functionDef
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var name: TextRange { node.range(0) }
  package var typeParameters: NodeList { node.list(2) }
  package var parameters: ParametersNode { ParametersNode(unchecked: node.child(3)) }
  package var returns: Node? { node.optionalChild(4) }
  package var body: NodeList { node.list(5) }
  package var decorators: NodeList { node.list(6) }
  package var isAsync: Bool { node.flags & 1 != 0 }
  /// Words after the header: what the builder writes.
  static let fieldCount = 7
}

/// `ast.ClassDef`.
package struct ClassDefNode: TypedNode {
  package static let kind = NodeKind.classDef
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var name: TextRange { node.range(0) }
  package var typeParameters: NodeList { node.list(2) }
  package var bases: NodeList { node.list(3) }
  package var keywords: NodeList { node.list(4) }
  package var body: NodeList { node.list(5) }
  package var decorators: NodeList { node.list(6) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 7
}

/// `ast.Return`.
package struct ReturnNode: TypedNode {
  package static let kind = NodeKind.return
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var value: Node? { node.optionalChild(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Delete`.
package struct DeleteNode: TypedNode {
  package static let kind = NodeKind.delete
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var targets: NodeList { node.list(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Assign`.
package struct AssignNode: TypedNode {
  package static let kind = NodeKind.assign
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var targets: NodeList { node.list(0) }
  package var value: Node { node.child(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.TypeAlias`.
package struct TypeAliasNode: TypedNode {
  package static let kind = NodeKind.typeAlias
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var name: Node { node.child(0) }
  package var typeParameters: NodeList { node.list(1) }
  package var value: Node { node.child(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.AugAssign`.
package struct AugAssignNode: TypedNode {
  package static let kind = NodeKind.augAssign
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var target: Node { node.child(0) }
  package var value: Node { node.child(1) }
  package var op: BinaryOperator { BinaryOperator(rawValue: node.flags) ?? .add }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.AnnAssign`.
package struct AnnAssignNode: TypedNode {
  package static let kind = NodeKind.annAssign
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var target: Node { node.child(0) }
  package var annotation: Node { node.child(1) }
  package var value: Node? { node.optionalChild(2) }
  package var isSimple: Bool { node.flags & 1 != 0 }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.For`.
package struct ForNode: TypedNode {
  package static let kind = NodeKind.for
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var target: Node { node.child(0) }
  package var iterable: Node { node.child(1) }
  package var body: NodeList { node.list(2) }
  package var orElse: NodeList { node.list(3) }
  package var isAsync: Bool { node.flags & 1 != 0 }
  /// Words after the header: what the builder writes.
  static let fieldCount = 4
}

/// `ast.While`.
package struct WhileNode: TypedNode {
  package static let kind = NodeKind.while
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var test: Node { node.child(0) }
  package var body: NodeList { node.list(1) }
  package var orElse: NodeList { node.list(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.If`.
package struct IfNode: TypedNode {
  package static let kind = NodeKind.if
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var test: Node { node.child(0) }
  package var body: NodeList { node.list(1) }
  package var orElse: NodeList { node.list(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.With`.
package struct WithNode: TypedNode {
  package static let kind = NodeKind.with
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var items: NodeList { node.list(0) }
  package var body: NodeList { node.list(1) }
  package var isAsync: Bool { node.flags & 1 != 0 }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.Match`.
package struct MatchNode: TypedNode {
  package static let kind = NodeKind.match
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var subject: Node { node.child(0) }
  package var cases: NodeList { node.list(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.Raise`.
package struct RaiseNode: TypedNode {
  package static let kind = NodeKind.raise
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var exception: Node? { node.optionalChild(0) }
  package var cause: Node? { node.optionalChild(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.Try`.
package struct TryNode: TypedNode {
  package static let kind = NodeKind.try
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var body: NodeList { node.list(0) }
  package var handlers: NodeList { node.list(1) }
  package var orElse: NodeList { node.list(2) }
  package var finalBody: NodeList { node.list(3) }
  package var isStar: Bool { node.flags & 1 != 0 }
  /// Words after the header: what the builder writes.
  static let fieldCount = 4
}

/// `ast.Assert`.
package struct AssertNode: TypedNode {
  package static let kind = NodeKind.assert
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var test: Node { node.child(0) }
  package var message: Node? { node.optionalChild(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.Import`.
package struct ImportNode: TypedNode {
  package static let kind = NodeKind.import
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var names: NodeList { node.list(0) }
  package var isLazy: Bool { node.flags & 1 != 0 }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.ImportFrom`.
package struct ImportFromNode: TypedNode {
  package static let kind = NodeKind.importFrom
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var module: TextRange? { node.optionalRange(0) }
  package var names: NodeList { node.list(2) }
  package var level: UInt32 { node.word(3) }
  package var isLazy: Bool { node.flags & 1 != 0 }
  /// Words after the header: what the builder writes.
  static let fieldCount = 4
}

/// `ast.Global`.
package struct GlobalNode: TypedNode {
  package static let kind = NodeKind.global
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var names: NodeList { node.list(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Nonlocal`.
package struct NonlocalNode: TypedNode {
  package static let kind = NodeKind.nonlocal
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var names: NodeList { node.list(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Expr`.
package struct ExprStmtNode: TypedNode {
  package static let kind = NodeKind.exprStmt
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var value: Node { node.child(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Pass`.
package struct PassNode: TypedNode {
  package static let kind = NodeKind.pass
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  /// Words after the header: what the builder writes.
  static let fieldCount = 0
}

/// `ast.Break`.
package struct BreakNode: TypedNode {
  package static let kind = NodeKind.break
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  /// Words after the header: what the builder writes.
  static let fieldCount = 0
}

/// `ast.Continue`.
package struct ContinueNode: TypedNode {
  package static let kind = NodeKind.continue
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  /// Words after the header: what the builder writes.
  static let fieldCount = 0
}

/// `ast.BoolOp`.
package struct BoolOpNode: TypedNode {
  package static let kind = NodeKind.boolOp
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var values: NodeList { node.list(0) }
  package var isOr: Bool { node.flags & 1 != 0 }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.NamedExpr`.
package struct NamedExprNode: TypedNode {
  package static let kind = NodeKind.namedExpr
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var target: Node { node.child(0) }
  package var value: Node { node.child(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.BinOp`.
package struct BinOpNode: TypedNode {
  package static let kind = NodeKind.binOp
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var left: Node { node.child(0) }
  package var right: Node { node.child(1) }
  package var op: BinaryOperator { BinaryOperator(rawValue: node.flags) ?? .add }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.UnaryOp`.
package struct UnaryOpNode: TypedNode {
  package static let kind = NodeKind.unaryOp
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var operand: Node { node.child(0) }
  package var op: UnaryOperator { UnaryOperator(rawValue: node.flags) ?? .not }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Lambda`.
package struct LambdaNode: TypedNode {
  package static let kind = NodeKind.lambda
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var parameters: ParametersNode { ParametersNode(unchecked: node.child(0)) }
  package var body: Node { node.child(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.IfExp`.
package struct IfExpNode: TypedNode {
  package static let kind = NodeKind.ifExp
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var test: Node { node.child(0) }
  package var body: Node { node.child(1) }
  package var orElse: Node { node.child(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.Dict`.
package struct DictNode: TypedNode {
  package static let kind = NodeKind.dict
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var keys: NodeList { node.list(0) }
  package var values: NodeList { node.list(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.Set`.
package struct SetExprNode: TypedNode {
  package static let kind = NodeKind.setExpr
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var elements: NodeList { node.list(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.ListComp`.
package struct ListCompNode: TypedNode {
  package static let kind = NodeKind.listComp
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var element: Node { node.child(0) }
  package var generators: NodeList { node.list(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.SetComp`.
package struct SetCompNode: TypedNode {
  package static let kind = NodeKind.setComp
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var element: Node { node.child(0) }
  package var generators: NodeList { node.list(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.DictComp`.
package struct DictCompNode: TypedNode {
  package static let kind = NodeKind.dictComp
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var key: Node { node.child(0) }
  package var value: Node? { node.optionalChild(1) }
  package var generators: NodeList { node.list(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.GeneratorExp`.
package struct GeneratorExpNode: TypedNode {
  package static let kind = NodeKind.generatorExp
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var element: Node { node.child(0) }
  package var generators: NodeList { node.list(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.Await`.
package struct AwaitNode: TypedNode {
  package static let kind = NodeKind.await
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var value: Node { node.child(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Yield`.
package struct YieldNode: TypedNode {
  package static let kind = NodeKind.yield
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var value: Node? { node.optionalChild(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.YieldFrom`.
package struct YieldFromNode: TypedNode {
  package static let kind = NodeKind.yieldFrom
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var value: Node { node.child(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Compare`.
package struct CompareNode: TypedNode {
  package static let kind = NodeKind.compare
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var left: Node { node.child(0) }
  package var comparators: NodeList { node.list(1) }
  package var operators: WordList { node.words(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.Call`.
package struct CallNode: TypedNode {
  package static let kind = NodeKind.call
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var function: Node { node.child(0) }
  package var arguments: NodeList { node.list(1) }
  package var keywords: NodeList { node.list(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.FormattedValue`.
package struct FormattedValueNode: TypedNode {
  package static let kind = NodeKind.formattedValue
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var value: Node { node.child(0) }
  package var conversion: UInt32 { node.word(1) }
  package var formatSpec: Node? { node.optionalChild(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.Interpolation`.
package struct InterpolationNode: TypedNode {
  package static let kind = NodeKind.interpolation
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var value: Node { node.child(0) }
  package var conversion: UInt32 { node.word(1) }
  package var formatSpec: Node? { node.optionalChild(2) }
  package var text: TextRange { node.range(3) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 5
}

/// `ast.JoinedStr`.
package struct JoinedStrNode: TypedNode {
  package static let kind = NodeKind.joinedStr
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var values: NodeList { node.list(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.TemplateStr`.
package struct TemplateStrNode: TypedNode {
  package static let kind = NodeKind.templateStr
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var values: NodeList { node.list(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// A literal: `None`, `True`, `...`, a number, or one or several adjacent plain string tokens.
package struct ConstantNode: TypedNode {
  package static let kind = NodeKind.constant
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var pieces: WordList { node.words(0) }
  package var constant: ConstantKind { ConstantKind(rawValue: node.flags) ?? .none }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Attribute`.
package struct AttributeNode: TypedNode {
  package static let kind = NodeKind.attribute
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var value: Node { node.child(0) }
  package var name: TextRange { node.range(1) }
  package var context: ExpressionContext { ExpressionContext(rawValue: node.flags) ?? .load }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.Subscript`.
package struct SubscriptNode: TypedNode {
  package static let kind = NodeKind.subscript
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var value: Node { node.child(0) }
  package var slice: Node { node.child(1) }
  package var context: ExpressionContext { ExpressionContext(rawValue: node.flags) ?? .load }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.Starred`.
package struct StarredNode: TypedNode {
  package static let kind = NodeKind.starred
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var value: Node { node.child(0) }
  package var context: ExpressionContext { ExpressionContext(rawValue: node.flags) ?? .load }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Name`.
package struct NameNode: TypedNode {
  package static let kind = NodeKind.name
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var context: ExpressionContext { ExpressionContext(rawValue: node.flags) ?? .load }
  /// Words after the header: what the builder writes.
  static let fieldCount = 0
}

/// `ast.List`.
package struct ListNode: TypedNode {
  package static let kind = NodeKind.list
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var elements: NodeList { node.list(0) }
  package var context: ExpressionContext { ExpressionContext(rawValue: node.flags) ?? .load }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Tuple`.
package struct TupleNode: TypedNode {
  package static let kind = NodeKind.tuple
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var elements: NodeList { node.list(0) }
  package var context: ExpressionContext { ExpressionContext(rawValue: node.flags) ?? .load }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.Slice`.
package struct SliceNode: TypedNode {
  package static let kind = NodeKind.slice
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var lower: Node? { node.optionalChild(0) }
  package var upper: Node? { node.optionalChild(1) }
  package var step: Node? { node.optionalChild(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.comprehension`.
package struct ComprehensionNode: TypedNode {
  package static let kind = NodeKind.comprehension
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var target: Node { node.child(0) }
  package var iterable: Node { node.child(1) }
  package var conditions: NodeList { node.list(2) }
  package var isAsync: Bool { node.flags & 1 != 0 }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.ExceptHandler`.
package struct ExceptHandlerNode: TypedNode {
  package static let kind = NodeKind.exceptHandler
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var `type`: Node? { node.optionalChild(0) }
  package var name: TextRange? { node.optionalRange(1) }
  package var body: NodeList { node.list(3) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 4
}

/// `ast.arguments`.
package struct ParametersNode: TypedNode {
  package static let kind = NodeKind.parameters
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var positionalOnly: NodeList { node.list(0) }
  package var positional: NodeList { node.list(1) }
  package var variadic: Node? { node.optionalChild(2) }
  package var keywordOnly: NodeList { node.list(3) }
  package var keywordVariadic: Node? { node.optionalChild(4) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 5
}

/// One formal parameter; for `*args` and `**kwargs` too.
package struct ParameterNode: TypedNode {
  package static let kind = NodeKind.parameter
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var name: TextRange { node.range(0) }
  package var annotation: Node? { node.optionalChild(2) }
  package var defaultValue: Node? { node.optionalChild(3) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 4
}

/// `ast.keyword`.
package struct KeywordNode: TypedNode {
  package static let kind = NodeKind.keyword
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var name: TextRange? { node.optionalRange(0) }
  package var value: Node { node.child(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `a.b as c` of an import, or `*`. `name` is the dotted range as written; its spelling may hold blanks and comments.
package struct AliasNode: TypedNode {
  package static let kind = NodeKind.alias
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var name: TextRange { node.range(0) }
  package var asName: TextRange? { node.optionalRange(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 4
}

/// A bare identifier inside a list (`global a, b`; the keyword names of a class pattern).
package struct IdentifierNode: TypedNode {
  package static let kind = NodeKind.identifier
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  /// Words after the header: what the builder writes.
  static let fieldCount = 0
}

/// `ast.withitem`.
package struct WithItemNode: TypedNode {
  package static let kind = NodeKind.withItem
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var context: Node { node.child(0) }
  package var target: Node? { node.optionalChild(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.match_case`.
package struct MatchCaseNode: TypedNode {
  package static let kind = NodeKind.matchCase
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var pattern: Node { node.child(0) }
  package var `guard`: Node? { node.optionalChild(1) }
  package var body: NodeList { node.list(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.MatchValue`.
package struct MatchValueNode: TypedNode {
  package static let kind = NodeKind.matchValue
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var value: Node { node.child(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.MatchSingleton`.
package struct MatchSingletonNode: TypedNode {
  package static let kind = NodeKind.matchSingleton
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var constant: ConstantKind { ConstantKind(rawValue: node.flags) ?? .none }
  /// Words after the header: what the builder writes.
  static let fieldCount = 0
}

/// `ast.MatchSequence`.
package struct MatchSequenceNode: TypedNode {
  package static let kind = NodeKind.matchSequence
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var patterns: NodeList { node.list(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.MatchMapping`.
package struct MatchMappingNode: TypedNode {
  package static let kind = NodeKind.matchMapping
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var keys: NodeList { node.list(0) }
  package var patterns: NodeList { node.list(1) }
  package var rest: TextRange? { node.optionalRange(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 4
}

/// `ast.MatchClass`.
package struct MatchClassNode: TypedNode {
  package static let kind = NodeKind.matchClass
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var `type`: Node { node.child(0) }
  package var patterns: NodeList { node.list(1) }
  package var keywordNames: NodeList { node.list(2) }
  package var keywordPatterns: NodeList { node.list(3) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 4
}

/// `ast.MatchStar`.
package struct MatchStarNode: TypedNode {
  package static let kind = NodeKind.matchStar
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var name: TextRange? { node.optionalRange(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 2
}

/// `ast.MatchAs`.
package struct MatchAsNode: TypedNode {
  package static let kind = NodeKind.matchAs
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var pattern: Node? { node.optionalChild(0) }
  package var name: TextRange? { node.optionalRange(1) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.MatchOr`.
package struct MatchOrNode: TypedNode {
  package static let kind = NodeKind.matchOr
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var patterns: NodeList { node.list(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}

/// `ast.TypeVar`.
package struct TypeVarNode: TypedNode {
  package static let kind = NodeKind.typeVar
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var name: TextRange { node.range(0) }
  package var bound: Node? { node.optionalChild(2) }
  package var defaultValue: Node? { node.optionalChild(3) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 4
}

/// `ast.ParamSpec`.
package struct ParamSpecNode: TypedNode {
  package static let kind = NodeKind.paramSpec
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var name: TextRange { node.range(0) }
  package var defaultValue: Node? { node.optionalChild(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// `ast.TypeVarTuple`.
package struct TypeVarTupleNode: TypedNode {
  package static let kind = NodeKind.typeVarTuple
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var name: TextRange { node.range(0) }
  package var defaultValue: Node? { node.optionalChild(2) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 3
}

/// What recovery could not give a shape; holds the parts that were understood, so that no function is lost.
package struct ErrorNode: TypedNode {
  package static let kind = NodeKind.errorNode
  package let node: Node
  package init(unchecked node: Node) { self.node = node }
  package var children: NodeList { node.list(0) }
  /// Words after the header: what the builder writes.
  static let fieldCount = 1
}
