package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW356: an exception group is treated as if it were one of its members.
package struct ExceptionGroupMisuse: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW356",
    name: "exception-group-misuse",
    summary: "Exception group is treated as one of its members",
    group: .exceptions,
    severity: .info,
    since: "0.1",
    why: """
      The name bound by `except*` is always a group of exceptions, even of one: it has no `errno`, \
      `code` or other attribute of its members, so the handler itself raises `AttributeError`. \
      Raising one member of a group drops the others with their tracebacks.
      """,
    ignoreWhen: """
      The group can have one member only, and its traceback is not needed; a word beside it says \
      why.
      """,
    equivalents: ["ASYNC123", "ASYNC400"],
    examples: [
      .bad(
        "`AttributeError: 'ExceptionGroup' object has no attribute 'errno'`",
        """
        import asyncio


        async def job():
            raise OSError(5, "disk")


        async def run_all():
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(job())
            except* OSError as error:
                print(error.errno)  # expect: LW356


        asyncio.run(run_all())
        """),
      .good(
        "Each member by itself",
        """
        import asyncio


        async def job():
            raise OSError(5, "disk")


        async def run_all():
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(job())
            except* OSError as group:
                for error in group.exceptions:
                    print(error.errno)


        asyncio.run(run_all())
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(.hasTry) }

  package init() {}

  private static let attributes: Set<String> = [
    "exceptions", "message", "split", "subgroup", "derive", "args", "add_note", "with_traceback",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.nodes(.try).flatMap { statement in
      let isStar = function[statement].isStar
      return function.handlers(of: statement).flatMap { handler -> [Finding] in
        let isGroup =
          isStar
          || !handler.types.isEmpty
            && handler.types.allSatisfy { $0 == "ExceptionGroup" || $0 == "BaseExceptionGroup" }
        return isGroup ? check(handler, isStar: isStar, function) : []
      }
    }
  }

  private func check(
    _ handler: Handler, isStar: Bool, _ function: FunctionSubject
  ) -> [Finding] {
    guard let symbol = handler.symbol else { return [] }
    return function.reads(of: symbol).compactMap { read -> Finding? in
      guard function.isInside(read, handler.node),
        !isRebound(symbol, before: read, handler, function),
        case .receiver(let access) = function.use(of: read),
        function.kind(access) == .attribute
      else { return nil }
      let name = function.spelling(access)
      if !Self.attributes.contains(name), !name.hasPrefix("__") {
        return finding(
          at: function.place(access), "`\(function.name)` reads `\(name)` of an exception group",
          function: function.qualifiedName, label: "the members have it, not the group",
          help: "look at each of `\(function.text(read)).exceptions`")
      }
      guard name == "exceptions", let raised = raisedMember(access, function),
        !measures(symbol, handler, function)
      else { return nil }
      return finding(
        at: function.place(raised), "`\(function.name)` raises one member of an exception group",
        function: function.qualifiedName, label: "the other members are dropped",
        help: "raise the group, or `raise New(…) from \(function.text(read))`")
    }
  }

  /// `error = error.exceptions[0]`: the name stands for a member from there on.
  private func isRebound(
    _ symbol: UInt32, before read: IRNodeID, _ handler: Handler, _ function: FunctionSubject
  ) -> Bool {
    function.definitions(of: symbol).contains { definition in
      let value = definition.node
      return definition.kind == .assignment && function.isInside(value, handler.node)
        && !function.isInside(read, value) && function[value].start < function[read].start
    }
  }

  /// `raise group.exceptions[0]`
  private func raisedMember(_ access: IRNodeID, _ function: FunctionSubject) -> IRNodeID? {
    let item = function.parent(access)
    guard function.kind(item) == .subscript else { return nil }
    let statement = function.parent(item)
    return function.kind(statement) == .raise && function[statement].a == item.rawValue
      ? statement : nil
  }

  /// `if len(group.exceptions) == 1:` shows that there is only one.
  private func measures(_ symbol: UInt32, _ handler: Handler, _ function: FunctionSubject) -> Bool {
    function.calls.contains { $0.isNamed("len") && function.isInside($0.node, handler.node) }
  }
}
