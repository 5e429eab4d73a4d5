import LibraryModels
import Project
import PythonSemantics
import SourceText
import Summaries

/// State of the project that would be changed on a thread while coroutines use it on the loop's.
package struct SharedWithThread: Sendable {
  /// `self.entries`, as the code that changes it spells it.
  package var path: String
  /// The function that uses it as well.
  package var user: String
  /// An object of a library that has no locks, rather than something that is changed.
  package var isConnection = false

  package var advice: String {
    isConnection
      ? "run it in a thread, under a lock: `\(user)` uses `\(path)` too"
      : "it changes `\(path)`, which `\(user)` uses too: run only what waits in a thread"
  }
}

extension BlockingRepairs {
  /// What a call, or a block, changes where it would run on a thread: attributes of the object it is called on,
  /// variables of modules. A new object is nobody else's, and what is only bound to a value by one thread at
  /// a time is still a change that others see in the middle of the function. Objects that hang deeper than the
  /// receiver are not followed.
  func sharedState(
    _ site: BlockingSite, _ function: FunctionSubject
  ) -> SharedWithThread? {
    if let call = function.plainCall(site.node), let shared = confined(call, site, function) {
      return shared
    }
    if case .managed(let statement) = function.use(of: site.node) {
      return change(in: statement, function)
    }
    if site.kind != .call { return change(in: function.statement(of: site.node), function) }
    guard !site.isDirect else { return nil }
    let called = callees(of: site)
    let owners = receivers(of: site.node, function)
    for callee in called where !Self.makers.contains(callee.name) {
      for node in callee.nodes {
        guard let (object, place) = changed(by: node, callee),
          isReached(place, owners), let user = user(of: place, besides: called, function)
        else { continue }
        return SharedWithThread(path: callee.written(object), user: user)
      }
    }
    return nil
  }

  private static let makers: Set<String> = ["__init__", "__new__", "__post_init__", "__set_name__"]

  /// A connection of the object or module that other coroutines use as well, of a library that has no locks.
  private func confined(
    _ call: Call, _ site: BlockingSite, _ function: FunctionSubject
  ) -> SharedWithThread? {
    guard site.isDirect, let receiver = call.receiver, ThreadConfined.holds(site.leaf),
      let place = function.sharedCollection(receiver),
      let user = user(of: place, besides: [], function)
    else { return nil }
    return SharedWithThread(
      path: function.written(receiver), user: user, isConnection: true)
  }

  private func change(
    in statement: IRNodeID, _ function: FunctionSubject
  ) -> SharedWithThread? {
    for node in function.nodes where function.isInside(node, statement) {
      guard let (object, place) = changed(by: node, function),
        let user = user(of: place, besides: [function], function)
      else { continue }
      return SharedWithThread(path: function.written(object), user: user)
    }
    return nil
  }

  /// Plain functions of the project that run where the call runs.
  private func callees(of site: BlockingSite) -> [FunctionSubject] {
    let engine = context.engine
    let unit = engine.units[Int(site.unit.rawValue)]
    var open = unit.sites.filter { $0.node == site.node && $0.kind == site.kind }
      .flatMap { $0.targets }.filter { $0.mode == .runs }.map { $0.unit }
    var seen = Set(open)
    var result: [FunctionSubject] = []
    while let next = open.popLast(), seen.count < 200 {
      let callee = engine.units[Int(next.rawValue)]
      let (module, _) = engine.program.location(of: callee.function)
      guard module.origin == .firstParty, !module.isStub else { continue }
      result.append(context.subject(of: callee.function))
      for target in callee.sites.flatMap({ $0.targets })
      where target.mode == .runs && seen.insert(target.unit).inserted {
        open.append(target.unit)
      }
    }
    return result
  }

  /// The classes of the object that is called, where others know it too: `self`, or one that a module keeps.
  private func receivers(of node: IRNodeID, _ function: FunctionSubject) -> [ClassID] {
    let callee = function.operand(node)
    guard function.kind(callee) == .attribute else { return [] }
    let receiver = function.operand(callee)
    if function.isReceiver(receiver) {
      return context.engine.owner(of: function.unit.function).map { [$0] } ?? []
    }
    guard function.sharedCollection(receiver) != nil else { return [] }
    return context.alternatives(function.type(receiver))
      .filter { context.types.kind($0) == .instance }.map { context.classOfInstance($0) }
  }

  private func isReached(_ place: SharedCollection, _ owners: [ClassID]) -> Bool {
    switch place.holder {
    case .attribute(let owner): owners.contains { context.areRelated($0, owner) }
    case .variable, .application: true
    }
  }

  /// `x` of `x = …`, `x[k] = …`, `del x[k]`, `x.append(…)`, with the place it stands for.
  private func changed(
    by node: IRNodeID, _ function: FunctionSubject
  ) -> (object: IRNodeID, place: SharedCollection)? {
    var object = function.collectionChanged(by: node, counting: .any)
    switch function.kind(node) {
    case .name, .attribute, .subscript:
      // A local variable that is bound to it changes nothing there.
      let isLocal = function.symbol(node).map { function.isLocal($0) } == true
      if function.isBinding(node), !isLocal {
        object = function.kind(node) == .subscript ? function.operand(node) : node
      }
    default: break
    }
    guard let object, let place = function.sharedCollection(object) else { return nil }
    return (object, place)
  }

  /// Another function that coroutines run and that uses the same; the function itself, if it runs several times
  /// at once. Of variables, other files are looked through as well.
  private func user(
    of place: SharedCollection, besides called: [FunctionSubject], _ function: FunctionSubject
  ) -> String? {
    let known = Set(called.map { $0.unit.function } + [function.unit.function])
    let uses = { (other: FunctionSubject) in
      !other.isModule && !known.contains(other.unit.function) && other.mentions([place.name])
        && !Self.makers.contains(other.name) && !other.isTest
        && other.nodes.contains { node in
          [.name, .attribute].contains(other.kind(node))
            && other.sharedCollection(node)?.isPart(of: place, in: context) == true
        }
    }
    let near = ModuleSubject(function.module, context).functions
    let users = near.filter(uses)
    if let user = users.first(where: runsByItself) ?? users.first(where: { isCalled($0, near) }) {
      return user.name
    }
    if case .variable = place.holder,
      let user = context.functions(reaching: place, from: function.module).first(where: {
        uses($0) && $0.runsInCoroutines
      })
    {
      return user.name
    }
    return context.concurrency.evidence(function.unit.function) == nil ? nil : function.name
  }

  /// A coroutine that does not belong to the start of a program or its end.
  private func runsByItself(_ function: FunctionSubject) -> Bool {
    function.isAsync && !function.isHook
  }

  /// Whether such a coroutine of the file calls something by the name of a plain function.
  private func isCalled(_ function: FunctionSubject, _ near: [FunctionSubject]) -> Bool {
    near.contains { other in
      runsByItself(other) && other.calls.contains { $0.spelled == function.name }
    }
  }
}
