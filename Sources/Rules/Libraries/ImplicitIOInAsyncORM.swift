package import Diagnostics
import PythonFlow
import PythonSemantics
package import RuleKit
import Summaries

/// LW753: an attribute of a mapped object asks the database, where nothing can be awaited.
package struct ImplicitIOInAsyncORM: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW753",
    name: "implicit-io-in-async-orm",
    summary: "Attribute of an ORM object would load from the database",
    group: .libraries,
    severity: .warning,
    since: "0.1",
    why: """
      `commit` marks the objects of a session as old: the next read of an attribute loads it \
      again. A lazy relationship loads when it is first read. Under `AsyncSession` loading needs \
      an `await`, which an attribute cannot do, so both raise `MissingGreenlet`, often far from \
      the query and only after a commit.
      """,
    ignoreWhen: "The attribute was loaded before, on every way here.",
    examples: [
      .bad(
        "Read after the commit",
        """
        from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

        sessions = async_sessionmaker()


        async def add(session: AsyncSession, user):
            session.add(user)
            await session.commit()
            return user.id  # expect: LW753
        """),
      .good(
        "Loaded again, awaited",
        """
        from sqlalchemy.ext.asyncio import AsyncSession


        async def add(session: AsyncSession, user):
            session.add(user)
            await session.commit()
            await session.refresh(user)
            return user.id
        """),
      .good(
        "Objects that do not expire",
        """
        from sqlalchemy.ext.asyncio import async_sessionmaker

        sessions = async_sessionmaker(expire_on_commit=False)


        async def close(ticket, at):
            async with sessions() as session:
                session.add(ticket)
                ticket.closed = at
                await session.commit()
            return ticket.title
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(
      .isAsync, spelled: ["commit", "AsyncSession"], in: .exceptTests)
  }

  package init() {}

  private static let sessions: Set<String> = [
    "sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.ext.asyncio.session.AsyncSession",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.calls.contains(where: { isOfSession($0, function) }) else { return [] }
    return expired(function) + lazy(function)
  }

  private func isOfSession(_ call: Call, _ function: FunctionSubject) -> Bool {
    call.receiver.map { function.isInstance($0, of: Self.sessions) } ?? false
  }

  // MARK: After the commit

  private func expired(_ function: FunctionSubject) -> [Finding] {
    let commits = function.calls.filter {
      $0.spelled == "commit" && isOfSession($0, function) && function.use(of: $0.node) == .awaited
    }
    guard !commits.isEmpty, function.context.expiresObjects else { return [] }
    let flow = function.flow
    return held(function).compactMap { symbol in
      let reads = function.reads(of: symbol).filter { isColumnRead($0, function) }
      let places = Set(reads.flatMap { flow.points(of: $0, .read) })
      let reloads = Set(
        reloads(of: symbol, function).flatMap { node in
          flow.points(of: node, .call) + flow.points(of: node, .write)
        })
      for commit in commits {
        for start in flow.points(of: function.parent(commit.node), .await) {
          let reached = flow.firstReached(
            from: start, avoiding: { reloads.contains($0) }, goal: { places.contains($0) })
          if let reached { return report(flow[reached].node, "after the commit", function) }
        }
      }
      return nil
    }
  }

  /// Local variables whose object is in the session: `session.add(x)`, `x = await session.get(…)`.
  private func held(_ function: FunctionSubject) -> [UInt32] {
    var found: Set<UInt32> = []
    for call in function.calls where isOfSession(call, function) {
      switch call.spelled {
      case "add": if let symbol = call.argument(0).flatMap(function.symbol) { found.insert(symbol) }
      case "get", "merge", "get_one":
        if let holder = function.holder(of: function.parent(call.node)) {
          found.insert(holder.symbol)
        }
      default: break
      }
    }
    return found.filter { function.isLocal($0) && !function.isCaptured($0) }.sorted()
  }

  /// `user.id`, not `user.save()` nor `user.__class__`.
  private func isColumnRead(_ read: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard case .receiver(let attribute) = function.use(of: read),
      function.kind(attribute) == .attribute, !function.isBinding(attribute),
      !function.spelling(attribute).hasPrefix("_"),
      function.spelling(attribute) != "awaitable_attrs"
    else { return false }
    if case .called = function.use(of: attribute) { return false }
    return true
  }

  /// What loads the object anew, or hands it to somebody who may.
  private func reloads(of symbol: UInt32, _ function: FunctionSubject) -> [IRNodeID] {
    function.nodes.filter { node in
      function.symbol(node) == symbol && function.isBinding(node)
        || function.kind(node) == .call
          && function.call(node)?.arguments.contains { function.symbol($0.node) == symbol } == true
    }
  }

  // MARK: Lazy relationships

  private static let eager: Set<String> = [
    "options", "selectinload", "joinedload", "subqueryload", "contains_eager", "immediateload",
    "lazyload", "run_sync", "awaitable_attrs", "refresh",
  ]

  private func lazy(_ function: FunctionSubject) -> [Finding] {
    guard !function.nodes.contains(where: { Self.eager.contains(function.spelling($0)) }) else {
      return []
    }
    return function.calls.compactMap { call in
      guard call.spelled == "get", isOfSession(call, function), call.arguments.count == 2,
        let model = call.argument(0),
        function.context.types.kind(function.type(model)) == .classObject,
        let holder = function.holder(of: function.parent(call.node)),
        function.use(of: call.node) == .awaited
      else { return nil }
      let lazy = function.context.lazyRelationships(function.type(model))
      let read = function.reads(of: holder.symbol).first { read in
        isColumnRead(read, function) && lazy.contains(function.spelling(function.parent(read)))
      }
      return read.flatMap { report($0, "and is loaded lazily", function) }
    }
  }

  private func report(
    _ read: IRNodeID, _ why: String, _ function: FunctionSubject
  ) -> Finding? {
    let attribute = function.parent(read)
    return finding(
      at: function.place(attribute), "`\(function.text(attribute))` is read \(why)",
      function: function.qualifiedName, confidence: .medium,
      label: "asks the database, and cannot await",
      help: "load it first: `await session.refresh(…)`, or an eager option")
  }
}
