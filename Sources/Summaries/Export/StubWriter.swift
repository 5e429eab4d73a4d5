import LibraryModels
package import Project
import PythonSemantics

/// Writes what was derived of a module as a model: a stub with effects, in the notation of `Model`.
/// That is how facts of the standard library ship for trees that are checked without an interpreter.
package final class StubWriter {
  let engine: Engine
  let table: SummaryTable
  let module: Module
  /// The module that the stub is of; another one where inherited methods are written.
  let place: Module
  /// Modules whose names the stub spells.
  private var imports: Set<String> = []
  private var lines: [String] = []

  package init(_ table: SummaryTable, module: ModuleID, for place: ModuleID? = nil) {
    engine = table.engine
    self.table = table
    self.module = table.engine.program[module]
    self.place = table.engine.program[place ?? module]
  }

  /// The stub, and the modules that it needs beside it.
  package func write() -> (text: String, imports: [String]) {
    starImports()
    block(scope: 0, owner: nil, indent: "")
    imports.remove(module.name)
    var seen: Set<String> = []
    let own = lines.filter { !$0.hasPrefix("import ") || seen.insert($0).inserted }
    let head = imports.sorted().map { "import \($0)" }.filter { !seen.contains($0) }
    return ((head + own).joined(separator: "\n") + "\n", imports.sorted())
  }

  // MARK: Names of a scope

  private func starImports() {
    for (index, row) in module.facts.imports.enumerated() where row.symbol == .max {
      for case .module(let id) in engine.program.bindings(ofImport: index, in: module.id) {
        let name = engine.program[id].name
        imports.insert(name)
        lines.append("from \(name) import *")
      }
    }
  }

  /// Writes every public name that a module or class scope binds.
  private func block(scope: UInt32, owner: ClassID?, indent: String) {
    for symbol in module.facts.scopes[Int(scope)].symbols {
      let row = module.facts.symbols[Int(symbol)]
      let name = module.facts.names[row.name]
      guard isExported(name, owner) else { continue }
      let definitions = module.facts.definitions[module.facts.symbolRange(symbol)]
      // `class Task: …` and then `Task = _CTask`: the accelerator does the same as what can be read.
      let readable = definitions.last { $0.kind == .class || $0.kind == .function }
      guard
        let last = definitions.last?.kind == .assignment && owner == nil
          ? readable ?? definitions.last : definitions.last
      else { continue }
      // `try: from _x import f except ImportError: f = None`: the import is what runs.
      let isImported = module.facts.definitions[module.facts.symbolRange(symbol)].contains {
        $0.kind == .import && !$0.isTypeOnly
      }
      if name.hasPrefix("_"), owner == nil, last.kind != .class { continue }
      switch isImported ? DefinitionKind.import : last.kind {
      case .function: functions(symbol, owner, indent)
      case .class: classStub(last.value, indent)
      case .import: reexport(symbol, name, indent)
      case .assignment, .annotation, .context, .iteration: value(symbol, name, owner, indent)
      default: break
      }
    }
  }

  /// Public names, and the special methods that syntax calls. A class of a private module is public
  /// to the modules that import it.
  private func isExported(_ name: String, _ owner: ClassID?) -> Bool {
    if name.hasPrefix("__") { return owner != nil && Self.specialMethods.contains(name) }
    return !name.hasPrefix("_") || owner == nil
  }

  private static let specialMethods: Set<String> = [
    "__init__", "__new__", "__call__", "__enter__", "__exit__", "__aenter__", "__aexit__",
    "__iter__", "__next__", "__aiter__", "__anext__", "__await__", "__getitem__", "__setitem__",
    "__delitem__", "__contains__", "__getattr__", "__len__", "__bool__",
  ]

  private func value(_ symbol: UInt32, _ name: String, _ owner: ClassID?, _ indent: String) {
    let type = engine.symbolType(symbol, in: module)
    switch engine.types.kind(type) {
    case .function, .bound, .classObject:
      // `Task = _CTask` beside `class Task`: the alias would hide the class.
      guard let target = spelled(callable: type) else { return }
      // `TimeoutError = TimeoutError` in a module means the builtin one.
      lines.append(
        target == name
          ? "\(indent)from builtins import \(name) as \(name)" : "\(indent)\(name) = \(target)")
    case .union where engine.isCallableValue(type):
      // `if …: getpass = win_getpass … else: getpass = unix_getpass`: what stands last.
      let last = engine.types.members(type).compactMap { spelled(callable: $0) }.last
      lines.append("\(indent)\(name) = \(last ?? "...")")
    default:
      let text = spelled(type)
      lines.append(text.isEmpty ? "\(indent)\(name) = ..." : "\(indent)\(name): \(text)")
    }
  }

  private func reexport(_ symbol: UInt32, _ name: String, _ indent: String) {
    for binding in engine.program.bindings(ofSymbol: symbol, in: module.id) {
      switch binding {
      case .module(let id):
        let target = engine.program[id].name
        lines.append(
          target == name ? "\(indent)import \(target)" : "\(indent)import \(target) as \(name)")
        imports.insert(target)
        return
      case .function(let id): return alias(engine.program.qualifiedName(of: id), name, indent)
      case .class(let id): return alias(engine.program.qualifiedName(of: id), name, indent)
      case .value(let id, let other):
        let place = engine.program[id]
        let spelling = place.facts.names[place.facts.symbols[Int(other)].name]
        return alias("\(place.name).\(spelling)", name, indent)
      case .external: continue
      }
    }
  }

  private func alias(_ dotted: String, _ name: String, _ indent: String) {
    let parts = dotted.split(separator: ".")
    guard let last = parts.last, 1 < parts.count else { return }
    let home = moduleName(dotted)
    guard home != module.name, dotted.dropFirst(home.count + 1) == last else { return }
    imports.insert(home)
    lines.append("\(indent)from \(home) import \(last) as \(name)")
  }

  /// The longest module name that the dotted name begins with.
  private func moduleName(_ dotted: String) -> String {
    var name = dotted[...]
    while let dot = name.lastIndex(of: ".") {
      name = name[..<dot]
      if engine.program.module(named: String(name)) != nil { return String(name) }
    }
    return dotted
  }

  // MARK: Classes

  private func classStub(_ index: UInt32, _ indent: String) {
    let row = module.facts.classes[Int(index)]
    let id = module.class(index)
    var bases: [String] = []
    for node in module.facts.list(row.bases) {
      let type = engine.evaluate(node, in: module)
      if engine.types.kind(type) == .classObject,
        ClassID(rawValue: engine.types[type].a) != engine.known.object,
        let text = spelled(callable: type)
      {
        bases.append(text)
      }
    }
    let list = bases.isEmpty ? "" : "(\(bases.joined(separator: ", ")))"
    lines.append("\(indent)class \(module.facts.names[row.name])\(list):")
    let count = lines.count
    block(scope: row.scope, owner: id, indent: indent + "    ")
    inherited(id, indent + "    ")
    attributes(id, row, indent + "    ")
    if lines.count == count { lines.append("\(indent)    ...") }
  }

  /// Methods of ancestors that do something else here, because this class overrides what they ask of
  /// `self`: `PathBase.write_bytes` opens a file in a `Path`.
  private func inherited(_ id: ClassID, _ indent: String) {
    for (name, function) in engine.lateBoundMethods(of: id) where isExported(name, id) {
      let unit = engine.unit(for: function, receiver: id)
      let (home, row) = engine.locate(function)
      let writer = StubWriter(table, module: home.id, for: module.id)
      if writer.effects(of: unit, row).isEmpty { continue }
      writer.function(function, id, indent)
      lines += writer.lines
      imports.formUnion(writer.imports)
    }
  }

  /// Attributes that methods store, with their types.
  private func attributes(_ id: ClassID, _ row: ClassRow, _ indent: String) {
    var seen: Set<LocalName> = []
    for attribute in module.facts.attributes[row.attributes.asInts]
    where seen.insert(attribute.name).inserted {
      let name = module.facts.names[attribute.name]
      guard !name.hasPrefix("_"), engine.ownMember(module.name(attribute.name), of: id) == nil
      else { continue }
      let text = spelled(engine.storedAttribute(module.name(attribute.name), of: id))
      if !text.isEmpty { lines.append("\(indent)\(name): \(text)") }
    }
  }

  // MARK: Functions

  private func functions(_ symbol: UInt32, _ owner: ClassID?, _ indent: String) {
    for definition in module.facts.definitions[module.facts.symbolRange(symbol)]
    where definition.kind == .function {
      let id = module.function(definition.value)
      if !engine.isOverload(id) { function(id, engine.owner(of: id), indent) }
    }
  }

  private func function(_ id: FunctionID, _ receiver: ClassID?, _ indent: String) {
    let (_, row) = engine.locate(id)
    let unit = engine.unit(for: id, receiver: receiver)
    engine.analyze(unit)
    for decorator in structural(row) { lines.append("\(indent)@\(decorator)") }
    lines += effects(of: unit, row).map { "\(indent)@\($0)" }
    let keyword = row.flags.contains(.isAsync) ? "async def" : "def"
    let name = module.facts.names[row.name]
    let result = returned(unit, row)
    let arrow = result.isEmpty ? "" : " -> \(result)"
    let head = "\(indent)\(keyword) \(name)(\(parameters(row)))\(arrow):"
    let stores = name == "__init__" ? stored(row, id) : []
    if !stores.isEmpty {
      lines.append(head)
      lines += stores.map { "\(indent)    \($0)" }
    } else {
      lines.append(head + (row.flags.contains(.isGenerator) ? " yield" : " ..."))
    }
  }

  /// Decorators that change what the name is.
  private func structural(_ row: FunctionRow) -> [String] {
    guard row.decorators != 0 else { return [] }
    return module.facts.list(row.decorators).compactMap { node in
      let name = engine.decoratorName(node, module)
      switch name {
      case "staticmethod", "classmethod", "property", "contextmanager", "asynccontextmanager":
        return name
      case "cached_property": return "property"
      case "setter", "deleter": return "\(module.facts.names[row.name]).\(name)"
      default: return nil
      }
    }
  }

  private func parameters(_ row: FunctionRow) -> String {
    var parts: [String] = []
    var hasStar = false
    var positionalOnly = false
    for index in row.parameters {
      let parameter = module.facts.parameters[Int(index)]
      let name = module.facts.names[parameter.name]
      if positionalOnly, parameter.kind != .positionalOnly {
        parts.append("/")
        positionalOnly = false
      }
      switch parameter.kind {
      case .positionalOnly: positionalOnly = true
      case .variadic: hasStar = true
      case .keywordOnly where !hasStar:
        parts.append("*")
        hasStar = true
      default: break
      }
      let prefix =
        parameter.kind == .variadic ? "*" : parameter.kind == .keywordVariadic ? "**" : ""
      let value = parameter.defaultValue.exists ? "=\(literal(parameter.defaultValue))" : ""
      parts.append(prefix + name + value)
    }
    if positionalOnly { parts.append("/") }
    return parts.joined(separator: ", ")
  }

  private func literal(_ node: IRNodeID) -> String {
    spelled(literal: engine.evaluate(node, in: module)) ?? "..."
  }

  /// `self.maxsize = maxsize`: what conditions on the receiver rest on.
  private func stored(_ row: FunctionRow, _ id: FunctionID) -> [String] {
    let (_, function) = engine.locate(id)
    guard function.owner != 0 else { return [] }
    let owner = module.facts.classes[Int(function.owner - 1)]
    var result: [String] = []
    for attribute in module.facts.attributes[owner.attributes.asInts]
    where attribute.value.exists && module.function(attribute.function) == id {
      let value = module.facts[attribute.value]
      guard value.kind == .name, value.b != 0,
        module.facts.symbols[Int(value.b - 1)].flags.contains(.parameter)
      else { continue }
      result.append("self.\(module.facts.names[attribute.name]) = \(module.facts.names[value.a])")
    }
    return result
  }

  private func returned(_ unit: Unit, _ row: FunctionRow) -> String {
    if row.flags.contains(.isGenerator) {
      let item = spelled(unit.yields)
      let kind = row.flags.contains(.isAsync) ? "AsyncIterator" : "Iterator"
      imports.insert("typing")
      return item.isEmpty ? "typing.\(kind)" : "typing.\(kind)[\(item)]"
    }
    if row.returns.exists {
      let declared = spelled(engine.annotation(row.returns, in: module))
      if !declared.isEmpty { return declared }
    }
    let inferred = spelled(unit.returns)
    if !inferred.isEmpty { return inferred }
    let (home, model) = engine.locate(engine.factSource(unit.function))
    return model.returns.exists ? spelled(engine.annotation(model.returns, in: home)) : ""
  }

  // MARK: Effects

  private func effects(of unit: Unit, _ row: FunctionRow) -> [String] {
    if unit.fact != nil { return stated(unit) }
    var result: [String] = []
    for event in table.summary(of: unit) {
      let effect = table.effect(of: event)
      guard effect != .none, 60 <= event.confidence else { continue }
      if effect == .brief, event.family == .lock || event.family == .importing { continue }
      if event.family == .loop {
        if event.guards.isEmpty { result.append("nested_run") }
        continue
      }
      let family = event.isGlance ? .metadata : event.family
      var text = "blocks(\(effect), \(family.rawValue)"
      let conditions = event.guards.compactMap { spelled($0, in: unit, row) }
      if !conditions.isEmpty { text += ", when=\(conditions.joined(separator: " and "))" }
      if event.isOnce { text += ", once=True" }
      result.append(text + ")")
      if let timeout = timeout(event, unit, row) { result.append("timeout(\(timeout))") }
    }
    for call in unit.symbolicCalls where call.kind == .call {
      guard let name = formal(call.callee, unit, row) else { continue }
      result.append("calls(\(name))")
    }
    for (index, name) in scheduled(unit, row) { result.append("\(index)(\(name))") }
    var seen: Set<String> = []
    return result.filter { seen.insert($0).inserted }
  }

  /// What an overlay says by hand, copied.
  private func stated(_ unit: Unit) -> [String] {
    let (home, row) = engine.locate(engine.factSource(unit.function))
    return home.facts.list(row.decorators).compactMap { node in
      Self.structuralNames.contains(engine.decoratorName(node, home))
        ? nil : home.facts.sourceText(node)
    }
  }

  private static let structuralNames: Set<String> = [
    "staticmethod", "classmethod", "property", "overload", "setter", "deleter", "abstractmethod",
    "contextmanager", "asynccontextmanager",
  ]

  private func timeout(_ event: Event, _ unit: Unit, _ row: FunctionRow) -> String? {
    for atom in event.guards where atom.test == .shorterThan && atom.isNegated {
      if let name = formal(atom.value, unit, row) { return name }
    }
    return nil
  }

  /// Formals that the body hands to a thread: `run_in_executor(None, target)`.
  private func scheduled(_ unit: Unit, _ row: FunctionRow) -> [(String, String)] {
    unit.schedules.compactMap { schedule in
      formal(schedule.value, unit, row).map {
        (schedule.mode == .schedulesOnLoop ? "loop" : "thread", $0)
      }
    }
  }

  private func formal(_ type: TypeID, _ unit: Unit, _ row: FunctionRow) -> String? {
    let type = engine.types[type]
    guard type.kind == .parameter, FunctionID(rawValue: type.a) == unit.function,
      type.b < UInt32(row.parameters.count)
    else { return nil }
    let parameter = module.facts.parameters[Int(row.parameters.lowerBound + type.b)]
    return parameter.kind == .variadic || parameter.kind == .keywordVariadic
      ? nil : module.facts.names[parameter.name]
  }

  /// `self.maxsize`, for a formal of the class's own construction.
  private func attribute(_ type: TypeID, _ unit: Unit) -> String? {
    let row = engine.types[type]
    guard row.kind == .parameter, let receiver = unit.receiver else { return nil }
    let (place, function) = engine.locate(FunctionID(rawValue: row.a))
    guard place.facts.names[function.name] == "__init__", place.id == module.id,
      row.b < UInt32(function.parameters.count)
    else { return nil }
    let symbol = place.facts.parameters[Int(function.parameters.lowerBound + row.b)].symbol
    for ancestor in engine.classModel(receiver).linearization {
      let (home, owner) = engine.locate(ancestor)
      guard home.id == module.id else { continue }
      for attribute in home.facts.attributes[owner.attributes.asInts] where attribute.value.exists {
        let value = home.facts[attribute.value]
        if value.kind == .name, value.b == symbol + 1 {
          return "self.\(home.facts.names[attribute.name])"
        }
      }
    }
    return nil
  }

  private func spelled(_ atom: Atom, in unit: Unit, _ row: FunctionRow) -> String? {
    guard let name = formal(atom.value, unit, row) ?? attribute(atom.value, unit) else {
      return nil
    }
    switch atom.test {
    case .isNone: return "\(name) is \(atom.isNegated ? "not " : "")None"
    case .isTrue: return atom.isNegated ? "not \(name)" : name
    case .equals:
      return spelled(literal: atom.other).map { "\(name) \(atom.isNegated ? "!=" : "==") \($0)" }
    case .less:
      return spelled(literal: atom.other).map { "\(name) \(atom.isNegated ? ">=" : "<") \($0)" }
    case .lessOrEqual:
      return spelled(literal: atom.other).map { "\(name) \(atom.isNegated ? ">" : "<=") \($0)" }
    case .isInstance:
      guard engine.types.kind(atom.other) == .classObject,
        let text = spelled(callable: atom.other)
      else { return nil }
      return "\(atom.isNegated ? "not " : "")isinstance(\(name), \(text))"
    case .hasAttribute:
      return spelled(literal: atom.other).map {
        "\(atom.isNegated ? "not " : "")hasattr(\(name), \($0))"
      }
    case .hasBits:
      return spelled(literal: atom.other).map { "\(atom.isNegated ? "not " : "")\(name) & \($0)" }
    case .startsWith:
      return spelled(literal: atom.other).map {
        "\(atom.isNegated ? "not " : "")\(name).startswith(\($0))"
      }
    case .shorterThan: return nil
    }
  }

  // MARK: Types

  /// An annotation for a type; empty where it says nothing.
  private func spelled(_ type: TypeID) -> String {
    let row = engine.types[type]
    switch row.kind {
    case .none: return "None"
    case .instance: return instance(type, row)
    case .literal: return spelled(engine.literalClass(type))
    case .tuple:
      let items = engine.types.members(type).map { spelled($0) }
      return items.isEmpty || items.contains("")
        ? "tuple" : "tuple[\(items.joined(separator: ", "))]"
    case .union:
      let parts = engine.types.members(type).map { spelled($0) }
      return parts.contains("") ? "" : parts.joined(separator: " | ")
    case .generator:
      imports.insert("typing")
      let item = spelled(TypeID(rawValue: row.a))
      return item.isEmpty ? "typing.Iterator" : "typing.Iterator[\(item)]"
    default: return ""
    }
  }

  private func instance(_ type: TypeID, _ row: TypeRow) -> String {
    let id = ClassID(rawValue: row.a)
    guard let name = spelled(class: id) else { return "" }
    let arguments = engine.typeArguments(type).map { spelled($0) }
    return arguments.isEmpty || arguments.contains("")
      ? name : "\(name)[\(arguments.joined(separator: ", "))]"
  }

  private func spelled(class id: ClassID) -> String? {
    let name = engine.program.qualifiedName(of: id)
    if name.hasPrefix("builtins.") { return String(name.dropFirst("builtins.".count)) }
    let home = engine.locate(id).module.name
    // A class of a function body has no name outside.
    let (place, row) = engine.locate(id)
    guard place.facts.scopes[Int(row.parentScope)].kind == .module else { return nil }
    if home == self.place.name { return String(name.dropFirst(home.count + 1)) }
    imports.insert(home)
    return name
  }

  private func spelled(callable type: TypeID) -> String? {
    let row = engine.types[type]
    switch row.kind {
    case .classObject: return spelled(class: ClassID(rawValue: row.a))
    case .function:
      let id = FunctionID(rawValue: row.a)
      let (home, function) = engine.locate(id)
      guard home.facts.scopes[Int(function.parentScope)].kind == .module else { return nil }
      let name = home.facts.names[function.name]
      if home.id == place.id { return name == "<lambda>" ? nil : name }
      imports.insert(home.name)
      return "\(home.name).\(name)"
    case .bound:
      return spelled(classMethod: row)
    default: return nil
    }
  }

  /// `open = TarFile.open`; a method of an object, `random = _inst.random`, has no such name.
  private func spelled(classMethod row: TypeRow) -> String? {
    let receiver = engine.types[TypeID(rawValue: row.b)]
    let function = engine.types[TypeID(rawValue: row.a)]
    guard receiver.kind == .classObject, function.kind == .function,
      let owner = spelled(class: ClassID(rawValue: receiver.a))
    else { return nil }
    let (home, method) = engine.locate(FunctionID(rawValue: function.a))
    return "\(owner).\(home.facts.names[method.name])"
  }

  private func spelled(literal type: TypeID) -> String? {
    if type == .none { return "None" }
    let row = engine.types[type]
    guard row.kind == .literal else { return nil }
    switch IRConstant(rawValue: UInt8(truncatingIfNeeded: row.a)) {
    case .true: return "True"
    case .false: return "False"
    case .integer: return String(Int32(bitPattern: row.b))
    case .float: return "\(Float(bitPattern: row.b))"
    case .string:
      guard let text = engine.text(type), text.utf8.count < 24,
        text.utf8.allSatisfy({ 0x20 <= $0 && $0 < 0x7f && $0 != 0x22 && $0 != 0x5c })
      else { return nil }
      return "\"\(text)\""
    default: return nil
    }
  }
}
