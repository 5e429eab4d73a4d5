import Project
import PythonSemantics
import SourceText

/// What a function hands on of its own `*args` and `**kwargs`, which only its callers know:
///
///     def __init__(self, *args, **kwargs):
///         super().__init__(*args, **kwargs)
///
/// The callee's formals stand for what is given to them of both, until a call of the outer function says
/// what that is.
struct PassedOn {
  /// A formal `*args` or what it is known to hold, and how much of it other formals have taken.
  private let positional: TypeID
  private var taken = 0
  /// The same of `**kwargs`.
  let keywords: TypeID
  private let engine: Engine

  /// Nil where nothing is handed on, or something else than a formal.
  init?(_ arguments: Arguments, _ engine: Engine) {
    self.engine = engine
    let nothing = engine.types.sequence(.tuple, [])
    let values = arguments.positional.filter { engine.isSpread($0) }
    let mappings = arguments.keywords.filter { $0.name == .empty }.map(\.type)
    guard values.count < 2, mappings.count < 2, !values.isEmpty || !mappings.isEmpty else {
      return nil
    }
    positional = values.first.map { TypeID(rawValue: engine.types[$0].a) } ?? nothing
    keywords = mappings.first ?? engine.types.sequence(.record, [])
    guard values.isEmpty || engine.isFormal(positional, of: .variadic),
      mappings.isEmpty || engine.isFormal(keywords, of: .keywordVariadic)
    else { return nil }
  }

  /// What is left of the positional values; unknown once some of them are taken.
  var rest: TypeID { taken == 0 ? positional : .unknown }

  mutating func take(
    _ name: GlobalName, _ kind: ParameterKind, default missing: TypeID?
  ) -> TypeID {
    let isByPlace = kind != .keywordOnly
    defer { if isByPlace { taken += 1 } }
    return engine.given(
      name, from: isByPlace ? positional : nil, at: taken,
      kind == .positionalOnly ? nil : keywords, else: missing ?? .unknown)
  }
}

extension Engine {
  func isSpread(_ type: TypeID) -> Bool {
    let row = types[type]
    return row.kind == .projection && row.b >> 24 == UInt32(Projection.spread.rawValue)
  }

  /// Whether the type stands for a formal `*args` or `**kwargs` that its function leaves as it is.
  func isFormal(_ type: TypeID, of kind: ParameterKind) -> Bool {
    guard types.kind(type) == .parameter else { return false }
    let function = FunctionID(rawValue: types[type].a)
    let (module, row) = locate(function)
    let index = row.parameters.lowerBound + types[type].b
    guard row.parameters.contains(index) else { return false }
    let parameter = module.facts.parameters[Int(index)]
    return parameter.kind == kind && isOnlyRead(parameter.symbol, of: function)
  }

  /// Whether all that is done with a formal `*args` or `**kwargs` is to hand it on and to ask it.
  func isOnlyRead(_ symbol: UInt32, of function: FunctionID) -> Bool {
    let key = UInt64(function.rawValue) << 32 | UInt64(symbol)
    if let known = readFormals[key] { return known }
    let (module, row) = locate(function)
    let facts = module.facts
    var uses = 0
    var reads = 0
    func isIt(_ node: IRNodeID) -> Bool {
      let row = facts[node]
      return row.kind == .name && row.b == symbol + 1
    }
    for node in facts.nodes where row.range.start <= node.start && node.start < row.range.end {
      switch node.kind {
      case .name where node.b == symbol + 1: uses += 1
      case .keyword where node.b == 0 && isIt(node.operand): reads += 1
      case .starred where isIt(node.operand): reads += 1
      case .attribute where isIt(node.operand):
        if facts.names.spells(node.b, anyOf: ["get", "pop"]) { reads += 1 }
      default: break
      }
    }
    readFormals[key] = uses == reads
    return uses == reads
  }

  /// The value of one formal: that at its place of `args`, else that of its name in `kwargs`, else its
  /// default.
  func given(
    _ name: GlobalName, from args: TypeID?, at place: Int, _ kwargs: TypeID?, else missing: TypeID
  ) -> TypeID {
    let parts = [
      args ?? types.sequence(.tuple, []), kwargs ?? types.sequence(.record, []), missing,
      literal(Double(place)),
    ]
    return given(types.sequence(.tuple, parts), name)
  }

  /// The same, of `(args, kwargs, default, place)`: a symbol as long as it takes.
  func given(_ values: TypeID, _ name: GlobalName) -> TypeID {
    let parts = types.members(values)
    guard parts.count == 4, let place = number(parts[3]) else { return .unknown }
    switch types.kind(parts[0]) {
    case .tuple:
      let items = types.members(parts[0])
      if items.contains(where: { isSpread($0) }) { return .unknown }
      if Int(place) < items.count { return items[Int(place)] }
    case .parameter: return project(values, .given, name)
    default: return .unknown
    }
    switch types.kind(parts[1]) {
    case .record:
      let pairs = types.members(parts[1])
      let key = types.make(.literal, UInt32(IRConstant.string.rawValue), name.rawValue)
      let found = stride(from: 0, to: pairs.count, by: 2).first { pairs[$0] == key }
      return found.map { pairs[$0 + 1] } ?? parts[2]
    case .parameter: return project(values, .given, name)
    default: return .unknown
    }
  }
}

extension Evaluator {
  /// `kwargs.get("thread")`, `kwargs.pop("thread", None)`: what callers give by that name.
  func asked(_ callee: IRNodeID, _ list: UInt32) -> TypeID? {
    let row = module.facts[callee]
    guard row.kind == .attribute, engine.known.mappingNames.contains(module.name(row.b)) else {
      return nil
    }
    let base = module.facts[row.operand]
    guard base.kind == .name, base.b != 0, let frame, let local = frame.local(base.b - 1),
      engine.isFormal(frame.locals[local], of: .keywordVariadic)
    else { return nil }
    let items = module.facts.list(list)
    guard let first = items.first, module.facts[first].kind == .constant else { return nil }
    var copy = Evaluator(engine: engine, module: module, frame: frame)
    guard let name = engine.text(copy.type(of: first)).flatMap(engine.program.globalNames.find)
    else { return nil }
    let missing = items.count == 2 ? copy.type(of: items[1]) : .none
    return engine.given(name, from: nil, at: 0, frame.locals[local], else: missing)
  }
}
