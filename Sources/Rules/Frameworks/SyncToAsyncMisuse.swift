package import Diagnostics
import LibraryModels
import PythonSemantics
package import RuleKit
import Summaries

/// LW852: `sync_to_async` wraps something that is not a plain function doing the work.
package struct SyncToAsyncMisuse: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW852",
    name: "sync-to-async-misuse",
    summary: "`sync_to_async` wraps a result, a coroutine or a lazy query",
    group: .frameworks,
    severity: .error, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `sync_to_async` takes a plain function and calls it in a thread. Given the result of a call, \
      the work has been done already, on the loop, and it raises `TypeError`, as it does for a \
      coroutine function. A lazy query set does nothing in the thread: it asks the database later, \
      where it is iterated. With `thread_sensitive=False` each thread opens a database connection \
      of its own, outside the transaction.
      """,
    ignoreWhen: """
      The call returns the plain function that is to run, in a way that the analysis cannot see.
      """,
    examples: [
      .bad(
        "The function is called first",
        """
        from asgiref.sync import sync_to_async


        def load():
            return 1


        async def view(request):
            return await sync_to_async(load())()  # expect: LW852
        """),
      .bad(
        "A coroutine function needs no thread",
        """
        from asgiref.sync import sync_to_async


        async def load():
            return 1


        async def view(request):
            return await sync_to_async(load)()  # expect: LW852
        """),
      .good(
        "The function itself",
        """
        from asgiref.sync import sync_to_async


        def load():
            return 1


        async def view(request):
            return await sync_to_async(load)()
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(spelled: ["sync_to_async", "SyncToAsync"])
  }

  package init() {}

  private static let wrappers: CalleeNames = [
    "asgiref.sync.sync_to_async", "asgiref.sync.SyncToAsync",
  ]

  /// Methods that only describe a query (Django 6.1 db/models/query.py).
  private static let lazy: Set<String> = [
    "filter", "exclude", "all", "order_by", "annotate", "select_related", "prefetch_related",
    "values", "values_list", "distinct", "defer", "only", "reverse",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      guard call.isOne(of: Self.wrappers), let given = call.argument(0, "func") else { return nil }
      guard let fault = fault(given, function) else { return elsewhere(call, given, function) }
      return finding(
        at: function.place(call.callee), fault.message, function: function.qualifiedName,
        label: fault.label, help: fault.help,
        fix: function.kind(given) == .call ? function.wrapFunctionFix(given) : nil)
    }
  }

  /// Methods of managers and models with an asynchronous twin `a…` (Django 6.1 db/models/query.py, base.py).
  private static let twins: Set<String> = [
    "get", "create", "count", "exists", "first", "last", "earliest", "latest", "get_or_create",
    "update_or_create", "bulk_create", "bulk_update", "aggregate", "in_bulk", "contains", "delete",
    "update", "save", "refresh_from_db",
  ]

  /// What works, but not as meant: the ORM in any thread, or behind a wrapper that it does not need.
  private func elsewhere(
    _ call: Call, _ given: IRNodeID, _ function: FunctionSubject
  ) -> Finding? {
    let type = function.type(given)
    let isQuery = function.context.names(ofCallee: type).contains {
      $0.hasPrefix("django.db.models.")
    }
    if let flag = call.argument(1, "thread_sensitive"), function.kind(flag) == .constant,
      function.facts.truth(flag) == false, isQuery || asksDatabase(type, function)
    {
      return finding(
        at: function.place(flag), "`\(function.text(given))` asks the database from any thread",
        function: function.qualifiedName, severity: .warning,
        label: "each thread opens a connection of its own",
        help: "leave `thread_sensitive` at its default")
    }
    let name = function.spelling(given)
    guard function.isStrict, isQuery, Self.twins.contains(name) else { return nil }
    return finding(
      at: function.place(call.callee), "`\(function.text(given))` has an asynchronous form",
      function: function.qualifiedName, severity: .info, label: "takes a thread for nothing",
      help: "await `a\(name)` (Django 4.2 or newer)")
  }

  private func asksDatabase(_ type: TypeID, _ function: FunctionSubject) -> Bool {
    guard let callee = function.context.function(ofCallee: type) else { return false }
    let unit = function.context.unit(of: callee)
    return function.context.table.events[Int(unit.id.rawValue)].contains { $0.family == .orm }
  }

  private typealias Fault = (message: String, label: String, help: String)

  private func fault(_ given: IRNodeID, _ function: FunctionSubject) -> Fault? {
    let text = function.text(given)
    if let inner = function.call(given) {
      let callee = function.text(inner.callee)
      guard isData(given, function) else { return nil }
      return (
        "`\(callee)` runs before `sync_to_async` sees it", "the work is done on the loop's thread",
        "write `sync_to_async(\(callee))(…)`"
      )
    }
    let type = function.type(given)
    if let callee = function.context.function(ofCallee: type) {
      let flags = function.context.definition(of: callee).flags
      if flags.contains(.isAsync), !flags.contains(.isGenerator) {
        return ("`\(text)` is a coroutine function already", "raises TypeError", "await it")
      }
    }
    let names = function.context.names(ofCallee: type)
    let isLazy = names.contains { name in
      name.hasPrefix("django.db.models.")
        && name.split(separator: ".").last.map { Self.lazy.contains(String($0)) } ?? false
    }
    guard isLazy else { return nil }
    return (
      "`\(text)` only describes a query", "the database is asked later, on the loop",
      "iterate with `async for`, or wrap `list`"
    )
  }

  /// A value that cannot be called.
  private func isData(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    let context = function.context
    let members = context.types.alternatives(function.type(node))
    return !members.isEmpty
      && members.allSatisfy { member in
        switch context.types.kind(member) {
        case .literal, .none, .tuple, .record, .coroutine, .generator: true
        case .instance:
          context.isInstance(member, of: ["str", "int", "list", "dict", "set", "bool"])
        default: false
        }
      }
  }
}
