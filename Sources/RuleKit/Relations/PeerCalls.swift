import Project
import PythonSemantics
import Summaries

/// Which awaited calls talk to another process or host.
package enum PeerCalls {
  /// Packages whose coroutines do: clients of HTTP, databases, brokers.
  private static let packages: Set<String> = [
    "aiohttp", "httpx", "httpcore", "asyncpg", "redis", "motor", "pymongo", "aiomysql", "aiopg",
    "aiokafka", "aio_pika", "aioredis", "websockets", "psycopg", "aiobotocore", "aioboto3", "grpc",
    "nats", "elasticsearch", "asyncssh", "aioftp", "aiosmtplib", "openai", "anthropic", "telethon",
    "zeep", "aiomqtt", "asyncio_mqtt", "pyrogram", "sqlalchemy", "databases", "tortoise",
  ]
  private static let functions: Set<String> = [
    "asyncio.open_connection", "asyncio.open_unix_connection", "asyncio.StreamReader.read",
    "asyncio.StreamReader.readline", "asyncio.StreamReader.readexactly",
    "asyncio.StreamReader.readuntil", "asyncio.StreamWriter.drain",
    "asyncio.AbstractEventLoop.create_connection", "asyncio.AbstractEventLoop.sock_connect",
    "asyncio.AbstractEventLoop.getaddrinfo",
  ]

  /// Whether the call, or something that the called function of the project awaits itself, is one.
  package static func reachesPeer(_ call: Call, _ function: FunctionSubject) -> Bool {
    if isPeer(call.names) { return true }
    guard let callee = function.context.function(ofCallee: function.type(call.callee)) else {
      return false
    }
    return reachesPeer(callee, function.context, depth: 0)
  }

  package static func isPeer(_ names: [String]) -> Bool {
    !names.isEmpty
      && names.allSatisfy {
        functions.contains($0) || packages.contains(String($0.prefix { $0 != "." }))
      }
  }

  private static func reachesPeer(
    _ callee: FunctionID, _ context: RuleContext, depth: Int
  ) -> Bool {
    let (module, index) = context.engine.program.location(of: callee)
    guard depth < 3, module.origin == .firstParty,
      module.facts.functions[Int(index)].flags.contains(.isAsync)
    else { return false }
    let unit = context.unit(of: callee)
    return unit.sites.contains { site in
      guard site.kind == .await || site.kind == .asyncEnter || site.kind == .asyncIterate else {
        return false
      }
      return site.targets.contains { target in
        let next = context.engine.units[Int(target.unit.rawValue)].function
        return next != callee
          && (isPeer([context.name(of: next)]) || reachesPeer(next, context, depth: depth + 1))
      }
    }
  }
}
