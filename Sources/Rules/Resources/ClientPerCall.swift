package import Diagnostics
import LibraryModels
import PythonSemantics
package import RuleKit
import Summaries

/// LW502: a client with a pool of connections is made once for each item.
package struct ClientPerCall: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW502",
    name: "client-per-call",
    summary: "Session, client or pool is made anew for each item",
    group: .resources,
    severity: .warning, confidence: .medium,
    since: "0.1",
    why: """
      A session keeps connections open for the next request. Made anew for each item, it opens and \
      closes a connection every time: two to three round trips more for each item, and under load \
      the system runs out of ports. In the strict profile also: one for each request, or for each \
      call.
      """,
    ignoreWhen: "The items are few and rare, or each needs cookies or certificates of its own.",
    examples: [
      .bad(
        "A session for each address",
        """
        import aiohttp


        async def load_all(urls):
            for url in urls:
                async with aiohttp.ClientSession() as session:  # expect: LW502
                    async with session.get(url) as response:
                        print(await response.text())
        """),
      .good(
        "One session for all",
        """
        import aiohttp


        async def load_all(urls):
            async with aiohttp.ClientSession() as session:
                for url in urls:
                    async with session.get(url) as response:
                        print(await response.text())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard !function.isModule else { return [] }
    return function.acquisitions.compactMap { acquisition in
      guard acquisition.kind.traits.contains(.client) else { return nil }
      guard isFresh(acquisition, function) else { return unshared(acquisition, function) }
      return inLoop(acquisition, function) ?? fromLoop(acquisition, function)
        ?? perCall(acquisition, function)
    }
  }

  /// Opened and ended here: what is returned or stored may be a cache's.
  private func isFresh(_ acquisition: Acquisition, _ function: FunctionSubject) -> Bool {
    switch acquisition.use {
    case .managed: return true
    case .assigned:
      guard let holder = acquisition.holder else { return false }
      return function.ends(
        of: holder.symbol, acquiredAt: acquisition.value, closers: acquisition.kind.closers
      ).closes
    case .receiver, .discarded: return true
    default: return false
    }
  }

  private func inLoop(_ acquisition: Acquisition, _ function: FunctionSubject) -> Finding? {
    let loops = function.loops(around: acquisition.call.node)
    guard
      let loop = loops.first(where: {
        function.kind($0) == .for && !function.isRetry($0) || function.kind($0) == .comprehension
      }), loop == loops.first, !dependsOnItem(acquisition, loop, function),
      !leavesAtOnce(acquisition, loop, function)
    else { return nil }
    return finding(
      at: function.place(acquisition.call.callee),
      "`\(function.name)` makes a \(acquisition.kind.noun) for each item",
      function: function.qualifiedName, label: "its connections are not used again",
      help: "make it once, before the loop")
  }

  /// `return` at the end of the body: the loop tries one thing after another.
  private func leavesAtOnce(
    _ acquisition: Acquisition, _ loop: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    function.nodes.contains {
      (function.kind($0) == .return || function.kind($0) == .break)
        && function.isInside($0, function.statement(of: acquisition.call.node))
    }
  }

  /// The settings of the client come from the item.
  private func dependsOnItem(
    _ acquisition: Acquisition, _ loop: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    var bound: Set<UInt32> = []
    for node in function.nodes where function.isBinding(node) && function.isInside(node, loop) {
      if let symbol = function.symbol(node) { bound.insert(symbol) }
    }
    return function.nodes.contains { node in
      guard let symbol = function.symbol(node), bound.contains(symbol) else { return false }
      return acquisition.call.arguments.contains { function.isInside(node, $0.node) }
    }
  }

  /// Called once for each item by somebody else.
  private func fromLoop(_ acquisition: Acquisition, _ function: FunctionSubject) -> Finding? {
    let concurrency = function.context.concurrency
    guard acquisition.use != .returned,
      acquisition.call.arguments.isEmpty
        || !hasOwnSettings(
          acquisition, function),
      let call = concurrency.loopCall(function.unit.function)
    else { return nil }
    let caller = function.context.subject(of: call.caller)
    guard !caller.isTest else { return nil }
    return finding(
      at: function.place(acquisition.call.callee),
      "`\(function.name)` makes a \(acquisition.kind.noun) for each item of a loop",
      function: function.qualifiedName, label: "its connections are not used again",
      help: "make it once, and pass it in",
      chain: [
        ChainStep(place: call.place, function: caller.qualifiedName, text: function.name)
      ])
  }

  /// Arguments that depend on the function's own parameters.
  private func hasOwnSettings(_ acquisition: Acquisition, _ function: FunctionSubject) -> Bool {
    acquisition.call.arguments.contains { argument in
      function.nodes.contains { node in
        function.symbol(node) != nil && function.isInside(node, argument.node)
          && function.symbol(node).map { function.isLocal($0) } == true
      }
    }
  }

  /// Strict: a client that nobody else ever gets to see, and that is left open.
  private func unshared(_ acquisition: Acquisition, _ function: FunctionSubject) -> Finding? {
    guard function.isStrict, function.isAsync, acquisition.kind.traits.contains(.livesOn),
      let holder = acquisition.holder, !function.context.concurrency.isEntry(function)
    else { return nil }
    let isOwn = function.reads(of: holder.symbol).allSatisfy {
      if case .receiver = function.use(of: $0) { return true }
      return false
    }
    return !isOwn
      ? nil
      : finding(
        at: function.place(acquisition.call.callee),
        "`\(function.name)` makes a \(acquisition.kind.noun) for each call",
        function: function.qualifiedName, label: "its connections are not used again",
        help: "make it once, when the application starts")
  }

  /// The wider form of the strict profile: any handler that makes one.
  private func perCall(_ acquisition: Acquisition, _ function: FunctionSubject) -> Finding? {
    guard function.isStrict, function.context.concurrency.isHandler(function),
      !function.isGenerator, !acquisition.kind.traits.contains(.pool)
    else { return nil }
    return finding(
      at: function.place(acquisition.call.callee),
      "`\(function.name)` makes a \(acquisition.kind.noun) for each request",
      function: function.qualifiedName, label: "its connections are not used again",
      help: "make it once, when the application starts")
  }
}
