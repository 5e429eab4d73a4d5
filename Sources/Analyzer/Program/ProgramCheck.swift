package import Diagnostics
import LibraryModels
package import Project
import PythonSemantics
import RuleKit
import Rules
import SourceText
package import Summaries
import System

/// The rules that need the whole program: infer, summarise, and show each rule its subjects.
package struct ProgramCheck {
  package var engine = EngineOptions()
  /// The files under the strict profile, by the path that findings call them: there cheap metadata
  /// calls (`stat`, `mkdir`) and test code count too.
  package var strictFiles: Set<String> = []
  /// The minor version of Python 3 that the project asks for; nil where nobody said.
  package var target: UInt8?
  /// The codes that are asked for in some file: no other rule runs. Nil stands for all.
  var enabled: Set<String>?
  /// What pytest is told about coroutine tests, for each test file by the path that findings call it.
  package var testModes: [String: AsyncTestMode] = [:]
  /// The bytes of a file by the path that findings call it, for fixes.
  package var text: @Sendable (String) -> [UInt8]? = { _ in nil }

  package init() {}

  /// Inference recurses over calls and expressions: it gets a stack that its limits fit into.
  private static let stackBytes = 1 << 30

  package func run(_ program: Program) -> (findings: [Finding], coverage: Coverage) {
    let result = Box()
    Workers.run(1, stackSize: Self.stackBytes) { _ in
      result.value = findings(table(program, tracing: shown(program)))
    }
    return result.value
  }

  /// Shows the summaries to `body`, which runs before this returns.
  func inspect(_ program: Program, _ body: (SummaryTable) -> Void) {
    withoutActuallyEscaping(body) { body in
      let call = Call(body: body)
      Workers.run(1, stackSize: Self.stackBytes) { _ in
        call.body(table(program, tracing: shown(program)))
      }
    }
  }

  /// Handed to one thread, which is waited for.
  private struct Call: @unchecked Sendable {
    var body: (SummaryTable) -> Void
  }

  private func table(_ program: Program, tracing traced: [Module] = []) -> SummaryTable {
    let engine = Engine(program: program, options: engine)
    let checked = program.modules.filter { $0.isChecked && !$0.isStub }
    engine.run(modules: checked.map { $0.id }, tracing: traced.map { $0.id })
    return SummaryTable(engine)
  }

  private final class Box: @unchecked Sendable {
    // Written by the one thread that `runOnDeepStack` waits for.
    var value: (findings: [Finding], coverage: Coverage) = ([], Coverage())
  }

  private var subjectRules: SubjectRules {
    SubjectRules(
      function: Registry.function.filter { isEnabled($0) },
      module: Registry.module.filter { isEnabled($0) })
  }

  /// The files that these rules are shown.
  private func shown(_ program: Program) -> [Module] {
    if subjectRules.isEmpty { return [] }
    return program.modules.filter {
      $0.isChecked && !$0.isStub && ModuleSubject.isRelevant($0.facts)
    }
  }

  /// What the rules find. Wants a deep stack.
  func findings(_ table: SummaryTable) -> (findings: [Finding], coverage: Coverage) {
    let blocking = Registry.blocking.filter { isEnabled($0) }
    let engine = table.engine
    let program = engine.program
    let checked = program.modules.filter { $0.isChecked && !$0.isStub }
    let texts = SourceTexts(text)
    let context = RuleContext(
      table, isStrict: false, target: target, testModes: testModes, texts: texts)
    let sites = BlockingSites(context)
    let commands = CommandFunctions(engine)
    let served = ServedFunctions(context, commands)
    let repairs = BlockingRepairs(context)
    var findings: [Finding] = []
    var loads = ModuleLoads()
    for unit in engine.units {
      let (module, index) = program.location(of: unit.function)
      guard module.isChecked, !module.isStub else { continue }
      let isStrict = strictFiles.contains(module.path)
      // Tests block on purpose, and on nobody's loop but their own.
      if !isStrict, module.servesTests { continue }
      let isAsync = module.facts.functions[Int(index)].flags.contains(.isAsync)
      let isCallback = !isAsync && engine.isLoopCallback(unit)
      guard isAsync || isCallback else { continue }
      let isLikelyAtStartOrEnd = !isStrict && commands.isLikelyAtStartOrEnd(unit.function)
      let length: EffectClass = isStrict ? .brief : .io
      let found = sites.sites(of: unit, isCallback: isCallback, atLeast: length)
      let isLooseEnd =
        !isStrict && !found.isEmpty
        && (context.isLooseEnd(unit.function) || context.isOfScript(unit.function))
      for var site in found {
        if sites.isMistaken(site) { continue }
        let offset = module.facts[site.node].start
        let company = isStrict ? nil : commands.company(of: unit.function, at: offset)
        // A command that has its loop for itself keeps nobody; running a second loop inside fails all the same.
        if company == .nothing, !site.isNestedRun { continue }
        if company == .unknown || isLikelyAtStartOrEnd || isLooseEnd || module.isExample {
          site.confidence = .medium
        }
        if !isStrict, !site.isDirect, site.confidence == .high, !served.contains(unit.function) {
          site.confidence = .medium
        }
        site.isAtStartOrEnd = commands.isAtStartOrEnd(unit.function, offset)
        repairs.complete(&site)
        let said = blocking.compactMap { $0.check(site) }
        if site.isLoadedOnce { loads.add(said, site) } else { findings += said }
      }
    }
    findings += loads.findings
    let coverage = coverage(engine, checked)
    let strict = RuleContext(
      table, isStrict: true, target: target, testModes: testModes, texts: texts)
    findings += subjectFindings(shown(program), subjectRules, context, strict)
    return (Subsumption.apply(Self.unique(findings)), coverage)
  }

  private func isEnabled(_ rule: any Rule) -> Bool { enabled?.contains(rule.code) ?? true }

  /// The rules that look at one function or one file.
  private struct SubjectRules {
    let function: [any FunctionRule]
    /// What each of them needs.
    let needs: [FunctionNeeds]
    let module: [any ModuleRule]
    var isEmpty: Bool { function.isEmpty && module.isEmpty }

    init(function: [any FunctionRule], module: [any ModuleRule]) {
      self.function = function
      needs = function.map { type(of: $0).needs }
      self.module = module
    }
  }

  /// What they say.
  private func subjectFindings(
    _ modules: [Module], _ rules: SubjectRules, _ context: RuleContext, _ strict: RuleContext
  ) -> [Finding] {
    var findings: [Finding] = []
    // Few combinations of flags stand for all functions of a program.
    var met: [FunctionFlags.RawValue: [Int]] = [:]
    for module in modules {
      let subject = ModuleSubject(module, strictFiles.contains(module.path) ? strict : context)
      for rule in rules.module { findings += rule.check(subject) }
      let isAsked = rules.needs.map { $0.mayBeMet(in: subject) }
      for function in subject.functions {
        let flags = function.row.flags
        if met[flags.rawValue] == nil {
          met[flags.rawValue] = rules.needs.indices.filter { rules.needs[$0].areMet(by: flags) }
        }
        let able = met[flags.rawValue] ?? []
        for index in able where isAsked[index] {
          findings += rules.function[index].check(function)
        }
      }
    }
    return findings
  }

  /// A function analysed for several receivers says the same thing several times; one line gets one
  /// finding of a rule, the one with the shortest proof.
  private static func unique(_ findings: [Finding]) -> [Finding] {
    var best: [String: Finding] = [:]
    for finding in findings {
      let key = "\(finding.place.path):\(finding.place.range.start):\(finding.code)"
      if let known = best[key], known.chain.count <= finding.chain.count { continue }
      best[key] = finding
    }
    return best.values.sorted(by: Finding.inOutputOrder)
  }

  private func coverage(_ engine: Engine, _ modules: [Module]) -> Coverage {
    var coverage = Coverage()
    coverage.files = modules.count
    coverage.hasEnvironment = engine.program.coverage.hasPackages
    coverage.functions = modules.reduce(0) { $0 + $1.facts.functions.count }
    var externals: [UInt32: Int] = [:]
    for unit in engine.units {
      let (module, _) = engine.program.location(of: unit.function)
      guard module.isChecked else { continue }
      coverage.calls += unit.callCount
      coverage.resolved += unit.resolvedCount
      for index in unit.sites.indices {
        if let external = unit.sites[index].external {
          externals[external.rawValue, default: 0] += 1
        }
      }
    }
    var opaque: [String: Int] = [:]
    for (external, calls) in externals {
      opaque[String(engine.spelling(external).prefix { $0 != "." }), default: 0] += calls
    }
    coverage.opaque = opaque.map { OpaquePackage(name: $0.key, calls: $0.value) }
      .sorted { ($1.calls, $0.name) < ($0.calls, $1.name) }
    return coverage
  }
}
