package import Project
package import PythonSemantics
import PythonSyntax

extension Engine {
  /// The type that an annotation declares for values.
  package func annotation(_ node: IRNodeID, in module: Module) -> TypeID {
    guard node.exists else { return .unknown }
    let key = key(module, node.rawValue)
    if let known = annotationTypes[key] { return known }
    annotationTypes[key] = .unknown
    let type = readAnnotation(node, in: module)
    annotationTypes[key] = type
    return type
  }

  private func readAnnotation(_ node: IRNodeID, in module: Module) -> TypeID {
    let row = module.facts[node]
    switch row.kind {
    case .constant:
      return row.isNone ? .none : .unknown
    case .name, .attribute:
      if let name = typingName(node, in: module) { return typingForm(name, [], in: module) }
      if let (alias, home) = alias(node, in: module) { return annotation(alias, in: home) }
      let type = instanceOf(evaluate(node, in: module))
      // `def cursor(self) -> cursor` in a class names the class outside, not the method.
      guard type == .unknown, row.kind == .name, row.b != 0,
        module.facts.scopes[Int(module.facts.symbols[Int(row.b - 1)].scope)].kind == .class
      else { return type }
      return instanceOf(moduleAttribute(module.name(row.a), of: module.id))
    case .binary where row.flags == BinaryOperator.bitOr.rawValue:
      return joinDeclared([row.operand, row.second], in: module)
    case .subscript:
      let base = row.operand
      let slice = row.second
      let arguments =
        module.facts[slice].kind == .tuple
        ? Array(module.facts.list(module.facts[slice].a)) : [slice]
      if let name = typingName(base, in: module) {
        return typingForm(name, arguments, in: module)
      }
      return genericInstance(evaluate(base, in: module), arguments, in: module)
    default: return .unknown
    }
  }

  /// The right-hand side of `Rows = list[Row]` and `MaybeRow = Optional[Row]`, where nothing else is bound
  /// to the name.
  private func alias(_ node: IRNodeID, in module: Module) -> (IRNodeID, Module)? {
    guard let (symbol, home) = boundSymbol(node, in: module) else { return nil }
    let definitions = home.facts.definitions[home.facts.symbolRange(symbol)]
      .filter { $0.kind != .annotation }
    guard definitions.count == 1, let only = definitions.first, only.kind == .assignment,
      only.position == -1
    else { return nil }
    let value = home.facts[only.node]
    let isUnion = value.kind == .binary && value.flags == BinaryOperator.bitOr.rawValue
    return value.kind == .subscript || isUnion ? (only.node, home) : nil
  }

  /// The symbol behind a name, or behind one of a class: `ContextTypes.DEFAULT_TYPE`.
  private func boundSymbol(_ node: IRNodeID, in module: Module) -> (UInt32, Module)? {
    let row = module.facts[node]
    if row.kind == .attribute {
      let owner = types[evaluate(row.operand, in: module)]
      guard owner.kind == .classObject,
        let found = member(module.name(row.b), of: ClassID(rawValue: owner.a))
      else { return nil }
      return (found.symbol, locate(found.owner).module)
    }
    guard row.kind == .name, row.b != 0 else { return nil }
    let bindings = program.lookup(module.name(row.a), in: module.id)
    guard bindings.count == 1, case .value(let id, let symbol) = bindings[0],
      id != module.id || symbol == row.b - 1
    else { return nil }
    return (symbol, self.module(id))
  }

  private func genericInstance(
    _ base: TypeID, _ arguments: [IRNodeID], in module: Module
  ) -> TypeID {
    guard types.kind(base) == .classObject else { return instanceOf(base) }
    let id = ClassID(rawValue: types[base].a)
    if id == known.type { return classObject(of: arguments.first, in: module) }
    if id == known.tuple { return tupleType(arguments, in: module) }
    return instance(of: id, arguments.map { annotation($0, in: module) })
  }

  private func tupleType(_ arguments: [IRNodeID], in module: Module) -> TypeID {
    if let last = arguments.last, module.facts[last].constant == .ellipsis,
      let first = arguments.first
    {
      return instance(of: known.tuple, [annotation(first, in: module)])
    }
    return types.sequence(.tuple, arguments.map { annotation($0, in: module) })
  }

