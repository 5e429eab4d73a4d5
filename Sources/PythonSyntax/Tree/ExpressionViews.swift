// The typed views of expressions: see `StatementViews.swift`.

package import SourceText

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
