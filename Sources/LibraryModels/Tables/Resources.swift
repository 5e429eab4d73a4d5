/// Something that a program opens and has to give back: how it is made, what ends it, and what two
/// tasks may do with it at once.
package struct ResourceKind: Sendable {
  package struct Traits: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Keeps connections of its own for reuse: made once, used by all.
    package static let client = Traits(rawValue: 1)
    /// Opens several connections at once.
    package static let pool = Traits(rawValue: 2)
    /// One connection to a database: a pool is what a server wants.
    package static let connection = Traits(rawValue: 4)
    /// Needs a running loop where it is made, and stays with it.
    package static let bindsLoop = Traits(rawValue: 8)
    /// Stays with the loop that first uses it.
    package static let bindsLoopOnUse = Traits(rawValue: 16)
    /// On loan from a pool.
    package static let borrowed = Traits(rawValue: 32)
    /// One operation at a time: a second one fails or corrupts the first.
    package static let exclusive = Traits(rawValue: 64)
    /// Often left to the end of the process: its connections close with it.
    package static let livesOn = Traits(rawValue: 128)
  }

  /// What a reader calls it: `session`.
  package var noun: String
  /// Public names of what makes one, whether by a call, by awaiting the call or by `async with`.
  package var makers: Set<String>
  /// Public names of its class.
  package var classes: Set<String>
  /// Methods that end it.
  package var closers: Set<String>
  package var traits: Traits
  /// Where it stands in a tuple that the maker returns.
  package var position: Int? = nil
  /// Version and source of the row.
  package var evidence: String
}

