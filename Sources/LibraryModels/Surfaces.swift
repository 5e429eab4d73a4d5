/// What the work of a package is called, when a chain from the project enters it: waiting on a socket
/// inside `redis` is a database call to the reader. Effects themselves are derived; this only names.
package enum Surface {
  private static let families: [String: EffectFamily] = [
    "requests": .http, "urllib3": .http, "urllib": .http, "http": .http, "httpx": .http,
    "httpx2": .http, "httpcore": .http, "botocore": .http, "boto3": .http, "httplib2": .http,
    "openai": .http, "anthropic": .http, "elasticsearch": .http, "elastic_transport": .http,
    "xmlrpc": .http, "pycurl": .http, "aiohttp": .http, "google": .http, "slack_sdk": .http,
    "sqlite3": .database, "psycopg": .database, "psycopg2": .database, "pymysql": .database,
    "MySQLdb": .database, "mysql": .database, "redis": .database, "pymongo": .database,
    "sqlalchemy": .database, "peewee": .database, "cassandra": .database, "ldap": .database,
    "ldap3": .database, "pyodbc": .database, "oracledb": .database, "duckdb": .database,
    "mongoengine": .database, "django": .database, "sqlmodel": .database, "pymssql": .database,
    "subprocess": .processWait, "multiprocessing": .ipc, "importlib": .importing,
    "runpy": .importing,
    "smtplib": .netIO, "ftplib": .netIO, "imaplib": .netIO, "poplib": .netIO, "paramiko": .netIO,
    "chromadb": .database, "mem0": .http, "docker": .http, "kubernetes": .http, "minio": .http,
    "ollama": .http, "huggingface_hub": .http, "googleapiclient": .http, "pycognito": .http,
    "telnetlib": .netIO, "queue": .queue, "clickhouse_connect": .database,
    "clickhouse_driver": .database, "cohere": .http, "dropbox": .http, "github": .http,
    "gitlab": .http,
    "groq": .http, "hvac": .http, "influxdb_client": .database, "jira": .http, "litellm": .http,
    "mistralai": .http, "msal": .http, "neo4j": .database, "notion_client": .http,
    "opensearchpy": .http, "pinecone": .http, "postgrest": .http, "pymilvus": .database,
    "qdrant_client": .database, "replicate": .http, "sendgrid": .http, "snowflake": .database,
    "spotipy": .http, "storage3": .http, "stripe": .http, "supabase": .http, "supabase_auth": .http,
    "tavily": .http, "tweepy": .http, "twilio": .http, "weaviate": .database,
  ]

  /// The family under which the effects of a top-level package are told, where it has one.
  package static func family(of package: Substring) -> EffectFamily? { families[String(package)] }

  /// Whether a module is a part of an event loop: what it does there is written not to block.
  package static func isLoopMachinery(_ module: String) -> Bool {
    loopModules.contains { module == $0 || module.hasPrefix($0 + ".") }
  }

  private static let loopModules = [
    "asyncio", "uvloop", "trio._core", "trio._socket", "trio._subprocess", "trio._highlevel_socket",
    "anyio._backends", "tornado.ioloop", "tornado.iostream", "tornado.netutil",
    "tornado.tcpserver", "tornado.platform", "twisted.internet", "zmq.asyncio",
  ]

  /// Libraries whose decorators make a function a command of a command line.
  package static let commandPackages: Set<String> = [
    "asyncclick", "click", "cyclopts", "rich_click", "typer",
  ]

  /// Whether a function of a library brings a server up; its package and its name decide.
  package static func bringsUpServer(_ name: String) -> Bool {
    guard let names = servers[String(name.prefix { $0 != "." })] else { return false }
    return names.contains(name.split(separator: ".").last.map(String.init) ?? "")
  }

  private static let servers: [String: Set<String>] = [
    "aiohttp": ["_run_app", "setup", "start"],
    "asyncio": [
      "create_server", "create_unix_server", "serve_forever", "start_server", "start_unix_server",
    ],
    "aiogram": ["start_polling"], "discord": ["start"],
    "fastmcp": ["run_async", "run_http_async", "run_stdio_async"],
    "hypercorn": ["serve"],
    "mcp": ["run", "run_sse_async", "run_stdio_async", "run_streamable_http_async"],
    "uvicorn": ["serve"], "websockets": ["serve"],
  ]

  /// What coroutines are called that start or end an application, a client or a worker.
  package static let phases: Set<String> = [
    "aclose", "bootstrap", "close", "cleanup", "init", "initialise", "initialize", "setup",
    "start", "stop", "teardown", "terminate",
  ]

  /// First words of what sets a service up or ends it: `init_database`.
  package static let phaseVerbs = [
    "bootstrap", "init", "initialise", "initialize", "shutdown", "startup", "teardown",
  ]

  /// Lists that an application's start or end goes through: `on_startup=[load]`, `app.on_startup.append(load)`,
  /// `dispatcher.startup.register(load)`.
  package static let startLists: Set<String> = [
    "cleanup_ctx", "on_cleanup", "on_shutdown", "on_startup", "post_init", "post_shutdown",
    "post_stop", "shutdown", "startup",
  ]

  /// What libraries call once, at the start, and the packages whose classes have it; none for a function.
  package static let startHooks: [String: Set<String>] = [
    "dask_setup": [],
    "on_load": ["textual"],
    "on_mount": ["textual"],
    "setup_hook": ["discord"],
  ]

  /// Decorators that declare a plain function to run on the loop.
  package static let loopDecorators: Set<String> = ["homeassistant.core.callback"]

  /// Base classes whose methods the loop calls.
  package static let protocolBases: Set<String> = [
    "asyncio.protocols.BaseProtocol", "asyncio.BaseProtocol", "asyncio.Protocol",
    "asyncio.DatagramProtocol", "asyncio.BufferedProtocol", "asyncio.SubprocessProtocol",
    "asyncio.protocols.Protocol", "asyncio.protocols.DatagramProtocol",
    "asyncio.protocols.BufferedProtocol", "asyncio.protocols.SubprocessProtocol",
  ]
  package static let protocolMethods: Set<String> = [
    "connection_made", "connection_lost", "data_received", "eof_received", "pause_writing",
    "resume_writing", "get_buffer", "buffer_updated", "datagram_received", "error_received",
    "pipe_data_received", "pipe_connection_lost", "process_exited",
  ]
}
