/// Paths of code that is not the project's: below the folder of a standard library or of installed
/// packages, wherever that lies; a virtual environment may well lie in the project.
package enum LibraryPath {
  /// `urllib/request.py` of `/usr/lib/python3.13/urllib/request.py`; nil for other code.
  package static func inside(_ path: String) -> String? {
    let folders = path.split(separator: "/")
    let library = folders.dropLast().lastIndex { folder in
      folder == "site-packages" || folder == "dist-packages"
        || folder.hasPrefix("python3.") && folder.dropFirst(8).allSatisfy(\.isNumber)
    }
    guard let library else { return nil }
    return folders[(library + 1)...].joined(separator: "/")
  }

  /// Whether code at the path of a report is not the project's: paths of the project are relative.
  package static func isForeign(_ path: String) -> Bool {
    path.hasPrefix("/") || inside(path) != nil
  }
}

extension Finding {
  /// The path as far as the project decides it: the steps to its own functions.
  ///
  /// What follows begins with a call into a library. How that is written down depends on the library's
  /// version, and on whether its sources were found: without them the call is the last step.
  package var ownPath: ArraySlice<ChainStep> {
    let foreign = chain.firstIndex { LibraryPath.isForeign($0.place.path) }
    return chain[..<(foreign ?? max(0, chain.count - 1))]
  }
}
