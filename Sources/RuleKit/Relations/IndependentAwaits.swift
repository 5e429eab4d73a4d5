import LibraryModels
import Project
package import PythonSemantics
import Summaries

/// Statements that wait for input or output and nothing else, and whether two of them could run at once.
package enum IndependentAwaits {
  /// `x = await f(a)` or `await f(a)`.
  package struct Step {
    package var call: Call
    /// Variables that the statement binds, and those that it reads.
    var binds: Set<UInt32>
    var reads: Set<UInt32>
  }

  /// The blocks of a function that hold more than one statement.
  package static func blocks(of function: FunctionSubject) -> [IRNodeList] {
    let facts = function.facts
    var blocks = [facts.list(function.row.body)]
    for node in function.nodes {
      switch function.kind(node) {
      case .if, .while, .for, .with, .try:
        blocks += [facts.statements(.body, of: node), facts.statements(.orElse, of: node)]
      default: break
      }
    }
    return blocks.filter { 1 < $0.count }
  }

  package static func read(_ statement: IRNodeID, _ function: FunctionSubject) -> Step? {
    let row = function[statement]
    guard row.kind == .assign || row.kind == .expression else { return nil }
    let value = row.operand
    guard function.kind(value) == .await,
      let call = function.call(function.operand(value)), waits(call, function),
      !writes(call.spelled)
    else { return nil }
    var binds: Set<UInt32> = []
    if row.kind == .assign {
      for target in function.facts.targets(statement) {
        guard let symbol = function.symbol(target) else { return nil }
        binds.insert(symbol)
      }
    }
    let inside = function.nodes.filter { function.isInside($0, value) }
    // More than one call, or an await among the arguments, is more than one step.
    guard inside.filter({ function.kind($0) == .call || function.kind($0) == .await }).count == 2
    else { return nil }
    return Step(call: call, binds: binds, reads: Set(inside.compactMap { function.symbol($0) }))
  }

  package static func areIndependent(
    _ first: Step, _ second: Step, _ function: FunctionSubject
  ) -> Bool {
    guard first.binds.isDisjoint(with: second.reads), first.binds.isDisjoint(with: second.binds),
      second.binds.isDisjoint(with: first.reads)
    else { return false }
    // The same object may allow one operation at a time: a connection, a cursor, a stream.
    return receiver(first.call, function) == nil && receiver(second.call, function) == nil
  }

  /// Classes whose instances do one thing at a time: connections, sessions, cursors.
  private static let exclusive: Set<String> = Set(
    ResourceKind.all.filter { $0.traits.contains(.exclusive) }.flatMap { $0.classes })

  /// The connection that a coroutine works with: the receiver of its method, or an argument.
  package static func connection(_ call: Call, _ function: FunctionSubject) -> IRNodeID? {
    ([call.receiver].compactMap { $0 } + call.arguments.map { $0.node }).first {
      function.isInstance($0, of: exclusive)
    }
  }

  private static func receiver(_ call: Call, _ function: FunctionSubject) -> IRNodeID? {
    guard let receiver = call.receiver else { return nil }
    return function.context.types.kind(function.type(receiver)) == .module ? nil : receiver
  }

  /// Proven to wait for something: a function of the project whose body awaits, not a method. What is
  /// handed a connection has its turn on it.
  package static func waits(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard function.context.awaitability(call.result) == .coroutine,
      connection(call, function) == nil,
      let callee = function.context.function(ofCallee: function.type(call.callee))
    else { return false }
    let (module, index) = function.context.engine.program.location(of: callee)
    return module.origin == .firstParty
      && module.facts.functions[Int(index)].flags.contains(.hasAwait)
      && !changesReceiver(function.context.subject(of: callee))
  }

  /// `self.cache[key] = value`: two at once may both find it missing.
  private static func changesReceiver(_ callee: FunctionSubject) -> Bool {
    callee.nodes.contains { node in
      callee.isBinding(node) && [.attribute, .subscript].contains(callee.kind(node))
        && root(of: node, callee).map { callee.isReceiver($0) } ?? false
    }
  }

  /// Whether what a call runs, in this function or further down, changes what the same call for another item
  /// sees too: a variable of the module, its object, something that it was handed, or a file of a fixed
  /// name. One after the other they cannot meet there.
  package static func changesWhatAllShare(_ call: Call, _ function: FunctionSubject) -> Bool {
    let context = function.context
    guard let callee = context.function(ofCallee: function.type(call.callee)) else { return true }
    var seen: Set<FunctionID> = [callee]
    var work = [callee]
    while let next = work.popLast() {
      let subject = context.subject(of: next)
      guard subject.isFirstParty, subject.name != "__init__" else { continue }
      if changesShared(subject) { return true }
      for other in context.concurrency.callees(next) where seen.insert(other).inserted {
        work.append(other)
      }
      if 100 < seen.count { return true }
    }
    return false
  }

  private static let changing: Set<String> = [
    "append", "extend", "insert", "add", "update", "setdefault", "remove", "discard", "pop",
    "popitem", "popleft", "appendleft", "clear", "sort", "write", "writelines", "writerow",
    "writerows", "truncate",
  ]

  private static func changesShared(_ function: FunctionSubject) -> Bool {
    function.nodes.contains { node in
      switch function.kind(node) {
      case .name: return function.isBinding(node) && function.sharedPath(node) != nil
      case .attribute, .subscript:
        return function.isBinding(node) && isShared(node, function)
      case .call:
        let callee = function.operand(node)
        let name = function.spelling(callee)
        if writesFixedFile(node, name, function) { return true }
        return changing.contains(name) && function.kind(callee) == .attribute
          && isShared(callee, function)
      default: return false
      }
    }
  }

  /// Reached from the module, the object or a parameter, not from what the function made itself.
  private static func isShared(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    guard let root = root(of: node, function), let symbol = function.symbol(root) else {
      return false
    }
    return function.sharedPath(root) != nil
      || function.facts.symbols[Int(symbol)].flags.contains(.parameter)
  }

  /// `open("out.csv", "a")`, `aiofiles.open(TARGET, "w")`.
  private static func writesFixedFile(
    _ node: IRNodeID, _ name: String, _ function: FunctionSubject
  ) -> Bool {
    guard name == "open" || name == "open_file", let call = function.call(node),
      let path = call.argument(0, "file"), let mode = call.argument(1, "mode"),
      let text = function.string(mode), text.contains(where: { "wax+".contains($0) })
    else { return false }
    return function.string(path) != nil || function.sharedPath(path) != nil
  }

  private static func root(of node: IRNodeID, _ function: FunctionSubject) -> IRNodeID? {
    var inner = node
    while [.attribute, .subscript].contains(function.kind(inner)) {
      inner = function.facts.operand(inner)
    }
    return function.kind(inner) == .name ? inner : nil
  }

  private static let verbs: Set<String> = [
    "save", "store", "write", "put", "post", "send", "delete", "remove", "update", "insert",
    "create", "add", "set", "commit", "close", "start", "stop", "publish", "push", "drop", "init",
    "setup", "connect", "disconnect", "login", "open", "clear", "reset", "flush", "sleep", "wait",
    "run", "process", "handle", "execute", "cancel", "shutdown", "apply", "patch", "notify", "emit",
    "log", "sync", "register", "unregister", "acquire", "release", "lock", "unlock", "begin", "end",
    "mark", "enqueue", "dispatch", "move", "copy", "rename", "upload", "install", "test",
  ]

  /// Names of things that are done rather than asked for: their order may matter.
  package static func writes(_ name: String) -> Bool {
    let words = name.lowercased().split(separator: "_")
    return words.contains { verbs.contains(String($0)) }
  }
}
