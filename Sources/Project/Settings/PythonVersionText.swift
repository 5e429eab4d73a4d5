/// Reads versions of Python as settings and package metadata write them.
package enum PythonVersionText {
  /// `3.11`, `3.11.4` or `py311`; `nil` outside the supported range.
  package static func minor(of text: String) -> UInt8? {
    let digits: Substring
    if text.hasPrefix("py3") {
      digits = text.dropFirst(3)
    } else if text.hasPrefix("3.") {
      digits = text.dropFirst(2).prefix { $0 != "." }
    } else {
      return nil
    }
    guard let minor = UInt8(digits), Settings.supportedVersions.contains(minor) else { return nil }
    return minor
  }

  /// The lower bound of a specifier such as `>=3.10,<4` or, of Poetry, `^3.10`, within the supported range;
  /// `nil` if it has none. The highest of several.
  package static func lowerBound(of specifier: String) -> UInt8? {
    var bound: UInt8?
    for part in specifier.split(separator: ",") {
      let clause = part.filter { $0 != " " }
      let operators = ["===", "==", ">=", "~=", ">", "^", "~"]
      guard let comparison = operators.first(where: clause.hasPrefix) else { continue }
      let fields = clause.dropFirst(comparison.count).split(separator: ".")
      guard fields.first == "3" else { continue }
      // `>3.9` still admits 3.9.1; `==3.10.*` names a whole minor version.
      guard let minor = fields.count < 2 ? 0 : UInt8(fields[1]) else { continue }
      let supported = Settings.supportedVersions
      let clamped = min(max(minor, supported.lowerBound), supported.upperBound)
      bound = max(bound ?? clamped, clamped)
    }
    return bound
  }
}
