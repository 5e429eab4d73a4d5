/// When to use colours.
package enum ColorChoice: String, Sendable, Hashable, CaseIterable {
  case auto
  case always
  case never

  /// By the conventions: an explicit choice, then NO_COLOR, then FORCE_COLOR, then whether someone
  /// is looking at a terminal that can.
  package func isOn(
    isTerminal: Bool, noColor: String?, forceColor: String?, term: String?
  ) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if let noColor, !noColor.isEmpty { return false }
    if let forceColor, !forceColor.isEmpty { return forceColor != "0" }
    return isTerminal && term != "dumb"
  }
}

/// The looks that output uses.
package enum Style: String, Sendable {
  case red = "31"
  case yellow = "33"
  case blue = "34"
  case cyan = "36"
  case bold = "1"
  case dim = "2"
  case boldRed = "1;31"
  case boldYellow = "1;33"
  case boldBlue = "1;34"
  case green = "32"
}

/// Puts styles around text, or leaves it alone.
package struct Painter: Sendable {
  package var isOn: Bool
  package init(isOn: Bool) { self.isOn = isOn }

  package func paint(_ text: String, _ style: Style) -> String {
    isOn && !text.isEmpty ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
  }
}
