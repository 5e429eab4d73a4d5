import PythonSyntax
import SourceText

/// One walk over the tree of a file that writes its facts row by row.
///
/// Names are resolved when the walk is over: until then the second operand of a `name` node holds the
/// scope in which it stands, and rows hold numbers of `SymbolBuilder` entries. Statements,
/// comprehensions and named expressions take their node before their parts, so that the bindings in
/// them can refer to it; other expressions take theirs after their parts.
struct Lowerer: ~Copyable {
  let source: SourceBytes
  let options: LoweringOptions
  let isASCII: Bool

  var names: NameTable
  var nodes: [IRNode] = []
  var extra: [UInt32] = [0]
  var scopes: [ScopeRow] = []
  /// The function that runs the code of each scope.
  var scopeFunctions: [UInt32] = []
  var symbols: SymbolBuilder
  var definitions: [DefinitionRow] = []
  var functions: [FunctionRow] = []
  var parameters: [ParameterRow] = []
  var classes: [ClassRow] = []
  var attributes: [PendingAttribute] = []
  var imports: [ImportRow] = []
  var exports = Exports()
  var known: [KnownSymbol] = []

  /// Items of lists that are not complete yet.
  var scratch: [UInt32] = []
  /// Links of chains that are not complete yet, see `lowerChain`.
  var spine: [Node] = []
  var constants = ConstantTable()
  /// Text of a string constant that is not one plain run of source bytes.
  var literal: LiteralText

  var scope: UInt32 = 0
  var function = FunctionContext(index: 0)
  /// Inside `if TYPE_CHECKING:`.
  var isTypeOnly = false
  /// Inside an annotation, where a string is an expression.
  var readsStrings = false
  var depth = 0

  /// More nesting than the parser lets through: reached by no file, but the stack stays bounded.
  static let maximumDepth = 1000
  /// Longer `a.b().c…`, `a + b + …` and `elif` chains are flattened, so that whoever walks the facts
  /// may recurse over them.
  static let maximumChain = 500

  init(source: SourceBytes, options: LoweringOptions) {
    self.source = source
    self.options = options
    isASCII = source.isASCII
    names = NameTable(expected: source.count / 48)
    symbols = SymbolBuilder(expected: source.count / 96)
    literal = LiteralText(source: source.bytes)
    nodes.reserveCapacity(source.count / 8 + 16)
    extra.reserveCapacity(source.count / 8 + 16)
    definitions.reserveCapacity(source.count / 64)
    nodes.append(IRNode(kind: .pass, length: 0, start: 0))
  }

  // MARK: rows

  /// Appends a node and answers its number.
  @inline(__always)
  mutating func emit(
    _ kind: IRKind, flags: UInt8 = 0, _ start: UInt32, _ end: UInt32, a: UInt32 = 0, b: UInt32 = 0
  ) -> UInt32 {
    let id = UInt32(truncatingIfNeeded: nodes.count)
    let length = UInt16(clamping: end &- start)
    nodes.append(IRNode(kind: kind, flags: flags, length: length, start: start, a: a, b: b))
    return id
  }

  @inline(__always)
  mutating func emit(
    _ kind: IRKind, flags: UInt8 = 0, at node: Node, a: UInt32 = 0, b: UInt32 = 0
  ) -> UInt32 {
    emit(kind, flags: flags, node.start, node.end, a: a, b: b)
  }

  @inline(__always)
  mutating func fill(_ id: UInt32, a: UInt32, b: UInt32 = 0) {
    nodes[Int(id)].a = a
    nodes[Int(id)].b = b
  }

  @inline(__always)
  mutating func record(_ first: UInt32, _ second: UInt32) -> UInt32 {
    let place = UInt32(truncatingIfNeeded: extra.count)
    extra.append(first)
    extra.append(second)
    return place
  }

  mutating func record(_ first: UInt32, _ second: UInt32, _ third: UInt32) -> UInt32 {
    let place = record(first, second)
    extra.append(third)
    return place
  }

