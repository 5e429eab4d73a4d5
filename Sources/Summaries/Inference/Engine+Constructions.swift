import Project
import PythonSemantics

/// Clients and callables that a class of the project keeps, and that its methods call:
///
///     class Store:
///         def __init__(self, client):
///             self.client = client
///
///         async def load(self, key):
///             return self.client.get(key)
///
/// Where no annotation says what `client` is, the places that construct the class do.
extension Engine {
  func noteConstruction(by function: FunctionID, _ bindings: [TypeID], in caller: Module) {
    guard caller.isChecked, !caller.servesTests, locate(function).module.isChecked else { return }
    var known = constructions[function] ?? []
    for (index, value) in bindings.enumerated() {
      let isTelling = value != .none && !types.isSymbolic(value)
      if index == known.count { known.append(isTelling ? value : .unknown) }
      if isTelling { known[index] = types.join(known[index], value) }
    }
    constructions[function] = known
  }

  /// Once all constructions are seen: what methods call of the things that were kept.
  func applyConstructions() {
    if constructions.isEmpty { return }
    var index = 0
    while index < units.count {
      let unit = units[index]
      index += 1
      guard !unit.symbolicCalls.isEmpty, unit.fact == nil, locate(unit.function).module.isChecked
      else { continue }
      for call in unit.symbolicCalls {
        guard let keeper = keeper(of: call.callee), keeper != unit.function,
          let values = constructions[keeper]
        else { continue }
        apply(call, of: unit, kept: values, by: keeper)
      }
      unit.close()
    }
  }

  private func apply(_ call: SymbolicCall, of unit: Unit, kept: [TypeID], by keeper: FunctionID) {
    var substitution = Substitution(engine: self)
    substitution.bind(keeper, kept)
    let callee = substitution(call.callee)
    if callee == call.callee || callee == .unknown || callee == .dynamic { return }
    var interpreter = Interpreter(engine: self, unit: unit)
    interpreter.evaluator.reopen(call)
    var context = CallContext(node: call.site, kind: call.kind, mode: call.mode)
    context.confidence = 97
    context.isIndirect = true
    context.isTask = call.isTask
    context.via = call.via ?? unit.function
    interpreter.evaluator.runIndirect(callee, call.arguments, call, context)
  }

  /// The function whose formal a value comes from.
  private func keeper(of type: TypeID) -> FunctionID? {
    var row = types[type]
    while row.kind == .projection { row = types[TypeID(rawValue: row.a)] }
    return row.kind == .parameter ? FunctionID(rawValue: row.a) : nil
  }
}

extension Evaluator {
  /// The site of a call whose callee was not known when its function was read.
  func reopen(_ call: SymbolicCall) {
    guard let frame else { return }
    if frame.unit.site(at: call.site, call.kind) != nil { return }
    frame.unit.sites.append(
      CallSite(
        node: call.site, kind: call.kind, flags: call.flags, targets: [],
        conditions: call.conditions, locks: call.locks, lock: nil, external: nil))
  }
}
