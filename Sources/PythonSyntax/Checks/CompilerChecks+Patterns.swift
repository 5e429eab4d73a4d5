import SourceText

/// Patterns of `match` that are refused.
extension CompilerChecks {

  mutating func checkPattern(_ clause: MatchCaseNode, isLast: Bool) {
    if !isLast && clause.guard == nil { checkReachability(clause.pattern) }
    reportRepeated(names(in: clause.pattern))
  }

  /// `case x:` takes everything, so no case may follow it.
  private mutating func checkReachability(_ pattern: Node) {
    guard let bare = irrefutable(pattern) else { return }
    if let name = bare {
      report(
        "name capture '\(tree.text(of: name))' makes remaining patterns unreachable",
        pattern.range)
    } else {
      report("wildcard makes remaining patterns unreachable", pattern.range)
    }
  }

  /// The name that a pattern which always matches binds, nil inside for `_`; nil for other patterns.
  private func irrefutable(_ pattern: Node) -> TextRange?? {
    var pattern = pattern
    while let alias = pattern.as(MatchAsNode.self) {
      guard let inner = alias.pattern else { return .some(alias.name) }
      pattern = inner
    }
    if let alternatives = pattern.as(MatchOrNode.self), let last = alternatives.patterns.last {
      return irrefutable(last)
    }
    return nil
  }

  /// The names that a pattern binds; reports what is wrong in it. Patterns nest as brackets do, so
  /// recursion is bounded by the parser.
  private mutating func names(in pattern: Node) -> [TextRange] {
    switch pattern.kind {
    case .matchOr: return namesOfAlternatives(pattern)
    case .matchAs:
      guard let alias = pattern.as(MatchAsNode.self) else { return [] }
      let inner = alias.pattern.map { names(in: $0) } ?? []
      return inner + (alias.name.map { [$0] } ?? [])
    case .matchStar: return (pattern.as(MatchStarNode.self)?.name).map { [$0] } ?? []
    case .matchSequence:
      checkStars(pattern)
      return namesOfParts(pattern.list(0))
    case .matchMapping:
      guard let mapping = pattern.as(MatchMappingNode.self) else { return [] }
      checkKeys(mapping)
      return namesOfParts(mapping.patterns) + (mapping.rest.map { [$0] } ?? [])
    case .matchClass:
      guard let type = pattern.as(MatchClassNode.self) else { return [] }
      checkAttributes(type)
      return namesOfParts(type.patterns) + namesOfParts(type.keywordPatterns)
    case .matchValue:
      let value = pattern.child(0)
      if value.kind == .joinedStr || value.kind == .templateStr {
        report("patterns may only match literals and attribute lookups", value.range)
      }
      return []
    default: return []
    }
  }

  private mutating func namesOfParts(_ parts: NodeList) -> [TextRange] {
    var all: [TextRange] = []
    for part in parts { all += names(in: part) }
    return all
  }

  private mutating func reportRepeated(_ names: [TextRange]) {
    for name in repeated(names) {
      report("multiple assignments to name '\(tree.text(of: name))' in pattern", name)
    }
  }

  private mutating func namesOfAlternatives(_ pattern: Node) -> [TextRange] {
    let alternatives = pattern.list(0)
    var first: [TextRange] = []
    for (position, alternative) in alternatives.enumerated() {
      if position != alternatives.count - 1 { checkReachability(alternative) }
      let bound = names(in: alternative)
      if position == 0 {
        first = bound
        continue
      }
      reportRepeated(bound)
      if Set(bound.map(tree.text)) != Set(first.map(tree.text)) {
        report("alternative patterns bind different names", pattern.range)
        return first
      }
    }
    return first
  }

  private mutating func checkStars(_ sequence: Node) {
    let stars = sequence.list(0).filter { $0.kind == .matchStar }
    if 1 < stars.count {
      report("multiple starred expressions in sequence pattern", sequence.range)
    }
  }

  /// Keys are compared as they are spelled: `0` and `0.0` are not seen to be equal.
  private mutating func checkKeys(_ mapping: MatchMappingNode) {
    for key in mapping.keys where key.kind == .joinedStr || key.kind == .templateStr {
      report(
        "mapping pattern keys may only match literals and attribute lookups", mapping.node.range)
    }
    let literals = mapping.keys.filter { $0.kind == .constant }.map(\.range)
    if let key = repeated(literals).first {
      report("mapping pattern checks duplicate key (\(tree.text(of: key)))", mapping.node.range)
    }
  }

  private mutating func checkAttributes(_ pattern: MatchClassNode) {
    for name in repeated(pattern.keywordNames.map(\.range)) {
      report("attribute name repeated in class pattern: \(tree.text(of: name))", name)
    }
  }
}
