import Project
import PythonSemantics

/// Where the databases of a project are, by the addresses and the classes that its code spells.
///
///     engine = create_engine(f"sqlite:///{folder}/app.db")
///     database = peewee.SqliteDatabase("app.db")
struct DatabaseAddresses {
  /// Whether all of them are files: a query of a few rows takes less than a millisecond then, and one of
  /// many may take long. Nothing is known of an address that comes from outside alone.
  private(set) var areFiles = false

  init(_ program: Program) {
    var hasFile = false
    var hasServer = false
    for module in program.modules
    where module.origin == .firstParty && !module.servesTests && !module.isStub {
      let names = module.facts.names
      let usesClasses = module.facts.imports(anyOf: ["peewee", "playhouse"])
      for name in 0..<UInt32(names.count) {
        let spelling = names.spelling(name)
        if usesClasses {
          if Self.isDatabase(spelling, Self.fileClasses) { hasFile = true }
          if Self.isDatabase(spelling, Self.serverClasses) { hasServer = true }
        }
        guard let first = spelling.first, Self.initials.contains(first) else { continue }
        if Self.begins(spelling, Self.files) { hasFile = true }
        if Self.begins(spelling, Self.servers) { hasServer = true }
      }
    }
    areFiles = hasFile && !hasServer
  }

  /// Packages whose sessions and connections such an address is for.
  static let packages: Set<String> = [
    "dataset", "flask_sqlalchemy", "peewee", "playhouse", "sqlalchemy", "sqlmodel",
  ]

  private static let files = ["sqlite"]
  private static let servers = [
    "cockroachdb", "mariadb", "mssql", "mysql", "oracle", "postgres", "postgresql", "redshift",
    "snowflake",
  ]
  private static let initials = Set((files + servers).compactMap(\.utf8.first))

  /// peewee 4.5.3 peewee.py, playhouse/: how the names of the databases' classes begin.
  private static let fileClasses = ["APSW", "CSqlite", "CySqlite", "PooledSqlite", "Sqlite"]
  private static let serverClasses = [
    "Cockroach", "MariaDB", "MySQL", "PooledCockroach", "PooledMariaDB", "PooledMySQL",
    "PooledPostgresql", "PooledPsycopg3", "Postgresql", "Psycopg3",
  ]

  /// `PooledPostgresqlExtDatabase`
  private static func isDatabase(_ name: ArraySlice<UInt8>, _ beginnings: [String]) -> Bool {
    name.suffix(8).elementsEqual("Database".utf8)
      && beginnings.contains { name.starts(with: $0.utf8) }
  }

  /// `sqlite:///app.db`, `postgresql+psycopg2://host/name`
  private static func begins(_ text: ArraySlice<UInt8>, _ schemes: [String]) -> Bool {
    schemes.contains { scheme in
      guard text.starts(with: scheme.utf8) else { return false }
      let rest = text.dropFirst(scheme.utf8.count)
      return rest.starts(with: "://".utf8) || rest.first == UInt8(ascii: "+")
    }
  }
}
