package import Project
import PythonSemantics
import Summaries

/// A coroutine function of a test file that pytest or unittest collects and nothing runs.
package struct LostTest: Sendable {
  package enum Kind: Sendable {
    /// A function, or a method of a plain class: no mark, no mode.
    case unmarked
    /// A method of a `unittest.TestCase`, which calls it and drops the coroutine.
    case testCase
    /// `@pytest.fixture` on a coroutine function: tests get the coroutine.
    case fixture
  }

  package var function: Int
  package var kind: Kind
  /// The project configures pytest, and says nothing of asynchronous tests.
  package var isCertain: Bool
}

/// What the test files of the project say about asynchronous tests, read once.
///
/// Whoever has hooks, unknown plugins or decorators of his own gets the benefit of the doubt; so does a
/// project of unknown configuration in which most asynchronous tests carry no mark.
package final class AsyncTests {
  private let context: RuleContext
  private var hasHooks = false
  private var marked = 0
  private var unmarked = 0
  private var usesOtherRunner = false
  private var lostByModule: [ModuleID: [LostTest]] = [:]

  init(_ context: RuleContext) {
    self.context = context
    for module in context.engine.program.modules
    where module.origin == .firstParty && !module.isStub { read(module) }
  }

  /// The tests of a file that never run, in order of the file.
  package func lost(in module: Module) -> [LostTest] {
    let mode = context.testModes[module.path] ?? .unknown
    return (lostByModule[module.id] ?? []).filter { test in
      switch test.kind {
      case .testCase: return true
      case .fixture:
        return mode == .markedOnly && !hasHooks && !usesOtherRunner && marked != 0
      case .unmarked:
        if hasHooks || mode == .runsAll { return false }
        return mode == .markedOnly || unmarked <= max(2, marked)
      }
    }.map { test in
      var test = test
      test.isCertain = test.kind == .testCase || mode == .markedOnly
      return test
    }
  }

  /// Who runs coroutine functions among the tests of a file.
  package enum Runner { case everything, marks }

  /// Nil where nothing shows that anybody does.
  package func runner(in module: Module) -> Runner? {
    if context.testModes[module.path] == .runsAll { return .everything }
    return marked != 0 && !usesOtherRunner ? .marks : nil
  }

  // MARK: Reading

  private static let hooks: Set<String> = [
    "pytest_pyfunc_call", "pytest_collection_modifyitems", "pytest_pycollect_makeitem",
    "pytest_itemcollected", "pytest_runtest_call", "pytest_generate_tests",
  ]
  private static let knownPlugins: Set<String> = ["pytester", "pytest_asyncio", "anyio"]

  private func read(_ module: Module) {
    let facts = module.facts
    hasHooks =
      hasHooks || definesHook(facts) || loadsPlugins(module)
    let isTest = TestFiles.isCollected(module.path)
    // pytest collects by the names of files, unittest whatever it is shown.
    guard isTest || facts.names.find("TestCase") != nil else { return }
    let marks = TestMarks(facts, context.subject(of: module.function(0)))
    let around = marks.ofModule
    if isTest { usesOtherRunner = usesOtherRunner || marks.mentionsOtherRunner }
    for (index, row) in facts.functions.enumerated() where row.flags.contains(.isAsync) {
      if isTest, marks.isFixture(row) {
        if !row.flags.contains(.isMethod) { note(index, .fixture, in: module) }
        continue
      }
      guard facts.names[row.name].hasPrefix("test"), row.parent == 0,
        !row.flags.contains(.isGenerator)
      else { continue }
      let own = marks.of(row)
      switch around.joined(own).joined(classMark(row, in: module, marks)) {
      case .marked: marked += 1
      case .none where isTest:
        unmarked += 1
        note(index, .unmarked, in: module)
      case .testCase: note(index, .testCase, in: module)
      case .none, .unknown: break
      }
    }
  }

  private func definesHook(_ facts: FileFacts) -> Bool {
    guard Self.hooks.contains(where: { facts.names.find($0) != nil }) else { return false }
    return facts.functions.contains { Self.hooks.contains(facts.names[$0.name]) }
  }

  private func note(_ function: Int, _ kind: LostTest.Kind, in module: Module) {
    lostByModule[module.id, default: []].append(
      LostTest(function: function, kind: kind, isCertain: false))
  }

  /// `pytest_plugins = ["…"]` with anything but plugins that run marked tests alone.
  private func loadsPlugins(_ module: Module) -> Bool {
    let facts = module.facts
    guard facts.names.find("pytest_plugins") != nil else { return false }
    let body = context.subject(of: module.function(0))
    return body.nodes.contains { node in
      guard body.kind(node) == .assign,
        facts.targets(node).contains(where: { body.spelling($0) == "pytest_plugins" })
      else { return false }
      let value = body.assignedValue(node)
      let items = [.list, .tuple].contains(body.kind(value)) ? facts.items(value) : [value]
      return items.contains { item in
        body.string(item).map { !Self.knownPlugins.contains($0) } ?? true
      }
    }
  }

  // MARK: Classes

  private static let runMethods: Set<String> = [
    "run", "__call__", "_callTestMethod", "__getattribute__", "__init_subclass__",
  ]

  /// What the class around a test says of it.
  private func classMark(
    _ row: FunctionRow, in module: Module, _ marks: TestMarks
  ) -> TestMark {
    guard row.owner != 0 else { return .none }
    let id = module.class(row.owner - 1)
    let model = context.engine.classModel(id)
    let ancestry = context.ancestry(id)
    if ancestry.contains("unittest.IsolatedAsyncioTestCase") { return .marked }
    guard !model.hasUnknownBase, model.externalBases.isEmpty else { return .unknown }
    let isTestCase = ancestry.contains("unittest.TestCase")
    for ancestor in model.linearization {
      let (owner, index) = context.engine.program.location(of: ancestor)
      let isPlain = owner.name == "builtins" || isTestCase && owner.name.hasPrefix("unittest")
      if isPlain { continue }
      // A class of somebody else's may run anything.
      guard owner.origin == .firstParty else { return .unknown }
      let facts = owner.facts
      let row = facts.classes[Int(index)]
      if row.keywords != 0 || row.decorators != 0 { return .unknown }
      let overridesRunning = facts.functions.contains {
        $0.owner == index + 1 && Self.runMethods.contains(facts.names[$0.name])
      }
      if overridesRunning { return .unknown }
      let inBody = TestMarks(facts, context.subject(of: owner.function(0))).ofBlock(row.body)
      if inBody != .none { return inBody }
    }
    if isTestCase { return .testCase }
    return module.facts.names[module.facts.classes[Int(row.owner - 1)].name].hasPrefix("Test")
      ? .none : .unknown
  }
}
