import Diagnostics

/// Paths as text output shows them: relative to the working folder where they lie below it.
package struct DisplayPath {
  private let root: String
  private let workingFolder: String

  package init(root: String, workingFolder: String) {
    self.root = root.hasSuffix("/") ? root : root + "/"
    self.workingFolder = workingFolder.hasSuffix("/") ? workingFolder : workingFolder + "/"
  }

  /// Paths as they are kept: relative to the root.
  package init() {
    root = ""
    workingFolder = ""
  }

  func callAsFunction(_ path: String) -> String {
    if root == workingFolder, !path.hasPrefix("/") { return path }
    let whole = path.hasPrefix("/") ? path : root + path
    guard whole.hasPrefix(workingFolder) else { return whole }
    return String(whole.dropFirst(workingFolder.count))
  }

  /// `path:line:column`, with the cell of a notebook.
  func callAsFunction(_ place: Place) -> String {
    var text = self(place.path)
    if let cell = place.cell { text += ":cell \(cell)" }
    if let start = place.start { text += ":\(start.line):\(start.column)" }
    return text
  }

  /// `path:line`.
  func line(of place: Place) -> String {
    let cell = place.cell.map { ":cell \($0)" } ?? ""
    return self(place.path) + cell + (place.start.map { ":\($0.line)" } ?? "")
  }

  /// `path:line`, of library code as seen from the folder where libraries lie.
  func shortLine(of place: Place) -> String {
    guard let path = LibraryPath.inside(place.path) else { return line(of: place) }
    return path + (place.start.map { ":\($0.line)" } ?? "")
  }
}
