import SourceText

/// What applying a fix does to the program.
package enum FixSafety: String, Sendable, Hashable, CaseIterable {
  /// Same behaviour, comments kept.
  case safe
  /// Valid code whose timing or order differs. Applied on request only.
  case changesBehavior
  /// Shown, never applied.
  case sketch
}

/// An edit list that repairs one finding.
package struct Fix: Sendable, Hashable {
  package var title: String
  package var safety: FixSafety
  package var edits: [FixEdit]

  package init(_ title: String, safety: FixSafety, edits: [FixEdit] = []) {
    self.title = title
    self.safety = safety
    self.edits = edits
  }

  package mutating func replace(_ place: Place, with text: String) {
    edits.append(FixEdit(place: place, text: text))
  }
}

/// Replaces `place` with `text`; an empty range inserts.
package struct FixEdit: Sendable, Hashable {
  package var place: Place
  package var text: String

  package init(place: Place, text: String) {
    self.place = place
    self.text = text
  }
}
