package import System

/// Finds the folder that reports are relative to.
package enum ProjectRoot {
  package static let markers = ["pyproject.toml", "loopwise.toml", ".git"]

  /// The nearest folder upward from all of `paths` that has a marker; else the working folder.
  /// `paths` are absolute and normalized; a file counts as its folder.
  package static func find(for paths: [FilePath], _ system: any OperatingSystem) -> FilePath {
    var common: FilePath?
    for path in paths {
      let folder = system.isFolder(path) ? path : path.parent
      common = common.map { commonFolder($0, folder) } ?? folder
    }
    var folder = common ?? system.workingFolder
    while true {
      let isRoot = markers.contains {
        (try? system.status(of: folder.appending($0), followingLinks: true)) != nil
      }
      if isRoot { return folder }
      let parent = folder.parent
      if parent == folder || parent.isEmpty { return system.workingFolder }
      folder = parent
    }
  }

  private static func commonFolder(_ a: FilePath, _ b: FilePath) -> FilePath {
    var folder = a
    while b.relative(to: folder) == nil, folder != .root { folder = folder.parent }
    return folder
  }
}
