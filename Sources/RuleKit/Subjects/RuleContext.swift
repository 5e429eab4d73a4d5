import LibraryModels
package import Project
import PythonFlow
package import PythonSemantics
package import Summaries

/// What a value is to somebody who wants to await it. Unknown is never folded into the others.
package enum Awaitability: Sendable {
  /// A coroutine object: does nothing until it is awaited or scheduled, and only once.
  case coroutine
  /// An `asyncio.Future` or `Task`: runs by itself, may be awaited again.
  case future
  /// Another object with `__await__`.
  case awaitable
  case asyncGenerator
  /// Known, and nothing of the above.
  case plain
  /// Awaitable or not, depending on the path.
  case mixed
  case unknown
}

/// What holds for the whole run, and the names by which rules know library things.
package final class RuleContext {
  package let engine: Engine
  package let table: SummaryTable
  package let printer: SourcePrinter
  /// The strict profile asks for the wider form of the rules that have two.
  package let isStrict: Bool
  /// The lowest minor version of Python 3 that the project says it runs on; nil where nobody said.
  package let target: UInt8?
  /// What pytest is told about coroutine tests, for each test file by its path.
  package let testModes: [String: AsyncTestMode]
  package private(set) lazy var asyncTests = AsyncTests(self)
  /// What fixes are written into.
  package let texts: SourceTexts
  private var ancestries = IDTable<Set<String>>()
  private var awaitabilities = IDTable<Awaitability>()
  /// What instances of a class are when awaited.
  private var instances = IDTable<Awaitability>()
  private var subjects: [UnitID: FunctionSubject] = [:]
  private var endless: [FunctionID: Bool] = [:]
  private var containing: [FunctionID: Bool] = [:]
  /// What becomes of tasks that are stored, returned and passed on.
  package private(set) lazy var fates = TaskFates(self)
  package private(set) lazy var coroutineUses = CoroutineUses(engine)
  private var acquiring: [ModuleID: Bool] = [:]
  let borrowing = Borrowing()
  package private(set) lazy var concurrency = Concurrency(self)
  /// Whether sessions of the project forget their objects at a commit.
  package private(set) lazy var expiresObjects = findExpiringSessions()
  /// The asynchronous HTTP client that code of the project uses; nil where it uses none.
  package private(set) lazy var asynchronousClient = findAsynchronousClient()
  private(set) lazy var coroutineProperties = findCoroutineProperties()
  private(set) lazy var callerTable = buildCallers()
  lazy var importers = findImporters()
  var certainResults: [FunctionID: Bool] = [:]
  var parameterUses: [ParameterKey: ParameterUse] = [:]
  var descendants: [ClassID: [ClassID]]?
  var replaced: [FunctionID: Bool] = [:]
  /// Whether the project makes plain methods of coroutines at import.
  lazy var makesMethodsPlain = findPlainMakers()
  /// Packages that are installed in another version than the project was written for.
  private(set) lazy var otherVersions = findOtherVersions()
  private(set) lazy var failingModules = FailingModules(engine.program)
  private(set) lazy var mentions = Mentions(engine.program)
  private(set) lazy var databases = DatabaseAddresses(engine.program)
  var namesakes: [String: Set<ClassKey>?]?

  package init(
    _ table: SummaryTable, isStrict: Bool, target: UInt8? = nil,
    testModes: [String: AsyncTestMode] = [:],
    texts: SourceTexts = SourceTexts { _ in nil }
  ) {
    engine = table.engine
    self.table = table
    printer = SourcePrinter(engine: table.engine)
    self.isStrict = isStrict
    self.target = target
    self.testModes = testModes
    self.texts = texts
  }

  package var types: TypeTable { engine.types }

  /// A function elsewhere, for summaries of callees. The last ones are kept: callees come in groups.
  package func subject(of unit: Unit) -> FunctionSubject {
    if let known = subjects[unit.id] { return known }
    if Self.subjectLimit <= subjects.count { subjects.removeAll() }
    let subject = FunctionSubject(unit, self)
    subjects[unit.id] = subject
    return subject
  }

  private static let subjectLimit = 64
  private var callees = NumberMap<(names: [String], first: NameBits)>()
  private var calleeBits = IDTable<NameBits>()
  private var lastPlaces: (module: ModuleID, places: CallPlaces)?

  /// Whether a coroutine function catches all that it awaits may raise.
  package func containsItsErrors(_ function: FunctionID) -> Bool {
    if let known = containing[function] { return known }
    let (module, _) = engine.program.location(of: function)
    let result = !module.isStub && subject(of: function).containsItsErrors
    containing[function] = result
    return result
  }

  /// Whether no path of a function of the program leads to its end: it always raises, or loops for
  /// ever. False for generators, abstract functions and models.
  package func neverReturns(_ function: FunctionID) -> Bool {
    if let known = endless[function] { return known }
    let (module, index) = engine.program.location(of: function)
    let flags = module.facts.functions[Int(index)].flags
    var result = false
    if !module.isStub, flags.isDisjoint(with: [.isGenerator, .isTrivial]),
      !flags.isDisjoint(with: [.hasRaise, .hasLoop])
    {
      let flow = ControlFlow(module.facts, function: Int(index))
      result = flow.isComplete && flow.firstReached(from: flow.entry) { $0 == flow.exit } == nil
    }
    endless[function] = result
    return result
  }

  package func subject(of function: FunctionID) -> FunctionSubject {
    subject(of: unit(of: function))
  }

  package func subject(of unit: UnitID) -> FunctionSubject {
    subject(of: engine.units[Int(unit.rawValue)])
  }

  /// The unit of a function for the class that defines it.
  package func unit(of function: FunctionID) -> Unit {
    engine.unit(for: function, receiver: engine.owner(of: function))
  }

  /// Whether a file spells the name of anything that opens a resource.
  func mayAcquire(_ module: Module) -> Bool {
    if let known = acquiring[module.id] { return known }
    let result = ResourceKind.spellings.contains { module.facts.names.find($0) != nil }
    acquiring[module.id] = result
    return result
  }

  // MARK: Names

  package func name(of function: FunctionID) -> String { printer.names.name(of: function) }

  package func name(of class: ClassID) -> String { printer.names.name(of: `class`) }

  /// The names of what a callee may be; a class stands for its constructor. Empty when unknown.
  package func names(ofCallee type: TypeID) -> [String] { callee(type).names }

  /// The same, with the bits of the first of them.
  func callee(_ type: TypeID) -> (names: [String], first: NameBits) {
    if let known = callees[type] { return known }
    let names = types.alternatives(type).compactMap { name(ofCallee: $0) }
    let result = (names, names.first.map { NameBits($0) } ?? NameBits())
    callees[type] = result
    return result
  }

  /// The bits of what a callee may be: of the first of its names, or of the package where it is the project's,
  /// for which no name has to be made.
  func bits(ofCallee type: TypeID) -> NameBits {
    if let known = calleeBits[type] { return known }
    let bits = firstPartyBits(type) ?? callee(type).first
    calleeBits[type] = bits
    return bits
  }

  private func firstPartyBits(_ type: TypeID) -> NameBits? {
    let row = types[type]
    let module: Module
    switch row.kind {
    case .function: module = engine.program.location(of: FunctionID(rawValue: row.a)).module
    case .classObject: module = engine.program.location(of: ClassID(rawValue: row.a)).module
    case .bound: return firstPartyBits(TypeID(rawValue: row.a))
    default: return nil
    }
    return module.origin == .firstParty ? NameBits(packageOf: module.name) : nil
  }

  /// Those of the file that was asked for last are kept: rules go through one file after the other.
  func callPlaces(_ module: Module) -> CallPlaces {
    if let last = lastPlaces, last.module == module.id { return last.places }
    let places = CallPlaces(module.facts)
    lastPlaces = (module.id, places)
    return places
  }

  private func name(ofCallee type: TypeID) -> String? {
    let row = types[type]
    switch row.kind {
    case .function: return name(of: FunctionID(rawValue: row.a))
    case .classObject: return name(of: ClassID(rawValue: row.a))
    case .bound, .memoized, .contextFactory, .asyncContextFactory, .partial:
      return name(ofCallee: TypeID(rawValue: row.a))
    case .external: return engine.spelling(row.a)
    default: return nil
    }
  }

  /// Public names of a function's decorators.
  func decoratorNames(_ row: FunctionRow, in module: Module) -> [String] {
    guard row.decorators != 0 else { return [] }
    return module.facts.list(row.decorators).flatMap { node -> [String] in
      let callee = module.facts[node].kind == .call ? module.facts.operand(node) : node
      return names(ofCallee: engine.evaluate(callee, in: module))
    }
  }

  /// The function behind a callee, when there is just one.
  package func function(ofCallee type: TypeID) -> FunctionID? { engine.function(ofCallee: type) }

  package func flags(ofCallee type: TypeID) -> FunctionFlags? {
    guard let id = function(ofCallee: type) else { return nil }
    let place = engine.program.location(of: id)
    return place.module.facts.functions[Int(place.index)].flags
  }

  /// Whether the callee is a function that is defined inside another.
  package func isNested(callee type: TypeID) -> Bool {
    guard let id = function(ofCallee: type) else { return false }
    let place = engine.program.location(of: id)
    return place.module.facts.functions[Int(place.index)].parent != 0
  }

  /// An instance of a class that is known as a whole and cannot be called.
  package func isPlainObject(_ type: TypeID) -> Bool {
    guard types.kind(type) == .instance else { return false }
    let id = ClassID(rawValue: types[type].a)
    return !engine.hasMember("__call__", of: id) && !engine.classModel(id).hasUnknownBase
  }

  // MARK: Values

  /// The alternatives of a type without `None`; a formal stands for its annotation.
  package func alternatives(_ type: TypeID) -> [TypeID] {
    types.alternatives(type).flatMap { member -> [TypeID] in
      if member == .none { return [] }
      guard types.kind(member) == .parameter else { return [member] }
      let declared = engine.declared(member)
      return declared == member ? [member] : types.alternatives(declared).filter { $0 != .none }
    }
  }

  /// The class of an instance, by name; nil for anything else.
  package func className(_ type: TypeID) -> String? {
    types.kind(type) == .instance ? name(of: ClassID(rawValue: types[type].a)) : nil
  }

  /// The class of a type of kind `instance`.
  package func classOfInstance(_ type: TypeID) -> ClassID { ClassID(rawValue: types[type].a) }

  /// Public names of a class and of all its ancestors, those in packages that were not found too.
  package func ancestry(_ id: ClassID) -> Set<String> {
    if let known = ancestries[id] { return known }
    let model = engine.classModel(id)
    let names =
      model.linearization.map { name(of: $0) }
      + model.externalBases.map { engine.spelling($0.rawValue) }
    let result = Set(names)
    ancestries[id] = result
    return result
  }

  /// Whether every alternative but `None` is an instance of one of the classes (or of a subclass), and
  /// there is one.
  package func isInstance(_ type: TypeID, of names: Set<String>) -> Bool {
    let members = alternatives(type)
    return !members.isEmpty && members.allSatisfy { isMember($0, of: names) }
  }

  /// Whether some alternative is.
  package func mayBeInstance(_ type: TypeID, of names: Set<String>) -> Bool {
    alternatives(type).contains { isMember($0, of: names) }
  }

  private func isMember(_ type: TypeID, of names: Set<String>) -> Bool {
    types.kind(type) == .instance
      && !ancestry(ClassID(rawValue: types[type].a)).isDisjoint(with: names)
  }

  package static let futureClasses: Set<String> = [
    "asyncio.Future", "asyncio.Task", "_asyncio.Future", "_asyncio.Task",
  ]

  package func awaitability(_ type: TypeID) -> Awaitability {
    if let known = awaitabilities[type] { return known }
    let result = computeAwaitability(type)
    awaitabilities[type] = result
    return result
  }

  private func computeAwaitability(_ type: TypeID) -> Awaitability {
    var result: Awaitability?
    // An optional coroutine is mixed; `None` alone is plain.
    for member in types.alternatives(type) {
      let one = awaitability(ofMember: member)
      if one == .unknown { return .unknown }
      if let known = result, known != one { return .mixed }
      result = one
    }
    return result ?? .unknown
  }

  private func awaitability(ofMember type: TypeID) -> Awaitability {
    switch types.kind(type) {
    case .coroutine:
      // Declared `Awaitable`, it may as well be a task.
      return types[type].b == 0 ? .awaitable : .coroutine
    case .asyncGenerator: return .asyncGenerator
    case .instance:
      let id = ClassID(rawValue: types[type].a)
      let known = instances[id] ?? awaitability(ofInstancesOf: id)
      instances[id] = known
      return known
    case .none, .literal, .tuple, .record, .function, .bound, .classObject, .module, .generator,
      .contextManager, .partial, .memoized:
      return .plain
    case .parameter:
      let declared = engine.declared(type)
      return declared == type || types.kind(declared) == .parameter
        ? .unknown : awaitability(declared)
    default: return .unknown
    }
  }

  private func awaitability(ofInstancesOf id: ClassID) -> Awaitability {
    if !ancestry(id).isDisjoint(with: Self.futureClasses) { return .future }
    if engine.hasMember("__await__", of: id) { return .awaitable }
    return engine.classModel(id).hasUnknownBase ? .unknown : .plain
  }

  /// A type in words, for people and tests.
  package func describe(_ type: TypeID) -> String {
    let row = types[type]
    switch row.kind {
    case .unknown: return "?"
    case .none: return "None"
    case .instance: return className(type) ?? "?"
    case .union: return types.members(type).map { describe($0) }.joined(separator: " | ")
    case .coroutine: return "coroutine of " + describe(TypeID(rawValue: row.a))
    case .function, .bound, .classObject, .partial, .memoized, .external:
      return names(ofCallee: type).joined(separator: " | ")
    case .parameter: return "parameter \(row.b)"
    default: return "kind \(row.kind.rawValue)"
    }
  }
}
