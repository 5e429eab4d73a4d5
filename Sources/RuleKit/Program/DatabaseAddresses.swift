import Project
import PythonSemantics

/// Where the databases of a project are, by the addresses that its code spells.
///
///     engine = create_engine(f"sqlite:///{folder}/app.db")
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
      for name in 0..<UInt32(names.count) {
        let spelling = names.spelling(name)
        guard let first = spelling.first, Self.initials.contains(first) else { continue }
        if Self.begins(spelling, Self.files) { hasFile = true }
        if Self.begins(spelling, Self.servers) { hasServer = true }
      }
    }
    areFiles = hasFile && !hasServer
  }

  /// Packages whose sessions and connections such an address is for.
  static let packages: Set<String> = ["flask_sqlalchemy", "sqlalchemy", "sqlmodel"]

  private static let files = ["sqlite"]
  private static let servers = [
    "cockroachdb", "mariadb", "mssql", "mysql", "oracle", "postgres", "postgresql", "redshift",
    "snowflake",
  ]
  private static let initials = Set((files + servers).compactMap(\.utf8.first))

  /// `sqlite:///app.db`, `postgresql+psycopg2://host/name`
  private static func begins(_ text: ArraySlice<UInt8>, _ schemes: [String]) -> Bool {
    schemes.contains { scheme in
      guard text.starts(with: scheme.utf8) else { return false }
      let rest = text.dropFirst(scheme.utf8.count)
      return rest.starts(with: "://".utf8) || rest.first == UInt8(ascii: "+")
    }
  }
}
