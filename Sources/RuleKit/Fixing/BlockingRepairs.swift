import Diagnostics
import LibraryModels
import Project
import PythonSemantics
import SourceText
import Summaries

/// Offers, for a place that holds the loop's thread, what takes the wait off it: the asynchronous twin
/// of the call, or the outermost plain call on a thread.
package struct BlockingRepairs {
  let context: RuleContext

  package init(_ context: RuleContext) { self.context = context }

  /// Notes at the site what takes the wait off the loop.
  package func complete(_ site: inout BlockingSite) {
    if site.isDirect, site.leaf.hasPrefix("requests."), let client = context.asynchronousClient {
      site.twin = client
    }
    let function = context.subject(of: site.unit)
    // On a thread of the framework's pool it would find no loop to start a task on.
    if site.isThreadableEndpoint, touchesLoop([site.unit]) { site.isThreadableEndpoint = false }
    site.threadOpening = threadOpening(function)
    site.touchesLoop = function.isAsync && touchesLoop(site)
    if function.isAsync, !site.isAwait, canMove(site) { site.shared = sharedState(site, function) }
    site.repair = repair(site, function)
  }

  /// As the repair would write it; a plain function cannot await.
  private func threadOpening(_ function: FunctionSubject) -> String {
    guard function.isAsync else { return "asyncio.get_running_loop().run_in_executor(None, " }
    var draft = FixDraft(function, "", .sketch)
    return "await \(draft?.offloader().opening ?? "asyncio.to_thread(")"
  }

  private func repair(_ site: BlockingSite, _ function: FunctionSubject) -> Fix? {
    guard function.isAsync, !site.isCallback, !site.isAwait else { return nil }
    // All repairs but that of an endpoint, which becomes a plain function, put an `await` there.
    let becomesPlain = site.isThreadableEndpoint && !site.isDirect
    if !becomesPlain,
      isCaughtWithCancellation(site.node, function) || function.isUnderThreadLock(site.node)
    {
      return nil
    }
    switch site.kind {
    case .call:
      guard let call = function.plainCall(site.node) else { return nil }
      return repair(call, site, function)
    case .iterate, .enter:
      return block(function.statement(of: site.node), site, function)
    default: return nil
    }
  }

  private func repair(_ call: Call, _ site: BlockingSite, _ function: FunctionSubject) -> Fix? {
    if site.isNestedRun { return awaited(call, function) }
    if site.isDirect, site.leaf == "time.sleep" { return sleep(call, function) }
    if site.leaf.hasPrefix("django."), let twin = site.twin { return twinned(call, twin, function) }
    if site.isThreadableEndpoint, !site.isDirect { return plainEndpoint(function) }
    if let client = request(call, site, function) { return client }
    if case .managed(let statement) = function.use(of: call.node) {
      return block(statement, site, function)
    }
    guard canMove(site), !goesOn(call, site, function),
      !context.hasAlways("__aenter__", function.type(call.node)),
      !(function.isInCleanup(call.node) && function.cancelsByLevel)
    else { return nil }
    let isSafe = !isBound(site) && site.shared == nil
    let safety: FixSafety = isSafe ? .changesBehavior : .sketch
    return function.fix("Run it on a thread", safety) { $0.offload(call) }
  }

  // MARK: Twins

  /// `time.sleep(1)` → `await asyncio.sleep(1)`.
  private func sleep(_ call: Call, _ function: FunctionSubject) -> Fix? {
    guard call.arguments.count == 1, !call.hasStars, call.arguments[0].keyword == nil else {
      return nil
    }
    return function.fix("Sleep without the thread", .changesBehavior) { draft in
      let library = draft.library()
      guard let callee = draft.range(call.callee) else { return draft.spoil() }
      draft.replace(callee, with: "\(library).sleep")
      draft.await(call.node)
    }
  }

  /// `asyncio.run(f())` and `loop.run_until_complete(f())` → `await f()`.
  private func awaited(_ call: Call, _ function: FunctionSubject) -> Fix? {
    guard ["run", "run_until_complete"].contains(call.spelled) else { return nil }
    return function.fix("Await it", .changesBehavior) { $0.unwrapRun(call) }
  }

  /// `Model.objects.get(…)` → `await Model.objects.aget(…)`.
  private func twinned(_ call: Call, _ twin: String, _ function: FunctionSubject) -> Fix? {
    guard let name = twin.split(separator: ".").last, call.receiver != nil,
      name == "a" + call.spelled
    else { return nil }
    return function.fix("Use `\(name)`", .changesBehavior) { draft in
      guard let callee = draft.range(call.callee) else { return draft.spoil() }
      let start = callee.end - UInt32(call.spelled.utf8.count)
      draft.insert("a", at: start)
      draft.await(call.node)
    }
  }

  /// `async def endpoint` → `def endpoint`: the framework runs it in a thread.
  private func plainEndpoint(_ function: FunctionSubject) -> Fix? {
    function.fix("Make it a plain function", .changesBehavior) { $0.dropAsync() }
  }

  // MARK: Threads

  private func block(
    _ statement: IRNodeID, _ site: BlockingSite, _ function: FunctionSubject
  ) -> Fix? {
    guard canMove(site), !isBound(site),
      function.kind(statement) == .with || function.kind(statement) == .for,
      !holdsLock(site)
    else { return nil }
    let safety: FixSafety = site.shared == nil ? .changesBehavior : .sketch
    return function.fix("Run the block on a thread", safety) {
      $0.offload(block: statement)
    }
  }

  private func holdsLock(_ site: BlockingSite) -> Bool { site.family == .lock }

  /// What waits for other threads by identity, computes, or has to stay where it is.
  private func canMove(_ site: BlockingSite) -> Bool {
    switch site.family {
    case .lock, .callback, .loop, .orm: return false
    default: return !site.touchesLoop
    }
  }

  /// `Image.open(path).save(other)`: what is called on the result holds the loop as well. So does what is
  /// done with a file, which the place that opens it speaks for.
  private func goesOn(_ call: Call, _ site: BlockingSite, _ function: FunctionSubject) -> Bool {
    if site.family == .fileOpen, case .assigned(let statement) = function.use(of: call.node) {
      return function.facts.targets(statement).compactMap { function.symbol($0) }.contains { file in
        function.reads(of: file).contains { read in
          guard case .receiver(let attribute) = function.use(of: read) else { return true }
          return function.spelling(attribute) != "close"
        }
      }
    }
    return BlockingSites(context).holders(in: context.engine.units[Int(site.unit.rawValue)])
      .contains { function.operand(function.operand($0)) == call.node }
  }

  /// A body of `try` that never waits, before an `except:` that lets nothing through: with an `await` in it,
  /// that swallows cancellation as well.
  private func isCaughtWithCancellation(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.ancestors(node).contains { around in
      function.kind(around) == .try && function.isInside(node, .body, of: around)
        && function.handlers(of: around).contains {
          if $0.isCatchAll, case .swallows = function.end(of: $0) { true } else { false }
        }
        && !function.nodes(in: around).contains {
          function.kind($0) == .await && function.isInside($0, .body, of: around)
        }
    }
  }

  /// Objects that only the thread that made them may use.
  private func isBound(_ site: BlockingSite) -> Bool {
    site.leaf.hasPrefix("sqlite3.") && !site.leaf.hasSuffix(".connect") || site.family == .orm
  }

  /// Functions that need the loop's thread: they ask for the running loop or start tasks. What only
  /// facts are known of counts by what it gives: an asynchronous session belongs to its loop.
  private func touchesLoop(_ site: BlockingSite) -> Bool {
    let engine = context.engine
    let unit = engine.units[Int(site.unit.rawValue)]
    guard let start = unit.sites.first(where: { $0.node == site.node && $0.kind == site.kind })
    else { return true }
    return touchesLoop(start.targets.filter { $0.mode == .runs }.map { $0.unit })
  }

  /// The same of functions and what they call.
  private func touchesLoop(_ units: [UnitID]) -> Bool {
    let engine = context.engine
    var open = units
    var seen = Set(open)
    while let next = open.popLast(), seen.count < 400 {
      let callee = engine.units[Int(next.rawValue)]
      let (module, _) = engine.program.location(of: callee.function)
      if module.name == "asyncio" || module.name.hasPrefix("asyncio.") || module.name == "_asyncio"
      {
        return true
      }
      // The library and its models are entered only where they are asyncio.
      if module.isStub || module.origin == .standardLibrary { continue }
      if mentionsLoop(context.subject(of: callee)) { return true }
      // How a package does what a plain function of it promises is its own business.
      if module.origin != .firstParty { continue }
      for target in callee.sites.flatMap({ $0.targets })
      where target.mode != .schedulesElsewhere && seen.insert(target.unit).inserted {
        open.append(target.unit)
      }
    }
    return false
  }

  private static let loopNames: Set<String> = [
    "get_running_loop", "get_event_loop", "create_task", "ensure_future", "current_task",
    "call_soon", "call_later", "call_at",
  ]

  /// By spelling: what is meant for the loop's thread alone.
  private func mentionsLoop(_ function: FunctionSubject) -> Bool {
    guard function.mentions(Self.loopNames) else { return false }
    return function.nodes.contains {
      function.kind($0) == .call
        && Self.loopNames.contains(function.spelling(function.operand($0)))
    }
  }
}

extension FunctionSubject {
  /// The file works with trio or anyio: an await in the clean-up of what was cancelled is cancelled too.
  fileprivate var cancelsByLevel: Bool { importsModule("anyio") || importsModule("trio") }
}

extension FixDraft {
  /// The name of the asynchronous library that the file uses.
  mutating func library() -> String {
    let roots = Set(
      function.facts.imports.filter { $0.level == 0 && !$0.isTypeOnly }.map {
        function.facts.names.root($0.module)
      })
    if roots.contains("anyio") { return importing("anyio") }
    if roots.contains("trio"), !roots.contains("asyncio") { return importing("trio") }
    return importing("asyncio")
  }
}
