package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW903: a query for each item of a loop, where the client has one for all of them.
package struct OneByOneQueries: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW903",
    name: "n-plus-one",
    summary: "One query per item where one would do for all",
    group: .performance,
    severity: .warning,
    since: "0.1",
    why: """
      Every query costs a round trip. A thousand keys at one millisecond each take a second in \
      which the database is idle most of the time, and the connection is held all the while. One \
      query for all takes one round trip.
      """,
    ignoreWhen: "There are few items, and always will be.",
    examples: [
      .bad(
        "A round trip for every key",
        """
        import redis.asyncio as redis


        async def load(client: redis.Redis, keys: list) -> list:
            found = []
            for key in keys:
                found.append(await client.get(key))  # expect: LW903
            return found
        """),
      .good(
        "All of them at once",
        """
        import redis.asyncio as redis


        async def load(client: redis.Redis, keys: list) -> list:
            return await client.mget(keys)
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds([.isAsync, .hasAwait], in: .exceptTests)
  }

  package init() {}

  /// Operations on one item → what does the same for many (redis 8.1 commands/core.py, asyncpg 0.32
  /// connection.py, pymongo 4 and motor 3.7 collection.py).
  private static let batches: [String: String] = [
    "redis.asyncio.Redis.get": "mget", "redis.asyncio.Redis.set": "a pipeline",
    "redis.asyncio.Redis.delete": "delete(*keys)", "redis.asyncio.Redis.hget": "hmget",
    "redis.asyncio.Redis.sadd": "sadd(name, *values)",
    "asyncpg.Connection.execute": "executemany", "asyncpg.Connection.fetchrow": "= ANY($1)",
    "asyncpg.Connection.fetchval": "= ANY($1)",
    "motor.motor_asyncio.AsyncIOMotorCollection.find_one": "find with $in",
    "motor.motor_asyncio.AsyncIOMotorCollection.insert_one": "insert_many",
    "motor.motor_asyncio.AsyncIOMotorCollection.update_one": "bulk_write",
  ]
  private static let methods: Set<String> = [
    "get", "set", "delete", "hget", "sadd", "execute", "fetchrow", "fetchval", "find_one",
    "insert_one", "update_one",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    let isSpoken = function.nodes(.call).contains {
      Self.methods.contains(function.spelling(function.operand($0)))
    }
    guard isSpoken else { return [] }
    return function.calls.compactMap { call in
      guard call.names.count == 1, let batch = Self.batches[call.names[0]],
        function.use(of: call.node) == .awaited, isPerItem(call, function)
      else { return nil }
      return finding(
        at: function.place(call.callee),
        "`\(function.text(call.callee))` makes a round trip for every item",
        function: function.qualifiedName, confidence: .medium, label: "one query per item",
        help: "ask for all of them at once: `\(batch)`")
    }
  }

  /// In the body of a `for` over a collection, with the item as an argument, and only once.
  private func isPerItem(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard let loop = function.loops(around: call.node).first, function.kind(loop) == .for,
      !function[loop].isAsync
    else { return false }
    let iterable = function.operand(loop)
    switch function.kind(iterable) {
    case .tuple, .list, .set, .dict: return false
    case .call:
      // `range(3)`, `batched(…)`, `range(0, n, size)`: not one item at a time.
      guard let source = function.call(iterable), source.spelled != "range",
        !source.spelled.contains("batch"), !source.spelled.contains("chunk")
      else { return false }
    default: break
    }
    guard let item = function.facts.targets(loop).first.flatMap({ function.symbol($0) }) else {
      return false
    }
    // A result that ends the loop, or a pause between the queries, means one at a time.
    let stops = function.nodes.contains { node in
      guard function.isInside(node, loop), node != loop else { return false }
      switch function.kind(node) {
      case .break, .return, .raise: return true
      case .call:
        return function.spelling(function.operand(node)) == "sleep"
      default: return false
      }
    }
    return !stops
      && call.arguments.contains { argument in
        function.symbol(argument.node) == item
      }
  }
}
