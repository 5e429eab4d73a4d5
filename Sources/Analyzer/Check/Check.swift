package import Diagnostics
import Project
import PythonSyntax
import RuleKit
import Rules
import Summaries
package import System

/// One run over files: from paths to a report.
///
///     discover → each file by itself → (the program as a whole) → select → suppress → report
///
/// The same input gives the same report, whatever the number of threads and the order of files.
package struct Check {
  let system: any OperatingSystem
  private let options: CheckOptions
  private let catalogue: [RuleMetadata]

  /// Every rule there is, in order of code.
  package static let catalogue = (ToolRules.all + Registry.metadata).sorted { $0.code < $1.code }

  /// Rules that say of a place that it holds the loop: what recordings can confirm.
  package static let loopHoldingCodes = Set(
    Registry.blocking.map { $0.code } + ["LW601", "LW655", ToolRules.measuredBlocking.code])

  package init(_ system: any OperatingSystem, _ options: CheckOptions) {
    self.system = system
    self.options = options
    catalogue = Check.catalogue
  }

  /// `paths` as the user gave them; none stands for the working folder.
  package func run(_ paths: [FilePath]) throws(CheckFailure) -> Report {
    var clock = StageClock(system)
    let given = paths.isEmpty ? [FilePath(".")] : paths
    let discovery = try discover(given)
    let selections = try selections(discovery)
    var report = Report(root: discovery.root.description)
    clock.end("discover")

    let names = discovery.files.map { shownPath($0.path, discovery.root) }
    let stage = try programStage(discovery, selections)
    let checked = checkFiles(discovery, names, for: stage)
    clock.end("parse")

    var findings = checked.flatMap { $0.findings }
    if let stage {
      let program = stage.load(checked, names, given)
      clock.end("resolve")
      let enabled = catalogue.map { $0.code }.filter { code in
        selections.contains { $0.isEnabled(code) }
      }
      let result = stage.check(program, names, enabled: Set(enabled))
      findings += result.findings
      report.coverage = result.coverage
      if options.discovery.isIsolated { report.coverage.hasEnvironment = true }
      if let join = options.evidence {
        report.recordings = join(&findings, outline(program, discovery.root))
      }
      clock.end("analyze")
    }
    let files = Dictionary(
      zip(names, discovery.files), uniquingKeysWith: { first, _ in first })
    let resolver = PlaceResolver(
      loader: SourceLoader(system, overlay: options.overlay), root: discovery.root, files: files)
    var reporting = ReportStage(
      files: files, selections: selections, catalogue: catalogue, resolver: resolver)
    findings = reporting.select(findings, suppressions: suppressions(checked, names))
    findings.assignFingerprints()
    if let changes = options.changes {
      let facts = Dictionary(
        zip(names, checked.map { $0.facts }), uniquingKeysWith: { first, _ in first })
      findings.removeAll { !changes.touches($0, root: discovery.root) { facts[$0] ?? nil } }
    }
    var warnings = takenOver(discovery)
    if !options.ignoresBaseline, let file = options.baseline ?? discovery.settings[0].baseline {
      let stale = try apply(baseline(file), to: &findings, &report, discovery, selections)
      if !stale.isEmpty { warnings.append(self.stale(stale, file, discovery.root)) }
    }
    clock.end("report")

    if !report.recordings.isEmpty { findings.sort(by: Finding.inOrderOfLoss) }
    report.findings = findings
    report.errors = errors(checked, discovery)
    report.coverage.files = discovery.files.count
    report.warnings = warnings
    if discovery.files.isEmpty && report.errors.isEmpty {
      report.warnings.append("no Python files found under the given paths")
    }
    if options.measuresStages { report.timings = clock.timings }
    return report
  }

  /// What other tools' settings gave, and what is not read, so that nobody has to wonder.
  private func takenOver(_ discovery: Discovery) -> [String] {
    discovery.settings.flatMap { $0.taken }.map { origin in
      "took over \(origin.foreignKey ?? "settings") from \(origin.place(from: discovery.root)) as `facts`"
    }
      + discovery.settings.compactMap { $0.lookalike }.map { origin in
        "`\(origin.foreignKey ?? "")` at \(origin.place(from: discovery.root)) is not read,"
          + " did you mean `tool.loopwise`?"
      }
  }

  /// Analyses the files as a check does and shows the summaries, and what would check them, instead of
  /// asking the rules. Returns what each file gave by itself, and what gives places their lines.
  func inspect(
    _ discovery: Discovery, _ paths: [FilePath],
    _ body: (SummaryTable, ProgramCheck, [String]) -> Void
  ) throws(CheckFailure) -> (checked: [CheckedFile], resolver: PlaceResolver) {
    let names = discovery.files.map { shownPath($0.path, discovery.root) }
    let stage = try ProgramStage(system, options, discovery)
    let checked = checkFiles(discovery, names, for: stage)
    let program = stage.load(checked, names, paths)
    let check = stage.programCheck(names)
    check.inspect(program) { body($0, check, names) }
    let files = Dictionary(zip(names, discovery.files), uniquingKeysWith: { first, _ in first })
    let resolver = PlaceResolver(
      loader: SourceLoader(system, overlay: options.overlay), root: discovery.root, files: files)
    return (checked, resolver)
  }

  // MARK: Stages

  func outline(_ program: Program, _ root: FilePath) -> ProjectOutline {
    let system = system
    return ProjectOutline(program, root: root.description) { path in
      system.contents(root.resolving(FilePath(path)), limit: 1 << 26)
    }
  }

  private func programStage(
    _ discovery: Discovery, _ selections: [RuleSelection]
  ) throws(CheckFailure) -> ProgramStage? {
    if discovery.files.isEmpty || !needsProgram(selections) { return nil }
    return try ProgramStage(system, options, discovery)
  }

  /// A syntax check reads each file by itself and is done.
  private func needsProgram(_ selections: [RuleSelection]) -> Bool {
    if options.evidence != nil { return true }
    let tool = Set(ToolRules.all.map { $0.code })
    return catalogue.contains { rule in
      !tool.contains(rule.code) && selections.contains { $0.isEnabled(rule.code) }
    }
  }

  func discover(_ paths: [FilePath]) throws(CheckFailure) -> Discovery {
    do throws(SettingsError) {
      return try Discovery(
        paths: paths, options: options.discovery, overlay: options.overlay, system)
    } catch {
      throw .settings(error)
    }
  }

  private func baseline(_ file: FilePath) throws(CheckFailure) -> Baseline {
    do throws(SettingsError) {
      return try Baseline(file: file, system)
    } catch {
      throw .settings(error)
    }
  }

  /// The entries that nothing answers to, of files that were looked at or are gone, and of rules that
  /// did speak.
  private func apply(
    _ baseline: Baseline, to findings: inout [Finding], _ report: inout Report,
    _ discovery: Discovery, _ selections: [RuleSelection]
  ) -> [Baseline.Entry] {
    var settings: [String: Int] = [:]
    for file in discovery.files {
      settings[shownPath(file.path, discovery.root)] = file.settings
    }
    func exists(_ path: String) -> Bool {
      settings[path] != nil || system.isFile(discovery.root.resolving(FilePath(path)))
    }
    let result = baseline.remove(from: &findings, exists: exists)
    report.known = result.known
    return result.unmatched.filter { entry in
      guard let index = settings[entry.path] else { return !exists(entry.path) }
      return selections[index].isEnabled(entry.code)
    }
  }

  private func stale(
    _ entries: [Baseline.Entry], _ file: FilePath, _ root: FilePath
  ) -> String {
    let limit = 20
    var lines = entries.prefix(limit).map { "  \($0.path): \($0.code) \($0.message)" }
    if limit < entries.count { lines.append("  and \(entries.count - limit) more") }
    let what = entries.count == 1 ? "1 entry is" : "\(entries.count) entries are"
    return "\(shownPath(file, root)): \(what) no longer found; write it anew with "
      + "`--write-baseline`\n" + lines.joined(separator: "\n")
  }

  private func selections(_ discovery: Discovery) throws(CheckFailure) -> [RuleSelection] {
    var selections: [RuleSelection] = []
    for settings in discovery.settings {
      do throws(SelectorError) {
        selections.append(
          try RuleSelection(settings, options, catalogue: catalogue, root: discovery.root))
      } catch {
        throw .selector(error)
      }
    }
    return selections
  }

  /// Without a stage that is to make a program of the files, only their syntax is asked for.
  private func checkFiles(
    _ discovery: Discovery, _ names: [String], for stage: ProgramStage?
  ) -> [CheckedFile] {
    let files = discovery.files
    let versions = discovery.settings.map { settings in
      (options.targetVersion ?? settings.targetVersion).map { PythonVersion(minor: $0) }
    }
    let runtime = stage?.environment.version
    let system = system
    let overlay = options.overlay
    let threads = options.threads ?? system.processorCount
    Workers.keepMemory(threads: threads, files: files.count)
    let misplacedAwait = AwaitMisplaced.metadata
    return FileSchedule.map(count: files.count, threads: threads, progress: options.progress) {
      let check = FileCheck(
        loader: SourceLoader(system, overlay: overlay), lowers: stage != nil,
        misplacedAwait: misplacedAwait)
      return { index in
        let file = files[index]
        let stated = versions[file.settings]
        return check.run(
          file, shownPath: names[index], version: stated ?? .newest,
          runtime: stated ?? runtime ?? .newest)
      }
    }
  }

  private func suppressions(
    _ checked: [CheckedFile], _ names: [String]
  ) -> [String: SuppressionTable] {
    var tables: [String: SuppressionTable] = [:]
    for (name, file) in zip(names, checked) where !file.suppressions.isEmpty {
      tables[name] = file.suppressions
    }
    return tables
  }

  func errors(_ checked: [CheckedFile], _ discovery: Discovery) -> [InputError] {
    let failures = discovery.failures.map { failure in
      InputError(
        path: shownPath(failure.path, discovery.root), message: failure.reason.description)
    }
    return (failures + checked.compactMap { $0.error }).sorted {
      $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
    }
  }

  private func shownPath(_ path: FilePath, _ root: FilePath) -> String {
    (path.relative(to: root) ?? path).description
  }
}