  private func classObject(of argument: IRNodeID?, in module: Module) -> TypeID {
    guard let argument else { return .unknown }
    let type = annotation(argument, in: module)
    switch types.kind(type) {
    case .instance: return types.make(.classObject, types[type].a)
    // Of `type[T]` it is known what it makes.
    case .typeVariable: return types.make(.callable, type)
    default: return .unknown
    }
  }

  private func joinDeclared(_ nodes: [IRNodeID], in module: Module) -> TypeID {
    var result = TypeID.never
    for node in nodes {
      let type = annotation(node, in: module)
      // `Foo | <unresolved>` is at least a Foo in the cases that matter; see `TypeID.unknown`.
      result = types.join(result, type)
    }
    return result
  }

  /// What a call of `Callable[..., Any | Awaitable[T]]` gives is not known to be awaitable.
  private func callResult(_ node: IRNodeID, in module: Module) -> TypeID {
    let row = module.facts[node]
    var members: [IRNodeID] = []
    if row.kind == .binary {
      members = [row.operand, row.second]
    } else if row.kind == .subscript, typingName(row.operand, in: module) == "Union" {
      let slice = module.facts[row.second]
      members = slice.kind == .tuple ? Array(module.facts.list(slice.a)) : []
    }
    for member in members where [.unknown, .dynamic].contains(callResult(member, in: module)) {
      return .unknown
    }
    return annotation(node, in: module)
  }

  /// The name of a special form, when the expression is one from `typing` or `collections.abc`.
  func typingName(_ node: IRNodeID, in module: Module) -> String? {
    let facts = module.facts
    let row = facts[node]
    switch row.kind {
    case .name:
      guard row.b != 0 else { return starredTypingName(row, facts) }
      for definition in facts.definitions[facts.symbolRange(row.b - 1)]
      where definition.kind == .import {
        let row = facts.imports[Int(definition.value)]
        if row.level == 0, row.name != 0, facts.names.spells(row.module, anyOf: Self.typing) {
          return facts.names[row.name]
        }
      }
      // The module that defines them.
      if case .firstParty = module.origin { return nil }
      return Self.isTyping(module.name) ? facts.names[row.a] : nil
    case .attribute:
      let base = evaluate(row.operand, in: module)
      switch types.kind(base) {
      case .module:
        let name = program[ModuleID(rawValue: types[base].a)].name
        return Self.isTyping(name) ? facts.names[row.b] : nil
      case .external:
        let name = program.globalNames[GlobalName(rawValue: types[base].a)]
        return Self.isTyping(name) ? facts.names[row.b] : nil
      default: return nil
      }
    default: return nil
    }
  }

  /// `Optional` behind `from typing import *`.
  private func starredTypingName(_ row: IRNode, _ facts: FileFacts) -> String? {
    let isStarred = facts.imports.contains {
      $0.symbol == .max && $0.level == 0 && facts.names.spells($0.module, anyOf: Self.typing)
    }
    return isStarred && facts.names.spells(row.a, anyOf: Self.forms) ? facts.names[row.a] : nil
  }

  private static let forms: [StaticString] = [
    "Annotated", "Any", "AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Callable",
    "ClassVar", "Coroutine", "Dict", "Final", "Generator", "Iterable", "Iterator", "List",
    "Mapping",
    "Optional", "Sequence", "Set", "Tuple", "Type", "Union",
  ]

  private static let typing: [StaticString] = [
    "typing", "typing_extensions", "collections.abc", "_collections_abc",
  ]

  private static func isTyping(_ name: String) -> Bool {
    typing.contains { $0.withUTF8Buffer { $0.elementsEqual(name.utf8) } }
  }

