package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW352: results of `gather` are sorted out by a test that lets exceptions through.
package struct GatherFilterWrong: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW352",
    name: "gather-filter-wrong",
    summary: "Filter on gather's results lets exceptions through",
    group: .exceptions,
    severity: .warning,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      An exception object is true, so `if result` keeps failures and drops results that are 0, \
      empty or False. `zip(items, results)` pairs the wrong ones when one of the lists has been \
      sorted out. In the strict profile: `isinstance(result, Exception)` takes a cancelled task \
      for a success, since `CancelledError` is a `BaseException`.
      """,
    ignoreWhen: "An exception among the results does no harm where they go.",
    examples: [
      .bad(
        "Prints `[1, OSError()]`: the 0 is gone, the error is not",
        """
        import asyncio


        async def load(n):
            if n == 2:
                raise OSError
            return n


        async def collect(ns):
            found = await asyncio.gather(  # expect: LW352
                *[load(n) for n in ns], return_exceptions=True
            )
            return [item for item in found if item]


        print(asyncio.run(collect([0, 1, 2])))
        """),
      .good(
        "Prints `[0, 1]`",
        """
        import asyncio


        async def load(n):
            if n == 2:
                raise OSError
            return n


        async def collect(ns):
            found = await asyncio.gather(*[load(n) for n in ns], return_exceptions=True)
            return [item for item in found if not isinstance(item, BaseException)]


        print(asyncio.run(collect([0, 1, 2])))
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(in: .exceptTests) }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.gathers.compactMap { call in
      guard function.use(of: call.node) == .awaited else { return nil }
      if let finding = paired(call, function) { return finding }
      guard function.gathersExceptions(call) else { return nil }
      let use = function.resultUse(of: call.node)
      if use.contains(.tested), !use.contains(.examined), !use.contains(.value),
        filtersByTruth(call, function)
      {
        return finding(
          at: function.place(call.callee), "`\(function.name)` keeps exceptions among its results",
          function: function.qualifiedName, label: "exceptions are true, results may be false",
          help: "test with `isinstance(result, BaseException)`")
      }
      guard function.isStrict, use.contains(.examined), let test = narrowTest(call, function) else {
        return nil
      }
      return finding(
        at: function.place(test), "`\(function.name)` takes a cancelled child for a success",
        function: function.qualifiedName, label: "`CancelledError` is no `Exception`",
        help: "write `BaseException`", fix: fix(test, function))
    }
  }

  /// `gather(*[f(x) for x in items if …])`, then `zip(items, results)`; or the results were sorted out
  /// in between: either way each result stands beside the item of another.
  private func paired(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard call.arguments.count <= 2, let first = call.arguments.first, first.isStarred,
      let generator = function.facts.generators(first.node).first,
      let source = function.symbol(generator.iterable),
      function.onlyDefinition(of: source) != nil,
      let results = function.holder(of: function.parent(call.node))?.symbol
    else { return nil }
    let zips = function.calls.filter { zip in
      zip.isNamed("zip") && zip.arguments.contains { function.symbol($0.node) == source }
    }
    for zip in zips {
      let isShort = zip.arguments.contains { argument in
        guard let symbol = function.symbol(argument.node),
          let definition = function.onlyDefinition(of: symbol)
        else { return false }
        return symbol == results
          ? !generator.conditions.isEmpty : sorts(results, definition, function)
      }
      guard isShort else { continue }
      return finding(
        at: function.place(zip.callee), "`zip` pairs results with the wrong items",
        function: function.qualifiedName, label: "one list has lost some items, the other has not",
        help: "keep each item beside its coroutine, and sort out pairs")
    }
    return nil
  }

  /// `good = [r for r in results if …]`
  private func sorts(
    _ results: UInt32, _ definition: DefinitionRow, _ function: FunctionSubject
  ) -> Bool {
    guard definition.kind == .assignment else { return false }
    return function.facts.generators(definition.node).contains {
      function.symbol($0.iterable) == results && !$0.conditions.isEmpty
    }
  }

  /// A comprehension over the results whose condition is an item itself.
  private func filtersByTruth(_ call: Call, _ function: FunctionSubject) -> Bool {
    function.nodes.contains { node in
      let generators = function.facts.generators(node)
      guard generators.count == 1, let item = function.symbol(generators[0].target),
        holdsResults(generators[0].iterable, of: call, function)
      else { return false }
      return generators[0].conditions.contains { function.symbol($0) == item }
    }
  }

  private func holdsResults(
    _ node: IRNodeID, of call: Call, _ function: FunctionSubject
  ) -> Bool {
    if function.isInside(call.node, node) { return true }
    guard let symbol = function.symbol(node),
      case .assigned(let statement) = function.use(of: function.parent(call.node)),
      function.kind(statement) == .assign
    else { return false }
    return function.facts.targets(statement).contains { function.symbol($0) == symbol }
  }

  /// `isinstance(r, Exception)` where no test for `BaseException` stands beside it.
  private func narrowTest(_ call: Call, _ function: FunctionSubject) -> IRNodeID? {
    let tests = function.calls.filter { $0.isNamed("isinstance") && call.node.rawValue != 0 }
    var found: IRNodeID?
    for test in tests {
      guard let classes = test.argument(1) else { continue }
      let names = function.exceptionNames(classes)
      if names.contains("BaseException") || names.contains(where: ExceptionNames.isCancellation) {
        return nil
      }
      if names == ["Exception"], found == nil { found = classes }
    }
    return found
  }

  private func fix(_ classes: IRNodeID, _ function: FunctionSubject) -> Fix? {
    guard function.kind(classes) == .name, function.spelling(classes) == "Exception" else {
      return nil
    }
    var fix = Fix("Test for `BaseException`", safety: .changesBehavior)
    fix.replace(function.place(classes), with: "BaseException")
    return fix
  }
}
