import Project
import PythonSemantics

/// Coroutine functions that were replaced by plain ones, which run a loop themselves where none runs:
///
///     def syncify(cls):
///         for name, value in inspect.getmembers(cls):
///             if inspect.iscoroutinefunction(value):
///                 setattr(cls, name, run_to_the_end(value))
///         return cls
///
/// pyrogram 2.0.106 (`pyrogram/sync.py`) does it with its whole client, Telethon 1.42 (`telethon/sync.py`)
/// where that module is imported, a project by a decorator.
extension Engine {
  /// Whether a call outside of coroutines may give the result itself.
  func isSyncified(_ function: FunctionID, of receiver: ClassID?) -> Bool {
    if case .thirdParty(let distribution) = locate(function).module.origin {
      return isSyncified(distribution: distribution)
    }
    guard let receiver else { return false }
    return classModel(receiver).linearization.contains { isSyncified($0) }
  }

  private func isSyncified(distribution: String) -> Bool {
    if let known = syncified { return known.contains(distribution) }
    var found: Set<String> = []
    for module in program.modules {
      if case .thirdParty(let name) = module.origin, syncifies(module) { found.insert(name) }
    }
    syncified = found
    return found.contains(distribution)
  }

  private func isSyncified(_ id: ClassID) -> Bool {
    let (module, row) = locate(id)
    guard row.decorators != 0 else { return false }
    return module.facts.list(row.decorators).contains { node in
      let decorator = types[evaluate(node, in: module)]
      return decorator.kind == .function
        && syncifies(locate(FunctionID(rawValue: decorator.a)).module)
    }
  }

  private func syncifies(_ module: Module) -> Bool {
    ["setattr", "iscoroutinefunction", "run_until_complete"].allSatisfy {
      module.facts.names.find($0) != nil
    }
  }
}
