/// A stub in Python syntax that stands for a module whose code cannot be read, or adds to one.
package struct ModelSource: Sendable {
  /// Dotted name of the module.
  package var name: String
  /// Adds effects to a module whose code is read too; takes its place where there is none.
  package var isOverlay: Bool
  /// Generated facts of a common package: only used where the package is not installed.
  package var isShipped: Bool
  package var text: Text

  package enum Text: Sendable {
    case bytes([UInt8])
    /// Made when the module is read: few programs need all models.
    case later(@Sendable () -> [UInt8])

    var bytes: [UInt8] {
      switch self {
      case .bytes(let bytes): bytes
      case .later(let bytes): bytes()
      }
    }
  }

  package init(name: String, isOverlay: Bool, isShipped: Bool = false, text: Text) {
    self.name = name
    self.isOverlay = isOverlay
    self.isShipped = isShipped
    self.text = text
  }
}
