import LibraryModels
package import Project
import PythonSemantics
import SourceText

/// Settings of one run that change what is inferred.
package struct EngineOptions: Sendable {
  /// A literal duration strictly below it does not count as blocking.
  package var budgetMilliseconds = 10.0
  /// Keep call sites whose targets can have no effect, such as methods of `str`: a call graph wants
  /// them, a summary does not.
  package var keepsSilentCalls = false
  /// What the settings say of functions.
  package var declared: [DeclaredFact] = []
  package var offloaders: [String] = []
  package var cuts: [String] = []
  package init() {}
}

/// Whole-program inference: types of expressions on demand, call sites with their targets, and, from
/// those, what each function does to the thread that runs it.
///
/// Single-threaded on purpose: types are numbered in order of evaluation, and the order is fixed by
/// module and offset, so the result does not depend on the number of threads that parsed the files.
package final class Engine {
  /// Results that are being asked for while others are; see `substituted`.
  var substitutionDepth = 0
  static let substitutionLimit = 5
  package let program: Program
  package let options: EngineOptions
  package let types = TypeTable()

  package var units: [Unit] = []
  /// Units of functions without a receiver, and of the others by function and class.
  private var plainUnits = IDTable<UnitID>()
  private var unitNumbers = NumberMap<UnitID>()
  /// Units whose analysis was put off because the stack was deep.
  var pending: [UnitID] = []
  var depth = 0
  /// How often something was asked for that was still being found out: what rests on it may be wrong.
  var guesses = 0
  /// Imports of what the project's own packages lack, by module and row.
  private(set) lazy var lackingImports = Set(
    program.unresolved.lazy.filter { self.isOwn($0) }.map {
      self.key(self.program[$0.module], $0.row)
    })
  /// By module; see `Trace`.
  var traces: [Trace?] = []
  /// Calls of values that substitution found, inside each other.
  var projectionDepth = 0

  /// By module and symbol; see `symbolIndex`.
  var symbolTypes: [TypeID?] = []
  private var symbolBases: [Int] = []
  var unboundTypes = NumberMap<TypeID>()
  /// Symbols that are being evaluated, outermost first.
  var runningSymbols: [UInt64] = []
  /// Results of symbols from this place of the stack on rest on one further out.
  var firstProvisional = Int.max
  var provisionalResults: [UInt64: UInt8] = [:]
  var annotationTypes = NumberMap<TypeID>()
  var functionValues = IDTable<TypeID>()
  /// What `singledispatch` made, with the bodies among which a call chooses.
  var dispatchers: [TypeID: [DispatchedBody]] = [:]
  var runningFunctions: Set<FunctionID> = []
  var classModels = IDTable<ClassModel>()
  var memberCache = NumberMap<MemberReference?>()
  var attributeTypes = NumberMap<TypeID>()
  var onlyValues = NumberMap<TypeID>()
  var baseVariables = IDTable<[GlobalName: TypeID]>()
  var importedCalls: [FunctionID: Bool] = [:]
  /// Distributions that replace their coroutine functions: see `isSyncified`.
  var syncified: Set<String>?
  var packages: [Substring: [ModuleID]]?
  var containerPuts: [ModuleID: [UInt64: [Put]]] = [:]
  var runningAttributes: Set<UInt64> = []
  var parameterTypes = NumberMap<TypeID>()
  var facts = IDTable<Fact?>()
  /// Source function → model function that speaks for it.
  var overlays = IDTable<FunctionID>()
  /// Function of an installed package → function of the model that ships for it.
  var reviews = IDTable<FunctionID>()
  /// Of methods that a class inherits: the classes of which a model speaks.
  var reviewed: [FunctionID: [ClassID]] = [:]
  /// Functions whose overlay says nothing of their effects.
  var plainFacts: Set<FunctionID> = []
  /// The class of an overlay that speaks of a class, and the other way round.
  var overlayClasses = IDTable<ClassID>()
  var realClasses = IDTable<ClassID>()
  var footprints = IDTable<Set<GlobalName>>()
  /// Module → symbol → names asked of it as attributes.
  var attributeUses: [ModuleID: [UInt32: Set<GlobalName>]] = [:]
  /// By class and name: the symbols of the class's own body, once they are read.
  var classMembers = NumberMap<UInt32>()
  var membersRead = IDTable<Bool>()
  /// The symbols that `def` and `class` statements bind.
  var functionSymbols = IDTable<UInt32>()
  var classSymbols = IDTable<UInt32>()
  var overloadSets = NumberMap<[FunctionID]>()
  var methodKinds = IDTable<MethodKind>()
  private var owners = IDTable<ClassID?>()
  var overloadMarks = IDTable<Bool>()
  /// By function and symbol: see `isOnlyRead`.
  var readFormals = NumberMap<Bool>()
  var protocols = IDTable<Bool>()
  var storing = IDTable<Bool>()
  var dynamicEffects = IDTable<(EffectClass, EffectFamily)?>()
  /// (abstract function, declared class) → bodies that may run.
  var implementationCache = NumberMap<[Implementation]>()
  var directSubclasses: [ClassID: [ClassID]]?
  var classesByMember: [GlobalName: [ClassID]]?
  var conformance = NumberMap<[ClassID]>()
  var externalNumbers: [String: UInt32] = [:]
  /// External value and name of a member → the member.
  var externalMembers = NumberMap<TypeID>()
  var externalNames: [String] = []
  /// Whether an external name is that of a class.
  var externalClasses = IDTable<Bool>()
  /// External names that stand for a member of a dynamic surface.
  package var dynamicOwners: [UInt32: ClassID] = [:]
  /// Functions that something hands to the loop as callbacks.
  package var loopCallbacks: Set<UnitID> = []
  /// Whether the definition of a function says that the loop calls it back.
  var declaredCallbacks = IDTable<Bool>()
  /// Caller → functions that it calls through its formals.
  package var indirectEdges: [FunctionID: Set<FunctionID>] = [:]
  /// Functions that run when a descriptor of theirs is ready.
  package internal(set) var readyCallbacks: Set<FunctionID> = []
  /// `__init__` → the values that the project's code constructs its class with.
  var constructions: [FunctionID: [TypeID]] = [:]
  /// Attributes that some method makes non-blocking, by the number of the name, with the classes.
  var nonblockingAttributes: [UInt32: Set<ClassID>] = [:]
  let known: KnownNames

  /// Native recursion is bounded: deeper callees are analysed later, and count as unknown here.
  static let depthLimit = 220

  package init(program: Program, options: EngineOptions) {
    self.program = program
    self.options = options
    known = KnownNames(program)
    var count = 0
    for module in program.modules {
      symbolBases.append(count)
      count += module.facts.symbols.count
    }
    symbolTypes = [TypeID?](repeating: nil, count: count)
    installOverlays()
    installDeclarations()
  }

  private func isOwn(_ missing: UnresolvedImport) -> Bool {
    guard missing.reason == .absent || missing.reason == .noSuchName else { return false }
    return program.module(named: missing.distribution).map { program[$0].isChecked } ?? false
  }

  // MARK: Access

  func module(_ id: ModuleID) -> Module { program[id] }

  func locate(_ id: FunctionID) -> (module: Module, row: FunctionRow) {
    let place = program.location(of: id)
    return (place.module, place.module.facts.functions[Int(place.index)])
  }

  func locate(_ id: ClassID) -> (module: Module, row: ClassRow) {
    let place = program.location(of: id)
    return (place.module, place.module.facts.classes[Int(place.index)])
  }

  func key(_ module: Module, _ local: UInt32) -> UInt64 {
    UInt64(module.id.rawValue) << 32 | UInt64(local)
  }

  func symbolIndex(_ symbol: UInt32, in module: Module) -> Int {
    symbolBases[module.id.index] + Int(symbol)
  }

  // MARK: Units

  /// The unit of a function for a receiver class. Classes that override nothing which the function
  /// asks of `self` share the unit of the class that defines it.
  package func unit(for function: FunctionID, receiver: ClassID?) -> Unit {
    if receiver == nil, let number = plainUnits[function] { return units[Int(number.rawValue)] }
    let asked = unitKey(function, receiver)
    if let number = unitNumbers[asked] { return units[Int(number.rawValue)] }
    let canonical = receiver.map { canonicalReceiver($0, for: function) }
    let key = unitKey(function, canonical)
    if let number = unitNumbers[key] {
      unitNumbers[asked] = number
      return units[Int(number.rawValue)]
    }
    let unit = Unit(
      id: UnitID(rawValue: UInt32(units.count)), function: function, receiver: canonical)
    unit.fact = fact(of: function)
    units.append(unit)
    if receiver == nil {
      plainUnits[function] = unit.id
    } else {
      unitNumbers[key] = unit.id
      unitNumbers[asked] = unit.id
    }
    return unit
  }

  private func unitKey(_ function: FunctionID, _ receiver: ClassID?) -> UInt64 {
    UInt64(function.rawValue) << 32 | (receiver.map { UInt64($0.rawValue) + 1 } ?? 0)
  }

  /// Analyses the bodies of all functions of the given modules and of everything they reach. Of those
  /// modules that rules look at, the types of all expressions are kept.
  package func run(modules: [ModuleID], tracing traced: [ModuleID] = []) {
    for id in traced { makeTrace(of: module(id)) }
    for id in modules {
      let module = module(id)
      for index in module.facts.functions.indices {
        let function = module.function(UInt32(index))
        analyze(unit(for: function, receiver: owner(of: function)))
      }
      drain()
    }
    applyConstructions()
    drain()
  }

  /// Analyses what had been put off, until nothing is left.
  func drain() {
    while let next = pending.popLast() { analyze(units[Int(next.rawValue)]) }
  }

  /// Interprets the unit's body once. A unit that is already running is a recursive call: it counts
  /// with what is known so far.
  func analyze(_ unit: Unit) {
    guard unit.state == .fresh else { return }
    if unit.fact?.cutReason != nil || isModelled(unit) {
      unit.state = .done
      return
    }
    if Self.depthLimit <= depth {
      pending.append(unit.id)
      return
    }
    unit.state = .running
    depth += 1
    let outerGuesses = guesses
    guesses = 0
    let trace = keptTrace(of: unit)
    var interpreter = Interpreter(engine: self, unit: unit, trace: trace)
    interpreter.run()
    depth -= 1
    unit.isTraced = trace != nil && guesses == 0
    // What a callee had to guess does not change when it is asked again.
    guesses = outerGuesses
    unit.state = .done
    unit.close()
  }

  /// Models state their effects; their bodies are empty.
  func isModelled(_ unit: Unit) -> Bool {
    let (module, _) = locate(unit.function)
    return module.isStub
  }

  /// The class in whose body the function stands, when it takes a receiver.
  package func owner(of function: FunctionID) -> ClassID? {
    if let known = owners[function] { return known }
    let (module, row) = locate(function)
    var owner: ClassID?
    if row.owner != 0, !row.flags.contains(.isLambda), methodKind(function) != .staticMethod {
      owner = module.class(row.owner - 1)
    }
    owners[function] = .some(owner)
    return owner
  }
}
