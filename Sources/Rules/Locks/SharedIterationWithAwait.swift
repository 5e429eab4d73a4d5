package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import SourceText
import Summaries

/// LW610: a shared collection is iterated with an await in the loop while other code changes it.
package struct SharedIterationWithAwait: ModuleRule {
  package static let metadata = RuleMetadata(
    code: "LW610",
    name: "shared-iteration-with-await",
    summary: "Shared collection may change while a loop over it awaits",
    group: .locks,
    severity: .warning,
    otherSeverities: "information where only what ends the collection changes it",
    confidence: .medium,
    since: "0.1",
    fix: .sometimes(.safe),
    why: """
      At each `await` in the loop other tasks run. If one of them adds or removes an item, a \
      `dict` or `set` raises `RuntimeError` at the next step, and a `list` skips items or visits \
      them twice, without a word. A copy made before the loop does not change.
      """,
    ignoreWhen: "Whoever changes the collection waits until no loop over it runs.",
    examples: [
      .bad(
        "The first listener leaves, and the second is never told",
        """
        import asyncio


        class Bus:
            def __init__(self):
                self.listeners = []

            def add(self, listener):
                self.listeners.append(listener)

            def remove(self, listener):
                self.listeners.remove(listener)

            async def emit(self, event):
                for listener in self.listeners:  # expect: LW610
                    await listener(event)
        """),
      .good(
        "A copy",
        """
        class Bus:
            def __init__(self):
                self.listeners = []

            def add(self, listener):
                self.listeners.append(listener)

            def remove(self, listener):
                self.listeners.remove(listener)

            async def emit(self, event):
                for listener in list(self.listeners):
                    await listener(event)
        """),
    ])

  package init() {}

  private static let views: Set<String> = ["values", "items", "keys"]

  package func check(_ module: ModuleSubject) -> [Finding] {
    let loops = module.functions.filter { $0.isAsync && !$0.isTest }
      .flatMap { function in candidates(function) }
    guard !loops.isEmpty else { return [] }
    return loops.compactMap { loop in
      guard let change = change(of: loop, in: module) else { return nil }
      let function = loop.function
      let mutator = change.function
      let isOwnRun = mutator.unit.id == function.unit.id
      return finding(
        at: function.place(loop.iterable),
        "`\(loop.path)` may change while `\(function.name)` awaits in its loop",
        function: function.qualifiedName,
        severity: isEnding(loop) || change.isEnding ? .info : nil,
        label: isOwnRun
          ? "another run of it changes it" : "`\(mutator.name)` changes it meanwhile",
        help: "iterate over a copy: `list(\(loop.text))`",
        chain: isOwnRun ? [] : [mutator.definitionStep],
        fix: fix(loop))
    }
  }

  private struct Loop {
    var function: FunctionSubject
    var iterable: IRNodeID
    var collection: SharedCollection
    /// As the finding names it, and as it is written in the loop.
    var path: String
    var text: String
    /// Of a dict or set an added item matters as much as a removed one.
    var counted: CollectionChange
    /// What the function does itself, another run of it does meanwhile.
    var isShared: Bool
  }

  private func candidates(_ function: FunctionSubject) -> [Loop] {
    guard function.row.flags.contains(.hasLoop) else { return [] }
    return function.nodes.compactMap { node in
      let row = function.facts[node]
      guard row.kind == .for, !row.isAsync else { return nil }
      let iterable = row.operand
      var object = iterable
      var isView = false
      if let call = function.call(iterable), Self.views.contains(call.spelled) {
        guard let receiver = call.receiver else { return nil }
        object = receiver
        isView = true
      }
      guard let collection = function.sharedCollection(object), goesOnAfterAwait(node, function),
        !function.isOfProject(object)
      else { return nil }
      let state = function.applicationState(object)
      let isSet = function.isInstance(object, of: ["set", "dict"])
      let end = isView ? "." + function.spelling(function.operand(iterable)) + "()" : ""
      let isShared =
        state?.isOfRequest == true
        || !collection.isOfReceiver
          && function.context.concurrency.evidence(function.unit.function) != nil
      return Loop(
        function: function, iterable: iterable, collection: collection,
        path: state?.path ?? collection.text, text: function.written(object) + end,
        counted: isView || isSet ? .any : .removal, isShared: isShared)
    }
  }

  /// Whether the loop asks for a next item after an await in its body.
  private func goesOnAfterAwait(_ loop: IRNodeID, _ function: FunctionSubject) -> Bool {
    let awaits = function.nodes.filter {
      function.kind($0) == .await && function.isInside($0, .body, of: loop)
    }
    guard !awaits.isEmpty else { return false }
    let flow = function.flow
    let steps = Set(flow.points(of: loop, .iterate))
    return awaits.contains { node in
      flow.points(of: node, .await).contains { start in
        flow.firstReached(from: start) { steps.contains($0) } != nil
      }
    }
  }

  // MARK: Who changes it

  private struct Change {
    var function: FunctionSubject
    /// Everything goes: nobody adds any more.
    var isEnding: Bool
  }

  /// A function that changes the collection: one that can run meanwhile, if there is any; another one of
  /// the file, if it can. Of another file only one that is known to.
  private func change(of loop: Loop, in module: ModuleSubject) -> Change? {
    let near = module.functions.compactMap { other in
      other.index == loop.function.index ? nil : change(of: loop, by: other)
    }
    if let other = near.first(where: { !$0.isEnding && mayMeet(loop.function, $0.function) }) {
      return other
    }
    if loop.isShared, change(of: loop, by: loop.function) != nil {
      return Change(function: loop.function, isEnding: false)
    }
    let far = loop.function.context.functions(reaching: loop.collection, from: module.module)
      .filter { mayMeet(loop.function, $0) }
      .compactMap { change(of: loop, by: $0) }
      .filter { $0.function.runsInCoroutines }
    return far.first { !$0.isEnding } ?? near.first ?? far.first
  }

  /// Whether one of the two is known to run in a task of its own, or several times at once: what one
  /// caller does after the other never meets.
  private func mayMeet(_ function: FunctionSubject, _ mutator: FunctionSubject) -> Bool {
    [function, mutator].contains {
      $0.isSpawned || $0.context.concurrency.evidence($0.unit.function) != nil
    }
  }

  /// A loop over what is closed: nobody adds to it any more.
  private func isEnding(_ loop: Loop) -> Bool {
    loop.function.isTeardown || loop.function.isInCleanup(loop.iterable)
  }

  private func change(of loop: Loop, by other: FunctionSubject) -> Change? {
    guard !other.isModule, other.name != "__init__", other.mentions([loop.collection.name]) else {
      return nil
    }
    for node in other.nodes {
      guard let object = other.collectionChanged(by: node, counting: loop.counted),
        other.sharedCollection(object)?.mayBe(loop.collection, in: other.context) == true,
        !holdsLock(of: loop, at: node, in: other)
      else { continue }
      return Change(function: other, isEnding: other.isTeardown && !other.isGivenPart(of: node))
    }
    return nil
  }

  /// `async with self.lock:` around the loop and around what changes its collection.
  private func holdsLock(
    of loop: Loop, at node: IRNodeID, in other: FunctionSubject
  ) -> Bool {
    func locks(_ node: IRNodeID, _ function: FunctionSubject) -> [SharedCollection] {
      function.managers(around: node).compactMap { function.sharedCollection($0.context) }
    }
    let own = locks(loop.iterable, loop.function)
    return !own.isEmpty
      && locks(node, other).contains { lock in
        own.contains { $0.mayBe(lock, in: other.context) }
      }
  }

  private func fix(_ loop: Loop) -> Fix {
    var fix = Fix("Iterate over a copy", safety: .safe)
    let place = loop.function.place(loop.iterable)
    var start = place
    start.range = .init(start: place.range.start, end: place.range.start)
    var end = place
    end.range = .init(start: place.range.end, end: place.range.end)
    fix.replace(start, with: "list(")
    fix.replace(end, with: ")")
    return fix
  }
}
