package import System

/// The folders from which the project's own modules are imported.
package struct ImportRoots: Sendable, Hashable {
  /// Certain: the settings' `src`, else the root and `root/src`. They stand before the installed
  /// packages, as a script's folder does in `sys.path`.
  package var leading: [FilePath]
  /// Likely: folders named on the command line. They stand behind the installed packages, because
  /// a namespace package's `logging.py` looks the same as a script folder's.
  package var trailing: [FilePath]

  package init(leading: [FilePath], trailing: [FilePath] = []) {
    self.leading = leading
    self.trailing = trailing
  }

  /// `sources` are the settings' `src`; `arguments` the files and folders named on the command line.
  package static func find(
    root: FilePath, sources: [FilePath], arguments: [FilePath], _ system: any OperatingSystem
  ) -> ImportRoots {
    var leading = sources
    if leading.isEmpty {
      leading = [root]
      let source = root.appending("src")
      if system.isFolder(source), !isPackage(source, system) { leading.append(source) }
    }
    var trailing: [FilePath] = []
    for argument in arguments {
      var folder = system.isFolder(argument) ? argument : argument.parent
      while isPackage(folder, system), folder != folder.parent { folder = folder.parent }
      if !leading.contains(folder), !trailing.contains(folder) { trailing.append(folder) }
    }
    // A report says the same in whatever order the shell lists the files.
    trailing.sort()
    return ImportRoots(leading: leading, trailing: trailing)
  }

  private static func isPackage(_ folder: FilePath, _ system: any OperatingSystem) -> Bool {
    system.isFile(folder.appending("__init__.py"))
  }
}
