import PythonSemantics

/// Whether something runs a coroutine test: what its decorators, its class and its file say.
enum TestMark {
  case none
  /// A mark of a plugin that runs it, or a class that does.
  case marked
  case testCase
  /// Skipped on purpose, or decorated with something that may run it.
  case unknown

  func joined(_ other: TestMark) -> TestMark {
    if self == .unknown || other == .unknown { return .unknown }
    if self == .marked || other == .marked { return .marked }
    return other == .none ? self : other
  }
}

/// Reads pytest's marks in one file.
struct TestMarks {
  private let facts: FileFacts
  private let body: FunctionSubject

  init(_ facts: FileFacts, _ body: FunctionSubject) {
    self.facts = facts
    self.body = body
  }

  private static let running: Set<String> = [
    "asyncio", "anyio", "trio", "tornado", "gen_test", "twisted", "asyncio_cooperative", "curio",
    "sanic",
  ]
  private static let skipping: Set<String> = ["skip", "xfail"]

  /// `pytestmark` of the file.
  var ofModule: TestMark { facts.functions.first.map { ofBlock($0.body) } ?? .none }

  /// anyio or trio run fixtures of their own.
  var mentionsOtherRunner: Bool {
    ["anyio", "anyio_backend", "trio"].contains { facts.names.find($0) != nil }
  }

  /// `pytestmark` in a block of statements.
  func ofBlock(_ block: UInt32) -> TestMark {
    var result = TestMark.none
    for statement in facts.list(block) {
      guard facts.targets(statement).contains(where: { body.spelling($0) == "pytestmark" }) else {
        continue
      }
      let value = body.assignedValue(statement)
      let items =
        [.list, .tuple].contains(facts[value].kind) ? facts.items(value) : [value]
      for item in items { result = result.joined(of(item)) }
    }
    return result
  }

  func of(_ row: FunctionRow) -> TestMark {
    guard row.decorators != 0 else { return .none }
    return facts.list(row.decorators).reduce(.none) { $0.joined(of($1)) }
  }

  func isFixture(_ row: FunctionRow) -> Bool {
    guard row.decorators != 0 else { return false }
    return facts.list(row.decorators).contains { path($0) == "pytest.fixture" }
  }

  private func path(_ decorator: IRNodeID) -> String? {
    body.path(facts[decorator].kind == .call ? facts.operand(decorator) : decorator)
  }

  private func of(_ decorator: IRNodeID) -> TestMark {
    guard let path = path(decorator) else { return .unknown }
    let parts = path.split(separator: ".")
    guard let mark = parts.firstIndex(of: "mark"), mark + 1 < parts.count else {
      // `mock.patch` leaves a coroutine function one; anything else may run it.
      return parts.contains("patch") ? .none : .unknown
    }
    let name = String(parts[mark + 1])
    if Self.running.contains(name) { return .marked }
    return Self.skipping.contains(name) ? .unknown : .none
  }
}
