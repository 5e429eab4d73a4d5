import PythonSemantics

/// A name that a module gives only when it is asked for.
struct LazyExport: Hashable {
  var name: String
  /// With leading dots where relative.
  var module: String
  /// The name there; empty where the module itself is meant.
  var attribute: String
}

/// Reads the literal tables of packages that import their parts on first use:
///
///     _PARTS = {"Client": "app.client"}                  # name → module
///     _PARTS = {"Client": ("app.client", "HTTPClient")}  # name → module and name
///     _PARTS = {"client": ["Client", "connect"]}         # module → names
///     def __getattr__(name): ...                         # PEP 562
///
///     __getattr__, __dir__, __all__ = lazy_loader.attach(
///         __name__, submodules=["io"], submod_attrs={"client": ["Client"]})
///
/// What is read is only a candidate: the linker keeps those whose module has the name.
enum LazyExports {
  static func read(_ facts: FileFacts) -> [LazyExport] {
    guard isLazy(facts) else { return [] }
    var reader = LazyReader(facts: facts)
    for node in facts.nodes {
      switch node.kind {
      case .assign: reader.readValue(node.a)
      case .annAssign: reader.readValue(facts.field(ofRecord: node.b, 1))
      default: break
      }
    }
    return reader.exports
  }

  /// Whether the module answers for names that it does not bind.
  private static func isLazy(_ facts: FileFacts) -> Bool {
    if facts.names.find("_LazyModule") != nil { return true }
    guard let hook = facts.names.find("__getattr__") else { return false }
    return facts.moduleSymbols.contains { facts.symbols[$0].name == hook }
  }
}

private struct LazyReader {
  let facts: FileFacts
  var exports: [LazyExport] = []

  mutating func readValue(_ value: UInt32) {
    let node = facts.node(value)
    switch node.kind {
    case .dict: readTable(node)
    case .call: readAttach(node)
    default: break
    }
  }

  private mutating func readTable(_ table: IRNode) {
    let words = Array(facts.pairWords(table.a))
    for index in stride(from: 0, to: words.count - 1, by: 2) {
      if let key = facts.string(words[index]) { readEntry(key, value: words[index + 1]) }
    }
  }

  private mutating func readEntry(_ key: String, value: UInt32) {
    if let module = facts.string(value) {
      exports.append(LazyExport(name: key, module: module, attribute: key))
      return
    }
    let node = facts.node(value)
    guard node.kind == .tuple || node.kind == .list || node.kind == .set else { return }
    let items = facts.items(node.a).map { facts.string($0) }
    if node.kind == .tuple, items.count == 2, let module = items[0] {
      exports.append(LazyExport(name: key, module: module, attribute: items[1] ?? ""))
    }
    // The keys of transformers' and lazy_loader's tables are submodules without dots.
    for case .some(let name) in items {
      let module = key.hasPrefix(".") ? key : "." + key
      exports.append(LazyExport(name: name, module: module, attribute: name))
    }
  }

  private mutating func readAttach(_ call: IRNode) {
    guard ["attach", "_attach"].contains(facts.names[facts.calleeName(call)]) else { return }
    for argument in facts.items(call.b) {
      var value = facts.node(argument)
      if value.kind == .keyword { value = facts.node(value.a) }
      switch value.kind {
      case .dict: readTable(value)
      case .list, .set, .tuple:
        for case .some(let name) in facts.items(value.a).map({ facts.string($0) }) {
          exports.append(LazyExport(name: name, module: "." + name, attribute: ""))
        }
      default: break
      }
    }
  }
}

/// Modules named by a literal: `importlib.import_module("app.plugins")`, `__import__("app")`.
enum DynamicImports {
  static func read(_ facts: FileFacts) -> [String] {
    let calls = ["import_module", "__import__"].compactMap { facts.names.find($0) }
    if calls.isEmpty { return [] }
    var found: [String] = []
    for node in facts.nodes where node.kind == .call {
      guard calls.contains(facts.calleeName(node)), let first = facts.items(node.b).first else {
        continue
      }
      if let name = facts.string(first) { found.append(name) }
    }
    return found
  }
}
