package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW214: a function where an awaitable is wanted, or the other way round.
package struct WrongAwaitableArgument: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW214",
    name: "wrong-awaitable-argument",
    summary: "Something else is given, or declared, where an awaitable is meant",
    group: .awaiting,
    severity: .error,
    since: "0.1",
    fix: .sometimes(.safe),
    why: """
      `asyncio.run(main)` without the call raises `ValueError`, and `create_task` of a task, \
      `gather` of a list and `asyncio.wait` of coroutines raise `TypeError`. A wrong annotation \
      changes nothing at run time, but misleads: `async def` already means a coroutine, so with \
      `-> Coroutine[…]` a type checker tells callers to await twice, and the second `await` raises \
      `TypeError`. An asynchronous generator declares `AsyncIterator[…]`, not its items.
      """,
    ignoreWhen: "A function of your own has the same name and takes it as it is.",
    examples: [
      .bad(
        "`ValueError: a coroutine was expected`",
        """
        import asyncio


        async def main(): ...


        asyncio.run(main)  # expect: LW214
        """),
      .bad(
        "The annotation tells callers to await twice",
        """
        from collections.abc import Coroutine


        async def load() -> Coroutine[None, None, int]:  # expect: LW214
            return 1
        """),
      .good(
        "The call, and the type of what `await` gives",
        """
        import asyncio


        async def load() -> int:
            return 1


        async def main():
            print(await load())


        asyncio.run(main())
        """),
    ])

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    var findings = declared(function)
    guard function.row.flags.contains(.hasCall) || function.isModule else { return findings }
    for call in function.calls {
      let said = (argument(call, function).map { [$0] } ?? []) + handed(call, function)
      if !said.isEmpty, !function.isExpectedToFail(call.node) { findings += said }
    }
    return findings
  }

  private static let coroutineTakers: CalleeNames = [
    "asyncio.create_task", "asyncio.run", "asyncio.TaskGroup.create_task",
    "asyncio.AbstractEventLoop.create_task", "asyncio.BaseEventLoop.create_task",
    "asyncio.run_coroutine_threadsafe",
  ]
  private static let awaitableTakers: CalleeNames = [
    "asyncio.ensure_future", "asyncio.shield", "asyncio.wait_for", "asyncio.gather",
    "asyncio.AbstractEventLoop.run_until_complete", "asyncio.BaseEventLoop.run_until_complete",
  ]

  private func argument(_ call: Call, _ function: FunctionSubject) -> Finding? {
    let takesCoroutine = call.isOne(of: Self.coroutineTakers)
    if takesCoroutine || call.isOne(of: Self.awaitableTakers) {
      let isGather = call.isNamed("asyncio.gather")
      for argument in call.arguments.prefix(isGather ? 100 : 1)
      where argument.keyword == nil && !argument.isStarred {
        if let finding = value(argument.node, call, takesCoroutine, isGather, function) {
          return finding
        }
      }
    }
    return call.isNamed("asyncio.wait") ? wait(call, function) : nil
  }

  private func value(
    _ node: IRNodeID, _ call: Call, _ takesCoroutine: Bool, _ isGather: Bool,
    _ function: FunctionSubject
  ) -> Finding? {
    let text = function.text(node)
    if isCoroutineFunction(node, function) {
      return report(
        node, "`\(call.spelled)` gets the function `\(text)`, not a call of it",
        "a function is no awaitable", "write `\(text)(…)`", function)
    }
    if takesCoroutine, call.spelled != "run_coroutine_threadsafe",
      function.kind(node) == .call, function.awaitability(node) == .future,
      function.isCertainCall(node)
    {
      return report(
        node, "`\(call.spelled)` gets a task or future, not a coroutine", "raises `TypeError`",
        "use it as it is", function)
    }
    let isDisplay = [.list, .tuple, .set].contains(function.kind(node))
    if isGather, isDisplay || function.kind(node) == .comprehension {
      return report(
        node, "`gather` gets a list, not awaitables", "raises `TypeError`", "write `*[…]`",
        function,
        fix: star(node, function))
    }
    return nil
  }

  private func star(_ node: IRNodeID, _ function: FunctionSubject) -> Fix? {
    guard function.kind(node) == .list else { return nil }
    return function.insertion("*", before: node, "Unpack the list")
  }

  /// `asyncio.wait` takes tasks only (since 3.11), and at least one.
  private func wait(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard let first = call.arguments.first, first.keyword == nil || first.keyword == "fs",
      !first.isStarred
    else { return nil }
    let elements = elements(of: first.node, function)
    guard elements.contains(where: { function.makesCoroutine($0) }) else { return nil }
    return report(
      first.node, "`asyncio.wait` gets coroutines, not tasks", "raises `TypeError` since 3.11",
      "make tasks of them with `asyncio.create_task`", function)
  }

  private func elements(of node: IRNodeID, _ function: FunctionSubject) -> [IRNodeID] {
    switch function.kind(node) {
    case .list, .set, .tuple: return function.facts.items(node)
    case .comprehension: return [function.facts.element(node)]
    case .name:
      // `jobs = [load(n) for n in ids]`, bound once.
      guard let symbol = function.symbol(node), function.isLocal(symbol) else { return [] }
      let range = function.facts.symbols[Int(symbol)].definitions
      guard range.count == 1,
        let definition = range.first.map({ function.facts.definitions[Int($0)] }),
        definition.kind == .assignment, definition.position == -1
      else { return [] }
      let value = definition.node
      return function.kind(value) == .name ? [] : elements(of: value, function)
    default: return []
    }
  }

  private func isCoroutineFunction(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard [.name, .attribute].contains(function.kind(node)) else { return false }
    if let symbol = function.symbol(node),
      !function.facts.symbols[Int(symbol)].flags.isDisjoint(with: [.assigned, .parameter])
    {
      return false
    }
    return function.context.isCoroutineFunction(function.type(node))
  }

  /// Whether an argument is a coroutine, or makes one when it is called.
  private func mayGetCoroutine(_ call: Call, _ function: FunctionSubject) -> Bool {
    function.facts.list(function[call.node].b).contains { argument in
      let isBare = ![.keyword, .starred].contains(function.kind(argument))
      let type = function.type(isBare ? argument : function.operand(argument))
      return function.context.awaitability(type) == .coroutine
        || function.context.isCoroutineFunction(type)
    }
  }

  /// A coroutine function for a parameter that is declared `Awaitable`, and a coroutine for one that is
  /// declared as plain data; what the body does with that is told by LW202 and LW203.
  private func handed(_ call: Call, _ function: FunctionSubject) -> [Finding] {
    guard mayGetCoroutine(call, function), !call.hasStars,
      let callee = function.context.function(ofCallee: call.calleeType(in: function))
    else { return [] }
    return call.arguments.compactMap { argument in
      let node = argument.node
      let isCoroutine = function.makesCoroutine(node)
      guard isCoroutine || isCoroutineFunction(node, function),
        let parameter = function.parameterRow(of: callee, for: node, in: call)
      else { return nil }
      let context = function.context
      if isCoroutine {
        guard context.isDeclaredPlain(callee, parameter), function.treatment(of: node) == .consumed
        else { return nil }
        return report(
          node, "`\(call.spelled)` gets a coroutine for a value", "nobody awaits it",
          "write `await \(function.text(node))`", function)
      }
      guard context.isDeclaredAwaitable(callee, parameter), context.mayAwait(callee, parameter)
      else { return nil }
      let text = function.text(node)
      return report(
        node, "`\(call.spelled)` gets the function `\(text)`, not a call of it",
        "a function is no awaitable", "write `\(text)(…)`", function)
    }
  }

  private func declared(_ function: FunctionSubject) -> [Finding] {
    guard function.isAsync, function.row.returns.exists, function.row.decorators == 0,
      !function.row.flags.contains(.isTrivial)
    else { return [] }
    let context = function.context
    let type = context.engine.annotation(function.row.returns, in: function.module)
    if function.isGenerator {
      // `-> int` on an asynchronous generator; what is not known, or a protocol, may fit.
      guard context.isPlainData(type) else { return [] }
      return [
        report(
          function.row.returns, "`\(function.name)` yields, so it returns an async iterator",
          "the type of the items, not of the call", "write `AsyncIterator[…]`", function)
      ]
    }
    guard context.types.kind(type) == .coroutine, returnsPlainValues(function) else { return [] }
    return [
      report(
        function.row.returns, "`\(function.name)` declares a coroutine, but returns its value",
        "`async def` adds the coroutine itself", "declare the value's type", function)
    ]
  }

  /// Whether each `return` gives something that is known and no awaitable, so that the declaration
  /// cannot mean an awaitable on purpose.
  private func returnsPlainValues(_ function: FunctionSubject) -> Bool {
    let values = function.returnedValues
    return !values.isEmpty && values.allSatisfy { function.awaitability($0) == .plain }
  }

  private func report(
    _ node: IRNodeID, _ message: String, _ label: String, _ help: String,
    _ function: FunctionSubject, fix: Fix? = nil
  ) -> Finding {
    finding(
      at: function.place(node), message, function: function.qualifiedName, label: label, help: help,
      fix: fix)
  }
}
