import LibraryModels
import Project

/// Classes and functions whose meaning is built into the language, found once by name.
struct KnownNames {
  let list, dict, tuple, set, str, int, bool, float, bytes, type, object, property: ClassID?
  let superClass, partial, slice: ClassID?
  let callName, initName, newName, enterName, exitName, asyncEnterName, asyncExitName: GlobalName
  let iterName, nextName, asyncIterName, asyncNextName, awaitName, getItemName,
    getAttrName: GlobalName
  let setItemName, deleteItemName, containsName, postInitName, getName, selfName: GlobalName
  let superName: GlobalName
  /// Methods that ask a mapping for one of its values.
  let mappingNames: [GlobalName]
  /// Modules of which the functions go through what they are handed.
  let consumers: [GlobalName]
  /// Functions and classes by qualified name: decorators and builtins with a shape of their own.
  let specialNames: IDTable<Special>
  let specialFunctions: IDTable<Special>
  let specialClasses: IDTable<Special>
  /// Names of methods that the loop calls in a protocol.
  let protocolMethods: IDTable<Bool>

  enum Special {
    case contextManager, asyncContextManager, memo, wraps, transparent, dispatch
    case isInstance, getAttribute, setAttribute, typeOf, gather, cast
  }

  private static let specials: [(module: String, name: String, meaning: Special)] = [
    ("contextlib", "contextmanager", .contextManager),
    ("contextlib", "asynccontextmanager", .asyncContextManager),
    ("functools", "lru_cache", .memo), ("functools", "cache", .memo),
    ("functools", "wraps", .wraps), ("functools", "update_wrapper", .wraps),
    ("functools", "total_ordering", .transparent), ("functools", "singledispatch", .dispatch),
    ("abc", "abstractmethod", .transparent), ("typing", "overload", .transparent),
    ("typing", "final", .transparent), ("typing", "override", .transparent),
    ("typing", "no_type_check", .transparent), ("typing", "runtime_checkable", .transparent),
    ("typing_extensions", "override", .transparent),
    ("typing_extensions", "final", .transparent), ("dataclasses", "dataclass", .transparent),
    ("builtins", "isinstance", .isInstance), ("builtins", "getattr", .getAttribute),
    ("builtins", "setattr", .setAttribute), ("builtins", "type", .typeOf),
    ("asyncio", "gather", .gather), ("typing", "cast", .cast),
    ("typing_extensions", "cast", .cast),
  ]

  init(_ program: Program) {
    func bindings(_ module: String, _ name: String) -> [Binding] {
      guard let id = program.module(named: module), let global = program.globalNames.find(name)
      else { return [] }
      return program.lookup(global, in: id)
    }
    func find(_ module: String, _ name: String) -> ClassID? {
      for case .class(let found) in bindings(module, name) { return found }
      return nil
    }
    list = find("builtins", "list")
    dict = find("builtins", "dict")
    tuple = find("builtins", "tuple")
    set = find("builtins", "set")
    str = find("builtins", "str")
    int = find("builtins", "int")
    bool = find("builtins", "bool")
    float = find("builtins", "float")
    bytes = find("builtins", "bytes")
    type = find("builtins", "type")
    object = find("builtins", "object")
    property = find("builtins", "property")
    slice = find("builtins", "slice")
    superClass = find("builtins", "super")
    partial = find("functools", "partial")
    func name(_ text: String) -> GlobalName {
      program.globalNames.find(text) ?? GlobalName(rawValue: .max)
    }
    callName = name("__call__")
    selfName = name("Self")
    initName = name("__init__")
    newName = name("__new__")
    enterName = name("__enter__")
    exitName = name("__exit__")
    asyncEnterName = name("__aenter__")
    asyncExitName = name("__aexit__")
    iterName = name("__iter__")
    nextName = name("__next__")
    asyncIterName = name("__aiter__")
    asyncNextName = name("__anext__")
    awaitName = name("__await__")
    getItemName = name("__getitem__")
    setItemName = name("__setitem__")
    deleteItemName = name("__delitem__")
    containsName = name("__contains__")
    getAttrName = name("__getattr__")
    postInitName = name("__post_init__")
    getName = name("__get__")
    superName = name("super")
    mappingNames = [name("get"), name("pop")]
    consumers = [name("builtins"), name("collections"), name("itertools")]
    var names = IDTable<Special>()
    var functions = IDTable<Special>()
    var classes = IDTable<Special>()
    for (module, name, meaning) in Self.specials {
      if let global = program.globalNames.find("\(module).\(name)") { names[global] = meaning }
      for binding in bindings(module, name) {
        if case .function(let id) = binding { functions[id] = meaning }
        if case .class(let id) = binding { classes[id] = meaning }
      }
    }
    var methods = IDTable<Bool>()
    for name in Surface.protocolMethods {
      if let known = program.globalNames.find(name) { methods[known] = true }
    }
    protocolMethods = methods
    specialNames = names
    specialFunctions = functions
    specialClasses = classes
  }
}