extension ResourceKind {
  package static let all: [ResourceKind] = [
    ResourceKind(
      noun: "session", makers: ["aiohttp.ClientSession"], classes: ["aiohttp.ClientSession"],
      closers: ["close", "detach"], traits: [.client, .bindsLoop],
      evidence: "aiohttp 3.14.5 aiohttp/client.py ClientSession.__init__ (get_running_loop), close"),
    ResourceKind(
      noun: "client", makers: ["httpx.AsyncClient", "httpx2.AsyncClient"],
      classes: ["httpx.AsyncClient", "httpx2.AsyncClient"], closers: ["aclose"],
      traits: [.client, .bindsLoopOnUse],
      evidence: "httpx 0.28.1 httpx/_client.py; httpx2 2.16.2"),
    ResourceKind(
      noun: "connection", makers: ["asyncpg.connect"], classes: ["asyncpg.Connection"],
      closers: ["close", "terminate"], traits: [.connection, .bindsLoop, .exclusive],
      evidence: "asyncpg 0.32.0 asyncpg/connection.py; InterfaceError 'another operation'"),
    ResourceKind(
      noun: "pool", makers: ["asyncpg.create_pool"], classes: ["asyncpg.Pool"],
      closers: ["close", "terminate"], traits: [.client, .pool, .bindsLoop],
      evidence: "asyncpg 0.32.0 asyncpg/pool.py"),
    ResourceKind(
      noun: "pooled connection", makers: ["asyncpg.Pool.acquire"],
      classes: ["asyncpg.pool.PoolConnectionProxy"], closers: ["release"],
      traits: [.borrowed, .exclusive],
      evidence: "asyncpg 0.32.0 asyncpg/pool.py Pool.acquire, Pool.release(connection)"),
    ResourceKind(
      noun: "connection", makers: ["asyncio.open_connection", "asyncio.open_unix_connection"],
      classes: ["asyncio.StreamWriter"], closers: ["close", "abort"], traits: [.bindsLoop],
      position: 1, evidence: "CPython 3.13 Lib/asyncio/streams.py"),
    ResourceKind(
      noun: "stream", makers: [], classes: ["asyncio.StreamReader"], closers: [],
      traits: [.exclusive],
      evidence: "CPython 3.13 Lib/asyncio/streams.py StreamReader._wait_for_data"),
    ResourceKind(
      noun: "file", makers: ["aiofiles.open", "aiofiles.threadpool.open", "anyio.open_file"],
      classes: [], closers: ["close", "aclose"], traits: [],
      evidence: "aiofiles 25.1.0 threadpool/__init__.py; anyio 4.16.0 _core/_fileio.py"),
    ResourceKind(
      noun: "connection", makers: ["aiosqlite.connect"], classes: ["aiosqlite.Connection"],
      closers: ["close", "stop"], traits: [.bindsLoopOnUse],
      evidence: "aiosqlite 0.22.1 aiosqlite/core.py: operations queue on one thread"),
    ResourceKind(
      noun: "connection",
      makers: ["psycopg.AsyncConnection.connect"], classes: ["psycopg.AsyncConnection"],
      closers: ["close"], traits: [.connection, .bindsLoop],
      evidence: "psycopg 3.3.9 psycopg/connection_async.py: a lock makes operations take turns"),
    ResourceKind(
      noun: "client",
      makers: [
        "redis.asyncio.Redis", "redis.asyncio.from_url", "redis.asyncio.Redis.from_url",
        "redis.asyncio.StrictRedis", "redis.asyncio.client.Redis",
        "redis.asyncio.client.Redis.from_url", "redis.asyncio.utils.from_url",
      ],
      classes: ["redis.asyncio.Redis", "redis.asyncio.client.Redis"],
      closers: ["aclose", "close"], traits: [.client, .pool, .bindsLoopOnUse],
      evidence: "redis 8.1.0 redis/asyncio/client.py"),
    ResourceKind(
      noun: "subscription", makers: [],
      classes: ["redis.asyncio.client.PubSub", "redis.asyncio.PubSub"],
      closers: ["aclose", "close"], traits: [.exclusive],
      evidence: "redis 8.1.0 redis/asyncio/client.py PubSub"),
    ResourceKind(
      noun: "connection",
      makers: [
        "websockets.connect", "websockets.asyncio.client.connect", "websockets.client.connect",
      ],
      classes: ["websockets.ClientConnection", "websockets.asyncio.client.ClientConnection"],
      closers: ["close"], traits: [.bindsLoop],
      evidence: "websockets 17.4 asyncio/client.py; recv raises ConcurrencyError"),
    ResourceKind(
      noun: "engine",
      makers: ["sqlalchemy.ext.asyncio.create_async_engine"],
      classes: ["sqlalchemy.ext.asyncio.AsyncEngine"], closers: ["dispose"],
      traits: [.client, .pool, .bindsLoopOnUse, .livesOn],
      evidence: "SQLAlchemy 2.1.9 lib/sqlalchemy/ext/asyncio/engine.py"),
    ResourceKind(
      noun: "session", makers: ["sqlalchemy.ext.asyncio.AsyncSession"],
      classes: ["sqlalchemy.ext.asyncio.AsyncSession"], closers: ["close", "aclose", "invalidate"],
      traits: [.exclusive],
      evidence: "SQLAlchemy 2.1.9 lib/sqlalchemy/ext/asyncio/session.py, errors isce"),
    ResourceKind(
      noun: "connection", makers: [], classes: ["sqlalchemy.ext.asyncio.AsyncConnection"],
      closers: ["close"], traits: [.exclusive],
      evidence: "SQLAlchemy 2.1.9 lib/sqlalchemy/ext/asyncio/engine.py"),
    ResourceKind(
      noun: "client",
      makers: [
        "motor.motor_asyncio.AsyncIOMotorClient", "pymongo.AsyncMongoClient",
        "pymongo.asynchronous.mongo_client.AsyncMongoClient",
      ],
      classes: [
        "motor.motor_asyncio.AsyncIOMotorClient", "pymongo.AsyncMongoClient",
        "pymongo.asynchronous.mongo_client.AsyncMongoClient",
      ],
      closers: ["close"], traits: [.client, .pool, .bindsLoopOnUse, .livesOn],
      evidence: "motor 3.7.1; pymongo 4.20.0 pymongo/asynchronous/mongo_client.py"),
  ]

  /// The kind that a call of that public name makes.
  package static let byMaker: [String: ResourceKind] = {
    var table: [String: ResourceKind] = [:]
    for kind in all {
      for name in kind.makers { table[name] = kind }
    }
    return table
  }()

  package static let byClass: [String: ResourceKind] = {
    var table: [String: ResourceKind] = [:]
    for kind in all {
      for name in kind.classes { table[name] = kind }
    }
    return table
  }()

  /// Last parts of the makers' names: a file that spells none of them makes nothing.
  package static let spellings: Set<String> = Set(
    byMaker.keys.compactMap { $0.split(separator: ".").last.map { String($0) } })
}
