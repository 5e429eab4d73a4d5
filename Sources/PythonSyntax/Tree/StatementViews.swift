// The typed views: one trivial struct for each `NodeKind`, in the order of CPython's `Python.asdl`. Here
// those of modules and statements.
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
