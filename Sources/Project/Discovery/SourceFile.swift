package import System

/// How the text of a file is to be taken.
package enum SourceKind: Sendable, Hashable {
  case module
  /// `.pyi`: signatures only.
  case stub
  case notebook

  package init?(fileName: some Collection<UInt8>) {
    let path = FilePath(bytes: Array(fileName))
    if path.hasSuffix(".py") {
      self = .module
    } else if path.hasSuffix(".pyi") {
      self = .stub
    } else if path.hasSuffix(".ipynb") {
      self = .notebook
    } else {
      return nil
    }
  }
}

/// A file to be checked.
package struct SourceFile: Sendable, Hashable {
  /// Absolute and normalized.
  package var path: FilePath
  package var kind: SourceKind
  /// Index into `Discovery.settings`: the nearest settings file holds for each file.
  package var settings: Int
  /// Named by the user rather than found below a folder.
  package var isExplicit: Bool
}
