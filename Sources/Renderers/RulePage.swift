package import Diagnostics

/// The page of a rule: the same on a terminal (`loopwise explain LW110`) and in `docs/rules`, where it
/// can lead to the `guide` that explains the words.
package enum RulePage {
  package static func page(of rule: RuleMetadata, guide: String? = nil) -> Page {
    var blocks: [Page.Block] = [
      .heading(1, "\(rule.code): \(rule.name)"),
      .paragraph(rule.summary + "."),
      .paragraph(facts(rule)),
      .heading(2, "What happens"),
      .paragraph(rule.group.background),
      .paragraph(rule.why),
    ]
    if let guide, rule.group != .tool {
      blocks.append(.paragraph("New to asyncio? [One page](\(guide)) explains the words."))
    }
    let bad = rule.examples.filter { $0.kind == .bad }
    if !bad.isEmpty { blocks.append(.heading(2, "A program that shows it")) }
    for example in bad { blocks += [title(example), code(example.code)] }

    let good = rule.examples.filter { $0.kind == .good }
    if !rule.repair.isEmpty || !good.isEmpty { blocks.append(.heading(2, "The repair")) }
    if !rule.repair.isEmpty { blocks.append(.paragraph(rule.repair)) }
    for example in good.prefix(1) {
      blocks += [title(example), code(example.code)]
    }
    if 1 < good.count { blocks.append(.heading(2, "What else is right")) }
    for example in good.dropFirst() {
      blocks += [title(example), code(example.code)]
    }

    blocks += [
      .heading(2, "When to ignore it"),
      .paragraph(rule.ignoreWhen.isEmpty ? rule.group.ignoreWhen : rule.ignoreWhen),
      .paragraph("One place, with the reason beside it:"),
      .code("# loopwise: ignore[\(rule.code)] why it may stand"),
      .paragraph(
        "Whole files, in `loopwise.toml`: `per-file-ignores = { \"scripts/*\" = [\"\(rule.code)\"] }`."
      ),
    ]
    if !rule.equivalents.isEmpty { blocks.append(.paragraph(equivalents(rule))) }
    return Page(blocks)
  }

  private static func facts(_ rule: RuleMetadata) -> String {
    let spoken =
      switch rule.isDefault {
      case .on: "on by default"
      case .strict: "with `--profile strict`"
      case .optIn: "only where it is selected: `--select \(rule.code)`"
      }
    let sure = rule.confidence == .high ? "" : "Confidence: likely (medium) at most. "
    let severity = [rule.severity.rawValue, rule.otherSeverities].filter { !$0.isEmpty }
    return
      "Severity: \(severity.joined(separator: "; ")). \(sure)Reported: \(spoken). Fix: \(fix(rule.fix)). "
      + "Since: \(rule.since)."
  }

  private static func fix(_ fix: FixAvailability) -> String {
    func words(_ safety: FixSafety) -> String {
      switch safety {
      case .safe: "by `loopwise fix`"
      case .changesBehavior: "by `loopwise fix --unsafe-fixes`, since timing or order change"
      case .sketch: "a sketch is shown"
      }
    }
    return switch fix {
    case .none: "by hand"
    case .sometimes(let safety): "often " + words(safety)
    case .always(let safety): words(safety)
    }
  }

  private static func title(_ example: RuleExample) -> Page.Block {
    .paragraph(example.title + (example.title.contains(": ") ? "." : ":"))
  }

  /// Marks of the tests say to a reader just where the finding stands.
  private static func code(_ text: String) -> Page.Block {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line).split(separator: "# expect: ", maxSplits: 1, omittingEmptySubsequences: false)
        .joined(separator: "# ")
    }
    return .code(lines.joined(separator: "\n"))
  }

  private static func equivalents(_ rule: RuleMetadata) -> String {
    let codes = rule.equivalents.map { "`\($0)`" }.joined(separator: ", ")
    return "A `# noqa` with \(codes) counts too."
  }
}

/// Tables of all rules.
package enum RuleTables {
  /// `docs/rules/README.md`.
  package static func index(_ rules: [RuleMetadata]) -> Page {
    var blocks: [Page.Block] = [
      .heading(1, "Rules"),
      .paragraph(
        "What Loopwise reports, by family. `loopwise explain CODE` prints a page on the terminal."),
    ]
    for group in RuleGroup.allCases {
      let members = rules.filter { $0.group == group }
      if members.isEmpty { continue }
      let rows = members.map { rule in
        [
          "[\(rule.code)](\(rule.code).md)", "`\(rule.name)`", rule.summary,
          rule.severity.rawValue, state(rule),
        ]
      }
      blocks += [
        .heading(2, group.rawValue), .paragraph(group.background),
        .table([["code", "name", "what it says", "severity", "reported"]] + rows),
      ]
    }
    return Page(blocks)
  }

  /// What `loopwise rules` prints.
  package static func text(_ rules: [RuleMetadata]) -> String {
    Page.aligned(
      rules.map { [$0.code, $0.name, $0.severity.rawValue, state($0), $0.summary] }) + "\n"
  }

  package static func json(_ rules: [RuleMetadata]) -> [UInt8] {
    JSON.array(
      rules.map { rule in
        .object([
          ("code", .string(rule.code)), ("name", .string(rule.name)),
          ("summary", .string(rule.summary)), ("group", .string(rule.group.rawValue)),
          ("severity", .string(rule.severity.rawValue)),
          ("confidence", .string(rule.confidence.rawValue)),
          ("default", .string(rule.isDefault.rawValue)), ("since", .string(rule.since)),
          ("fix", .string(fix(rule.fix))), ("why", .string(rule.why)),
          ("equivalents", .array(rule.equivalents.map(JSON.string))),
        ])
      }
    ).encoded(spread: 2)
  }

  private static func state(_ rule: RuleMetadata) -> String {
    rule.isDefault == .on ? "default" : rule.isDefault.rawValue
  }

  private static func fix(_ fix: FixAvailability) -> String {
    switch fix {
    case .none: "none"
    case .sometimes(let safety), .always(let safety): safety.rawValue
    }
  }
}
