package import SourceText

/// A name in one file's `NameTable`. Zero is the empty name: "no name".
package typealias LocalName = UInt32

/// What other files may know of a file: scopes, symbols, definitions and lowered code.
///
/// Depends on the bytes of that file, the language version and the platform, on nothing else, so it
/// can be kept under a digest of them. All indices are local to the file. A class because everything
/// that reads it would otherwise copy a dozen references each time.
package final class FileFacts: Sendable {
  package let names: NameTable
  /// Row 0 is unused: 0 means "no node".
  package let nodes: [IRNode]
  /// Lists and records of the nodes. Word 0 is a zero: the empty list.
  package let extra: [UInt32]
  package let scopes: [ScopeRow]
  package let symbols: [SymbolRow]
  /// Sorted by symbol, then by offset; `SymbolRow.definitions` is a range of it.
  package let definitions: [DefinitionRow]
  /// Function 0 is the module's body.
  package let functions: [FunctionRow]
  package let parameters: [ParameterRow]
  package let classes: [ClassRow]
  /// `self.x = …` in methods, sorted by class, then by offset; `ClassRow.attributes` is a range of it.
  package let attributes: [AttributeRow]
  package let imports: [ImportRow]
  /// The literal `__all__`, when there is one that could be read whole.
  package let exports: [LocalName]?
  /// Comments that carry a suppression or a declaration for Loopwise, in order.
  package let notes: [NoteRow]
  package let lineStarts: [UInt32]
  package let byteCount: UInt32
  /// No byte above 0x7F: columns are byte differences.
  package let isASCII: Bool
  package let isStub: Bool

  /// Of a module without code.
  package convenience init() { self.init(FactsDraft()) }

  init(_ draft: FactsDraft) {
    names = draft.names
    nodes = draft.nodes
    extra = draft.extra
    scopes = draft.scopes
    symbols = draft.symbols
    definitions = draft.definitions
    functions = draft.functions
    parameters = draft.parameters
    classes = draft.classes
    attributes = draft.attributes
    imports = draft.imports
    exports = draft.exports
    notes = draft.notes
    lineStarts = draft.lineStarts
    byteCount = draft.byteCount
    isASCII = draft.isASCII
    isStub = draft.isStub
  }
}

/// Facts that are still being put together; what the fields mean, `FileFacts` says.
struct FactsDraft {
  var names = NameTable()
  var nodes: [IRNode] = []
  var extra: [UInt32] = [0]
  var scopes: [ScopeRow] = []
  var symbols: [SymbolRow] = []
  var definitions: [DefinitionRow] = []
  var functions: [FunctionRow] = []
  var parameters: [ParameterRow] = []
  var classes: [ClassRow] = []
  var attributes: [AttributeRow] = []
  var imports: [ImportRow] = []
  var exports: [LocalName]?
  var notes: [NoteRow] = []
  var lineStarts: [UInt32] = []
  var byteCount: UInt32 = 0
  var isASCII = true
  var isStub = false
}

package enum ScopeKind: UInt8, Sendable {
  case module, function, `class`, comprehension
  /// The annotation scope of PEP 695 type parameters.
  case typeParameters
}

package struct ScopeRow: Sendable {
  package var kind: ScopeKind
  /// Index of the enclosing scope; the module's is its own parent.
  package var parent: UInt32
  /// Function or class index of the owner; for a comprehension or type parameters the function that
  /// runs their code.
  package var owner: UInt32
  /// Symbols bound in this scope, sorted by first appearance.
  package var symbols: Range<UInt32>

  package init(kind: ScopeKind, parent: UInt32, owner: UInt32, symbols: Range<UInt32>) {
    self.kind = kind
    self.parent = parent
    self.owner = owner
    self.symbols = symbols
  }
}

package struct SymbolFlags: OptionSet, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }
  package static let parameter = SymbolFlags(rawValue: 1)
  package static let imported = SymbolFlags(rawValue: 2)
  package static let function = SymbolFlags(rawValue: 4)
  package static let `class` = SymbolFlags(rawValue: 8)
  /// Bound by a plain, augmented or annotated assignment, a loop, `with`, `except`, `del`, a pattern.
  package static let assigned = SymbolFlags(rawValue: 16)
  /// Of a function, and read or written by code of another function inside it: a closure's cell. A
  /// comprehension of the same function does not count.
  package static let captured = SymbolFlags(rawValue: 32)
  /// Written from another function through `global` or `nonlocal`.
  package static let rebound = SymbolFlags(rawValue: 64)
}

