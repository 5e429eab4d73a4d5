package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW251: the plain statement on an asynchronous object, or the other way round.
package struct SyncAsyncProtocolMismatch: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW251",
    name: "sync-async-protocol-mismatch",
    summary: "`with` or `for` on an asynchronous object, or the other way round",
    group: .contextManagers,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.safe),
    why: """
      `with` asks for `__enter__`, `async with` for `__aenter__`; `for` asks for `__iter__`, \
      `async for` for `__aiter__`. An object that has only the other one raises `TypeError` when \
      the line is reached, and the block does not run.
      """,
    ignoreWhen: """
      The object has both forms, one of them made at run time where the analysis cannot see it.
      """,
    equivalents: ["E1145", "E1701", "S7515", "S3862"],
    examples: [
      .bad(
        "`TypeError: 'async_generator' object is not iterable`",
        """
        import asyncio


        async def pages(n):
            yield n


        async def total():
            for page in pages(3):  # expect: LW251
                print(page)


        asyncio.run(total())
        """),
      .bad(
        "`TypeError`: an asyncio lock has no `__enter__`",
        """
        import asyncio

        lock = asyncio.Lock()


        async def update():
            with lock:  # expect: LW251
                await asyncio.sleep(0)


        asyncio.run(update())
        """),
      .good(
        "The asynchronous statements",
        """
        import asyncio

        lock = asyncio.Lock()


        async def pages(n):
            yield n


        async def total():
            async with lock:
                async for page in pages(3):
                    print(page)


        asyncio.run(total())
        """),
    ])

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.nodes(anyOf: Self.statements).flatMap { statement($0, function) }
      + function.calls(of: Self.consumers).compactMap { consumer($0, function) }
  }

  // MARK: Statements

  private static let statements: [IRKind] = [.with, .for, .comprehension]

  private func statement(_ node: IRNodeID, _ function: FunctionSubject) -> [Finding] {
    let row = function[node]
    switch row.kind {
    case .with:
      let managers = function.facts.managers(node)
      return managers.compactMap {
        mismatch(
          .with, $0.context, isAsync: row.isAsync, in: node, mayGrow: managers.count == 1,
          function)
      }
    case .for:
      return mismatch(
        .for, row.operand, isAsync: row.isAsync, in: node, mayGrow: true, function
      ).map { [$0] } ?? []
    default:
      return function.facts.generators(node).compactMap {
        mismatch(
          .for, $0.iterable, isAsync: $0.isAsync, in: node, mayGrow: false, function)
      }
    }
  }

  /// A statement, the method that its plain and its `async` form ask for, and who has them by kind.
  private struct Protocols {
    var keyword: String
    var preposition: String
    var plain: (method: String, kind: TypeKind)
    var asynchronous: (method: String, kind: TypeKind)

    static let with = Protocols(
      keyword: "with", preposition: "on", plain: ("__enter__", .contextManager),
      asynchronous: ("__aenter__", .asyncContextManager))
    static let `for` = Protocols(
      keyword: "for", preposition: "over", plain: ("__iter__", .generator),
      asynchronous: ("__aiter__", .asyncGenerator))
  }

  /// - Parameter mayGrow: whether `async` may stand before the statement as it is written.
  private func mismatch(
    _ protocols: Protocols, _ node: IRNodeID, isAsync: Bool, in statement: IRNodeID,
    mayGrow: Bool, _ function: FunctionSubject
  ) -> Finding? {
    guard isSettled(node, function), !function.isExpectedToFail(statement) else { return nil }
    let (asked, found) =
      isAsync
      ? (protocols.asynchronous, protocols.plain) : (protocols.plain, protocols.asynchronous)
    guard
      function.context.has(
        found.method, not: asked.method, function.type(node), orKind: found.kind)
    else { return nil }
    let (written, meant) =
      isAsync
      ? ("async \(protocols.keyword)", protocols.keyword)
      : (protocols.keyword, "async \(protocols.keyword)")
    return report(
      node, function,
      "`\(written)` \(protocols.preposition) `\(function.text(node))`, which is "
        + (isAsync ? "not asynchronous" : "asynchronous"),
      "has `\(found.method)`, but no `\(asked.method)`", "write `\(meant)`",
      fix: !isAsync && function.isAsync && mayGrow
        ? function.insertion("async ", before: statement, "Write `\(meant)`") : nil)
  }

  private static let consumers: CalleeNames = [
    "list", "tuple", "set", "frozenset", "sorted", "sum", "min", "max", "any", "all", "enumerate",
    "iter", "next",
  ]

  /// `list(pages())`.
  private func consumer(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard let first = call.argument(0), isSettled(first, function),
      !function.isExpectedToFail(call.node),
      function.context.has(
        "__aiter__", not: "__iter__", function.type(first), orKind: .asyncGenerator)
    else { return nil }
    return report(
      first, function, "`\(call.spelled)` of `\(function.text(first))`, which is asynchronous",
      "has `__aiter__`, but no `__iter__`", "write `[item async for item in …]`")
  }

  // MARK: Evidence

  /// A call whose callee is certain, a name, an attribute or a display: not an expression that mixes
  /// values.
  private func isSettled(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    switch function.kind(node) {
    case .call: function.isCertainCall(node)
    // A variable of the function around may be set on branches that this one knows nothing of.
    case .name:
      function.symbol(node).map { function.isLocal($0) || !isOfFunction($0, function) } ?? true
    case .attribute, .list, .set, .dict: true
    default: false
    }
  }

  private func isOfFunction(_ symbol: UInt32, _ function: FunctionSubject) -> Bool {
    let scope = function.facts.symbols[Int(symbol)].scope
    return function.facts.scopes[Int(scope)].kind == .function
  }

  private func report(
    _ node: IRNodeID, _ function: FunctionSubject, _ message: String, _ label: String,
    _ help: String, fix: Fix? = nil
  ) -> Finding {
    finding(
      at: function.place(node), message,
      function: function.qualifiedName, label: label, help: help, fix: fix)
  }
}
