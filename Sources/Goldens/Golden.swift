package import System

/// A file under `Tests/Golden` and what makes it. Used by the test that compares and by the command
/// that writes anew; no part of the product.
package struct Golden: Sendable, CustomStringConvertible {
  /// The path below `Tests/Golden`.
  package let name: String
  private let make: @Sendable () throws -> [UInt8]

  init(_ name: String, _ make: @escaping @Sendable () throws -> [UInt8]) {
    self.name = name
    self.make = make
  }

  package var description: String { name }
  package func produce() throws -> [UInt8] { try make() }
  package func file(packageRoot: FilePath) -> FilePath {
    packageRoot.appending("Tests/Golden/\(name)")
  }

  /// Every golden there is, in order of name.
  package static func all(
    packageRoot: FilePath, _ system: any OperatingSystem
  ) -> [Golden] {
    let goldens =
      rendererGoldens + projectGoldens(packageRoot, system) + factsGoldens(packageRoot, system)
    return goldens.sorted { $0.name < $1.name }
  }
}