package struct SymbolRow: Sendable {
  package var name: LocalName
  package var scope: UInt32
  package var flags: SymbolFlags
  package var definitions: Range<UInt32>

  package init(name: LocalName, scope: UInt32, flags: SymbolFlags, definitions: Range<UInt32>) {
    self.name = name
    self.scope = scope
    self.flags = flags
    self.definitions = definitions
  }
}

package enum DefinitionKind: UInt8, Sendable {
  /// `value` is the right-hand side.
  case assignment
  /// `value` is the right-hand side; the new value also depends on the old one.
  case augmented
  /// `value` is the annotation of `x: T`; a value, if any, is a definition of its own.
  case annotation
  /// `value` is the iterable; the statement's flags tell `async for`.
  case iteration
  /// `value` is the context expression; the statement's flags tell `async with`.
  case context
  /// `value` is the exception type expression.
  case exception
  /// `value` is the index of an import row.
  case `import`
  /// `value` is a function index.
  case function
  /// `value` is a class index.
  case `class`
  /// `value` is a parameter index.
  case parameter
  /// `value` is the subject of the match.
  case pattern
  case deletion
}

/// One place that binds a symbol.
package struct DefinitionRow: Sendable {
  package var symbol: UInt32
  package var kind: DefinitionKind
  /// Bound only for type checkers (`if TYPE_CHECKING:`).
  package var isTypeOnly: Bool
  /// Element of the value that is bound (`a, b = value`): -1 the whole, -2 something deeper or starred.
  package var position: Int16
  /// Node or index, see `DefinitionKind`.
  package var value: UInt32
  /// The statement (or handler, comprehension, named expression) that binds; none for parameters.
  package var statement: IRNodeID
  /// Function that runs the binding: a `global x` in it binds a module symbol from elsewhere.
  package var function: UInt32
  /// Byte offset of the bound name.
  package var start: UInt32

  package init(
    symbol: UInt32, kind: DefinitionKind, isTypeOnly: Bool, position: Int16, value: UInt32,
    statement: IRNodeID, function: UInt32, start: UInt32
  ) {
    self.symbol = symbol
    self.kind = kind
    self.isTypeOnly = isTypeOnly
    self.position = position
    self.value = value
    self.statement = statement
    self.function = function
    self.start = start
  }
}

package struct FunctionFlags: OptionSet, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package static let isAsync = FunctionFlags(rawValue: 1 << 0)
  /// Has `yield` of its own: a generator, or with `isAsync` an asynchronous generator.
  package static let isGenerator = FunctionFlags(rawValue: 1 << 1)
  package static let isLambda = FunctionFlags(rawValue: 1 << 2)
  /// Directly in a class body.
  package static let isMethod = FunctionFlags(rawValue: 1 << 3)
  package static let isModule = FunctionFlags(rawValue: 1 << 4)
  package static let hasAwait = FunctionFlags(rawValue: 1 << 5)
  package static let hasAsyncWith = FunctionFlags(rawValue: 1 << 6)
  package static let hasAsyncFor = FunctionFlags(rawValue: 1 << 7)
  package static let hasCall = FunctionFlags(rawValue: 1 << 8)
  package static let hasWith = FunctionFlags(rawValue: 1 << 9)
  package static let hasTry = FunctionFlags(rawValue: 1 << 10)
  package static let hasLoop = FunctionFlags(rawValue: 1 << 11)
  package static let hasReturnValue = FunctionFlags(rawValue: 1 << 12)
  package static let hasRaise = FunctionFlags(rawValue: 1 << 13)
  /// Body is only a docstring, `...`, `pass` or `raise NotImplementedError`.
  package static let isTrivial = FunctionFlags(rawValue: 1 << 14)
  package static let writesSelf = FunctionFlags(rawValue: 1 << 15)
  package static let hasAsyncComprehension = FunctionFlags(rawValue: 1 << 16)
}

package struct FunctionRow: Sendable {
  /// `<lambda>` and `<module>` for those.
  package var name: LocalName
  package var flags: FunctionFlags
  package var scope: UInt32
  package var parentScope: UInt32
  /// Function whose body runs this definition.
  package var parent: UInt32
  /// Class index + 1 when it stands directly in a class body, else 0.
  package var owner: UInt32
  package var parameters: Range<UInt32>
  /// List in `extra`, outermost first.
  package var decorators: UInt32
  package var returns: IRNodeID
  /// Block in `extra`; of a lambda, a block with one `return`.
  package var body: UInt32
  /// From `def` or `async` (not the decorators) to the end.
  package var range: TextRange
  package var nameRange: TextRange

  package init(
    name: LocalName, flags: FunctionFlags, scope: UInt32, parentScope: UInt32, parent: UInt32,
    owner: UInt32, parameters: Range<UInt32>, decorators: UInt32, returns: IRNodeID, body: UInt32,
    range: TextRange, nameRange: TextRange
  ) {
    self.name = name
    self.flags = flags
    self.scope = scope
    self.parentScope = parentScope
    self.parent = parent
    self.owner = owner
    self.parameters = parameters
    self.decorators = decorators
    self.returns = returns
    self.body = body
    self.range = range
    self.nameRange = nameRange
  }
}

