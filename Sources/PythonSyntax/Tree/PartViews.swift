// The typed views of parts, patterns and type parameters: see `StatementViews.swift`.

package import SourceText

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