  /// Moves the words of `scratch` from `mark` on into a list; 0 for none. `width` words count as one.
  @inline(__always)
  mutating func list(from mark: Int, width: Int = 1) -> UInt32 {
    let count = scratch.count - mark
    if count == 0 { return 0 }
    let place = UInt32(truncatingIfNeeded: extra.count)
    extra.append(UInt32(truncatingIfNeeded: width == 1 ? count : count / width))
    moveScratch(from: mark)
    return place
  }

  /// Appends the words of `scratch` from `mark` on to `extra`.
  @inline(__always)
  mutating func moveScratch(from mark: Int) {
    var place = mark
    while place < scratch.count {
      extra.append(scratch[place])
      place += 1
    }
    cutScratch(to: mark)
  }

  /// Word by word: lists are short, and the general removal of a range is not.
  @inline(__always)
  mutating func cutScratch(to mark: Int) {
    while mark < scratch.count { scratch.removeLast() }
  }

  @inline(__always)
  mutating func intern(_ range: TextRange) -> LocalName {
    let spelling = source.slice(range)
    // Python compares names in a normal form, which only differs outside ASCII.
    if !isASCII, spelling.contains(where: { 0x80 <= $0 }) { return internNormalized(range) }
    return names.intern(spelling)
  }

  private mutating func internNormalized(_ range: TextRange) -> LocalName {
    let text = String(decoding: source.slice(range), as: UTF8.self)
    let scalars = IdentifierNormalization.nfkc(text.unicodeScalars.map(\.value))
    var normal = ""
    for scalar in scalars {
      normal.unicodeScalars.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
    }
    return names.intern(normal.utf8)
  }

  mutating func intern(_ word: StaticString) -> LocalName {
    names.intern(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  // MARK: scopes

  mutating func addScope(_ kind: ScopeKind, parent: UInt32, owner: UInt32, function: UInt32)
    -> UInt32
  {
    let index = UInt32(truncatingIfNeeded: scopes.count)
    scopes.append(ScopeRow(kind: kind, parent: parent, owner: owner, symbols: 0..<0))
    scopeFunctions.append(function)
    return index
  }

  /// What a binding construct says of all the names in its target.
  struct Binding {
    var kind: DefinitionKind
    var value: UInt32
    var statement: UInt32
    var position: Int16 = -1
    var annotation: UInt32 = 0
  }

  /// Binds `name` in the current scope.
  @discardableResult
  mutating func define(
    _ name: LocalName, _ flags: SymbolFlags, _ binding: Binding, at start: UInt32
  ) -> UInt32 {
    define(name, in: scope, flags, binding, at: start)
  }

  @discardableResult
  mutating func define(
    _ name: LocalName, in scope: UInt32, _ flags: SymbolFlags, _ binding: Binding, at start: UInt32
  ) -> UInt32 {
    let symbol = symbols.bind(scope, name, flags)
    definitions.append(
      DefinitionRow(
        symbol: symbol, kind: binding.kind, isTypeOnly: isTypeOnly, position: binding.position,
        value: binding.value, statement: IRNodeID(rawValue: binding.statement),
        function: function.index, start: start))
    return symbol
  }
}

/// The function whose body is being lowered.
struct FunctionContext {
  var index: UInt32
  var flags: FunctionFlags = []
  /// The first parameter of the method around, 0 outside methods: its symbol entry + 1.
  var selfSymbol: UInt32 = 0
  var selfName: LocalName = 0
  var selfClass: UInt32 = 0
  /// A variable that holds an object of the class which the method made, 0 where there is none: its
  /// symbol entry + 1.
  var madeSymbol: UInt32 = 0
  var madeName: LocalName = 0

  init(index: UInt32) { self.index = index }
}

/// A write to an attribute of what is spelled as the method's first parameter, or as the object that the
/// method made.
struct PendingAttribute {
  var row: AttributeRow
  /// The `name` node of the object and the symbol entry which it has to mean.
  var object: UInt32
  var symbol: UInt32
}