  private func typingForm(_ name: String, _ nodes: [IRNodeID], in module: Module) -> TypeID {
    func argument(_ index: Int) -> TypeID {
      index < nodes.count ? annotation(nodes[index], in: module) : .unknown
    }
    switch name {
    case "Any": return .dynamic
    case "Optional": return types.join(.none, argument(0))
    case "Union": return joinDeclared(nodes, in: module)
    case "Annotated", "ClassVar", "Final", "Required", "NotRequired", "ReadOnly", "InitVar":
      return argument(0)
    case "Type": return classObject(of: nodes.first, in: module)
    case "List", "MutableSequence": return instance(of: known.list, [argument(0)])
    case "Dict", "Mapping", "MutableMapping", "DefaultDict", "OrderedDict":
      return instance(of: known.dict, [argument(0), argument(1)])
    case "Set", "FrozenSet", "AbstractSet", "MutableSet":
      return instance(of: known.set, [argument(0)])
    case "Tuple": return tupleType(nodes, in: module)
    case "Iterable", "Iterator", "Sequence", "Collection", "Container", "Reversible", "Generator",
      "KeysView", "ValuesView":
      return types.make(.generator, argument(0))
    case "AsyncIterable", "AsyncIterator", "AsyncGenerator":
      return types.make(.asyncGenerator, argument(0))
    case "Awaitable": return types.make(.coroutine, argument(0))
    case "Coroutine": return types.make(.coroutine, argument(2), .dynamic)
    case "ContextManager", "AbstractContextManager":
      return types.make(.contextManager, argument(0))
    case "AsyncContextManager", "AbstractAsyncContextManager":
      return types.make(.asyncContextManager, argument(0))
    case "Callable":
      return types.make(.callable, nodes.count < 2 ? .unknown : callResult(nodes[1], in: module))
    case "Literal":
      var result = TypeID.never
      for node in nodes { result = types.join(result, evaluate(node, in: module)) }
      return result
    case "Text": return instance(of: known.str)
    case "NoReturn", "Never": return .never
    case "Self", "LiteralString", "TypeAlias", "Hashable", "Sized": return .unknown
    default:
      return module.isStub ? instanceOf(evaluateByName(name, in: module)) : .unknown
    }
  }

  private func evaluateByName(_ name: String, in module: Module) -> TypeID {
    guard let global = program.globalNames.find(name) else { return .unknown }
    return moduleAttribute(global, of: module.id)
  }

  /// The value that a class object makes; other values annotate nothing.
  func instanceOf(_ type: TypeID) -> TypeID {
    switch types.kind(type) {
    case .classObject:
      let id = ClassID(rawValue: types[type].a)
      return id == known.object ? .dynamic : types.make(.instance, id.rawValue)
    case .none, .typeVariable: return type
    case .instance, .coroutine, .generator, .asyncGenerator, .callable: return aliased(type)
    case .union:
      var result = TypeID.never
      for member in types.members(type) { result = types.join(result, instanceOf(member)) }
      return result
    case .tuple:
      // `except (A, B)`: an instance of one of them.
      var result = TypeID.never
      for member in types.members(type) { result = types.join(result, instanceOf(member)) }
      return result
    case .function, .bound: return madeBy(type)
    case .external: return .unknown
    default: return .unknown
    }
  }

  /// `lock: threading.Lock` and `jobs: multiprocessing.Queue` name functions that make such objects.
  private func madeBy(_ type: TypeID) -> TypeID {
    guard let maker = function(ofCallee: type) else { return .unknown }
    let (home, row) = locate(maker)
    guard home.origin != .firstParty, !row.flags.contains(.isAsync) else { return .unknown }
    var evaluator = Evaluator(engine: self, module: home, frame: nil)
    let made = evaluator.apply(type, Arguments(), CallContext(node: .none, mode: .creates)).result
    return types.kind(made) == .instance ? made : .unknown
  }

  /// `JSON = dict[str, Any]`: evaluating the alias gave the annotation's own type already.
  private func aliased(_ type: TypeID) -> TypeID { type }

  /// Whether a declaration tells which code runs: `Any`, `object`, protocols and callables do not.
  func isInformative(_ type: TypeID) -> Bool {
    switch types.kind(type) {
    case .unknown, .dynamic, .never, .callable, .typeVariable, .none: return false
    case .instance: return !isProtocol(ClassID(rawValue: types[type].a))
    case .union: return types.members(type).contains { isInformative($0) }
    default: return true
    }
  }

  /// The same for iteration: `Iterator[T]` says what comes out, not what has to run for it.
  func tellsIteration(_ type: TypeID) -> Bool {
    switch types.kind(type) {
    case .generator, .asyncGenerator: types[type].b != 0
    default: isInformative(type)
    }
  }

  func isProtocol(_ id: ClassID) -> Bool {
    if let known = protocols[id] { return known }
    let (module, row) = locate(id)
    let isProtocol = module.facts.list(row.bases).contains {
      let base = module.facts[$0].kind == .subscript ? module.facts[$0].operand : $0
      return decoratorName(base, module) == "Protocol"
    }
    protocols[id] = isProtocol
    return isProtocol
  }
}