package enum ParameterKind: UInt8, Sendable {
  case positionalOnly, positional, variadic, keywordOnly, keywordVariadic
}

package struct ParameterRow: Sendable {
  package var name: LocalName
  package var kind: ParameterKind
  package var symbol: UInt32
  package var annotation: IRNodeID
  package var defaultValue: IRNodeID

  package init(
    name: LocalName, kind: ParameterKind, symbol: UInt32, annotation: IRNodeID,
    defaultValue: IRNodeID
  ) {
    self.name = name
    self.kind = kind
    self.symbol = symbol
    self.annotation = annotation
    self.defaultValue = defaultValue
  }
}

package struct ClassRow: Sendable {
  package var name: LocalName
  package var scope: UInt32
  package var parentScope: UInt32
  /// Function whose body runs the class statement.
  package var parent: UInt32
  /// List of base expressions.
  package var bases: UInt32
  /// List of `keyword` nodes.
  package var keywords: UInt32
  /// List of decorator expressions.
  package var decorators: UInt32
  /// Block.
  package var body: UInt32
  package var attributes: Range<UInt32>
  package var range: TextRange
  package var nameRange: TextRange

  package init(
    name: LocalName, scope: UInt32, parentScope: UInt32, parent: UInt32, bases: UInt32,
    keywords: UInt32, decorators: UInt32, body: UInt32, attributes: Range<UInt32>,
    range: TextRange, nameRange: TextRange
  ) {
    self.name = name
    self.scope = scope
    self.parentScope = parentScope
    self.parent = parent
    self.bases = bases
    self.keywords = keywords
    self.decorators = decorators
    self.body = body
    self.attributes = attributes
    self.range = range
    self.nameRange = nameRange
  }
}

/// `self.name = value` (or `self.name: T = value`, `with … as self.name`, `for self.name in …`) in a
/// method of the class, through the method's first parameter; `cls.name = …` in a classmethod too, and
/// `made.name = …` after `made = cls.__new__(cls)`.
///
/// `self.x: T = v` is one row of kind `assignment` with value and annotation, `self.x: T` one of kind
/// `annotation` without value.
package struct AttributeRow: Sendable {
  package var owner: UInt32
  package var name: LocalName
  package var kind: DefinitionKind
  package var position: Int16
  package var value: IRNodeID
  package var annotation: IRNodeID
  package var function: UInt32
  package var statement: IRNodeID
  package var start: UInt32

  package init(
    owner: UInt32, name: LocalName, kind: DefinitionKind, position: Int16, value: IRNodeID,
    annotation: IRNodeID, function: UInt32, statement: IRNodeID, start: UInt32
  ) {
    self.owner = owner
    self.name = name
    self.kind = kind
    self.position = position
    self.value = value
    self.annotation = annotation
    self.function = function
    self.statement = statement
    self.start = start
  }
}

package struct ImportRow: Sendable {
  /// Dotted, as written without leading dots; empty for `from . import x`.
  package var module: LocalName
  /// Number of leading dots.
  package var level: UInt16
  /// `from` imports: the name; `*` for a star import. 0 for `import a.b`.
  package var name: LocalName
  /// Symbol that is bound; for a star import `UInt32.max`.
  package var symbol: UInt32
  /// `import a.b as c` binds the submodule, `import a.b` binds `a`.
  package var bindsSubmodule: Bool
  package var isTypeOnly: Bool
  /// Function whose body runs the import; 0 is the module's.
  package var function: UInt32
  package var start: UInt32

  package init(
    module: LocalName, level: UInt16, name: LocalName, symbol: UInt32, bindsSubmodule: Bool,
    isTypeOnly: Bool, function: UInt32, start: UInt32
  ) {
    self.module = module
    self.level = level
    self.name = name
    self.symbol = symbol
    self.bindsSubmodule = bindsSubmodule
    self.isTypeOnly = isTypeOnly
    self.function = function
    self.start = start
  }
}

/// A comment that speaks to a linter: the text from `#` on.
package struct NoteRow: Sendable {
  package var range: TextRange
  /// Line of the comment, from 1.
  package var line: UInt32
  package var text: String

  package init(range: TextRange, line: UInt32, text: String) {
    self.range = range
    self.line = line
    self.text = text
  }
}
