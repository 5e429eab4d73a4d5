package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW904: a whole collection is loaded into memory.
package struct UnboundedFetch: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW904",
    name: "unbounded-fetch",
    summary: "Query result of any size is loaded at once",
    group: .performance,
    severity: .info,
    isDefault: .strict,
    since: "0.1",
    why: """
      A list of every document or row grows with the collection. The day it no longer fits into \
      memory the process is killed, with all requests it serves; long before that, the loop stands \
      still while the list is built.
      """,
    ignoreWhen: "The collection is known to be small: countries, settings.",
    examples: [
      .bad(
        "Everything",
        """
        from motor.motor_asyncio import AsyncIOMotorDatabase


        async def dump(db: AsyncIOMotorDatabase) -> list:
            return await db.events.find({}).to_list(length=None)  # expect: LW904
        """),
      .good(
        "At most a hundred",
        """
        from motor.motor_asyncio import AsyncIOMotorDatabase


        async def dump(db: AsyncIOMotorDatabase) -> list:
            return await db.events.find({}).to_list(length=100)
        """),
      .good(
        "One after the other",
        """
        from motor.motor_asyncio import AsyncIOMotorDatabase


        async def dump(db: AsyncIOMotorDatabase) -> None:
            async for event in db.events.find({}):
                print(event)
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(.isAsync, spelled: ["to_list"], in: .strict)
  }

  package init() {}

  package func check(_ function: FunctionSubject) -> [Finding] {
    function.calls.compactMap { call in
      guard call.spelled == "to_list", function.use(of: call.node) == .awaited,
        !call.names.isEmpty || isCursor(call, function)
      else { return nil }
      let length = call.argument(0, "length")
      guard length.map({ function.isNone($0) }) ?? call.arguments.isEmpty else {
        return nil
      }
      return finding(
        at: function.place(call.callee), "every document is loaded into one list",
        function: function.qualifiedName, confidence: .medium,
        label: "grows with the collection", help: "give a length, or `async for` over the cursor")
    }
  }

  /// `db.events.find(…).to_list(…)` of a database whose attributes are made at run time.
  private func isCursor(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard let receiver = call.receiver, let find = function.call(receiver) else { return false }
    return ["find", "aggregate"].contains(find.spelled)
  }
}
