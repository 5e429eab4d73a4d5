import LibraryModels
import Project
import PythonSemantics
import Summaries

/// What stands before the paths of a router: the path it was made with, and those of what it is
/// included in. Routers are told apart by the module and the variable that hold them.
final class RoutePrefixes {
  private struct Router: Hashable {
    var module: ModuleID
    var symbol: UInt32
  }

  private let context: RuleContext
  /// Where each router is included, with the path that the inclusion adds; nil where it is computed.
  private var inclusions: [Router: [Inclusion]] = [:]
  private var own: [Router: (prefix: String?, dependencies: [FunctionID])] = [:]

  private struct Inclusion {
    var parent: Router?
    /// Nil where it is computed.
    var prefix: String?
    var dependencies: [FunctionID]
  }

  init(_ context: RuleContext) {
    self.context = context
    let spelled = Set(EntryPointModel.inclusions.keys)
    for module in context.engine.program.modules
    where module.origin == .firstParty && module.isChecked && !module.isStub {
      guard spelled.contains(where: { module.facts.names.find($0) != nil }) else { continue }
      for index in module.facts.functions.indices {
        let subject = context.subject(of: module.function(UInt32(index)))
        for node in subject.nodes where subject.kind(node) == .call {
          read(node, subject)
        }
      }
    }
  }

  private func read(_ node: IRNodeID, _ subject: FunctionSubject) {
    guard let row = EntryPointModel.inclusions[subject.spelling(subject.facts.operand(node))],
      let call = subject.plainCall(node),
      let child = call.argument(row.router.position, row.router.keyword),
      let router = router(child, subject)
    else { return }
    var prefix: String? = ""
    if let node = call.argument(row.prefix.position, row.prefix.keyword) {
      prefix = subject.string(node)
    }
    let parent = call.receiver.flatMap { self.router($0, subject) }
    inclusions[router, default: []].append(
      Inclusion(parent: parent, prefix: prefix, dependencies: dependencies(of: call, in: subject)))
  }

  // MARK: Dependencies

  /// `dependencies=[Depends(check)]` of a decorator, a router or an inclusion.
  func dependencies(of call: Call, in subject: FunctionSubject) -> [FunctionID] {
    guard let list = call.argument(nil, "dependencies"), subject.kind(list) == .list else {
      return []
    }
    return subject.facts.items(list).compactMap { item in
      guard let inner = subject.plainCall(item), ["Depends", "Security"].contains(inner.spelled),
        let argument = inner.argument(0, "dependency")
      else { return nil }
      return context.function(ofCallee: context.engine.evaluate(argument, in: subject.module))
    }
  }

  /// Those of a router and of all that it is included in.
  func dependencies(of node: IRNodeID, in subject: FunctionSubject) -> [FunctionID] {
    var result: [FunctionID] = []
    var seen: Set<Router> = []
    var next = router(node, subject)
    while let router = next, seen.insert(router).inserted {
      result += made(router).dependencies
      let places = inclusions[router] ?? []
      result += places.count == 1 ? places[0].dependencies : []
      next = places.count == 1 ? places[0].parent : nil
    }
    return result
  }

  // MARK: Prefixes

  /// Of the router or application that a route is registered with. Open where some part is computed, or
  /// where several places include it.
  func prefix(of node: IRNodeID, in subject: FunctionSubject) -> (text: String, isOpen: Bool) {
    guard let router = router(node, subject) else { return ("", true) }
    var seen: Set<Router> = []
    return prefix(router, &seen)
  }

  private func prefix(
    _ router: Router, _ seen: inout Set<Router>
  ) -> (text: String, isOpen: Bool) {
    guard seen.insert(router).inserted else { return ("", true) }
    guard let own = made(router).prefix else { return ("", true) }
    guard let places = inclusions[router] else { return (own, false) }
    guard places.count == 1, let place = places.first, let added = place.prefix else {
      return (own, true)
    }
    // An inclusion in something unknown may add more.
    guard let parent = place.parent else { return (added + own, false) }
    let before = prefix(parent, &seen)
    return (before.text + added + own, before.isOpen)
  }

  // MARK: Routers

  /// The variable that an expression names, wherever it is imported from.
  private func router(_ node: IRNodeID, _ subject: FunctionSubject) -> Router? {
    let program = context.engine.program
    switch subject.kind(node) {
    case .name:
      guard let symbol = subject.symbol(node) else { return nil }
      for binding in program.bindings(ofSymbol: symbol, in: subject.module.id) {
        if case .value(let module, let symbol) = binding {
          return Router(module: module, symbol: symbol)
        }
      }
      return nil
    case .attribute:
      guard let symbol = subject.symbol(subject.facts.operand(node)),
        let name = program.globalNames.find(subject.spelling(node))
      else { return nil }
      for case .module(let module) in program.bindings(ofSymbol: symbol, in: subject.module.id) {
        for case .value(let home, let symbol) in program.lookup(name, in: module) {
          return Router(module: home, symbol: symbol)
        }
      }
      // aiohttp's `app.router` speaks for `app`.
      return subject.spelling(node) == "router" ? router(subject.facts.operand(node), subject) : nil
    default: return nil
    }
  }

  /// `APIRouter(prefix="/items")`; empty without one, nil where it is computed.
  private func made(_ router: Router) -> (prefix: String?, dependencies: [FunctionID]) {
    if let known = own[router] { return known }
    let result = read(router)
    own[router] = result
    return result
  }

  private func read(_ router: Router) -> (prefix: String?, dependencies: [FunctionID]) {
    let module = context.engine.program[router.module]
    for index in module.facts.functions.indices {
      let subject = context.subject(of: module.function(UInt32(index)))
      for node in subject.nodes
      where subject.kind(node) == .assign || subject.kind(node) == .annAssign {
        guard subject.facts.targets(node).contains(where: { subject.symbol($0) == router.symbol }),
          let call = subject.plainCall(subject.assignedValue(node))
        else { continue }
        let dependencies = dependencies(of: call, in: subject)
        for argument in call.arguments {
          guard let keyword = argument.keyword, EntryPointModel.prefixKeywords.contains(keyword)
          else { continue }
          return (subject.string(argument.node), dependencies)
        }
        return ("", dependencies)
      }
    }
    return ("", [])
  }
}
