import Project
import PythonSemantics
import Summaries

/// What the code does with one queue, wherever it is handed to.
package struct QueueUse {
  package struct Operation {
    package var function: FunctionSubject
    package var call: Call
    package var isInLoop: Bool
  }

  package private(set) var puts: [Operation] = []
  package private(set) var gets: [Operation] = []
  package private(set) var dones: [Operation] = []
  package private(set) var joins: [Operation] = []
  /// The queue goes somewhere that was not followed.
  package private(set) var escapes = false

  package static let classes: CalleeNames = [
    "asyncio.Queue", "asyncio.LifoQueue", "asyncio.PriorityQueue",
  ]

  /// A queue in a variable of a function: there, in functions nested in it, and in those it is passed
  /// to.
  package static func of(local symbol: UInt32, in function: FunctionSubject) -> QueueUse {
    var use = QueueUse()
    var seen: Set<String> = []
    use.follow(symbol, in: function, depth: 0, seen: &seen)
    if function.isCaptured(symbol) {
      for index in function.nested {
        let inner = function.context.subject(of: function.module.function(index))
        use.follow(symbol, in: inner, depth: 1, seen: &seen)
      }
    }
    return use
  }

  /// A queue in an attribute of `self`, as the methods of one class use it.
  package static func of(attribute: String, in methods: [FunctionSubject]) -> QueueUse {
    var use = QueueUse()
    for method in methods {
      for call in method.calls {
        guard let receiver = call.receiver, method.spelling(receiver) == attribute,
          method.kind(receiver) == .attribute,
          method.isReceiver(method.operand(receiver))
        else { continue }
        use.note(call, method)
      }
    }
    if let facts = methods.first?.facts { use.escapes = use.isMarked(attribute, elsewhere: facts) }
    return use
  }

  /// `executor.jobs.task_done()` in a callback that has the object by another name.
  private func isMarked(_ attribute: String, elsewhere facts: FileFacts) -> Bool {
    let marks = facts.nodes.count { node in
      guard node.kind == .attribute, facts.names[node.b] == "task_done" else { return false }
      return facts.spelling(node.operand) == attribute
    }
    return dones.count < marks
  }

  private mutating func follow(
    _ symbol: UInt32, in function: FunctionSubject, depth: Int, seen: inout Set<String>
  ) {
    guard seen.insert("\(function.unit.id.rawValue):\(symbol)").inserted else { return }
    for read in function.reads(of: symbol) {
      switch function.use(of: read) {
      case .receiver(let attribute):
        guard case .called(let node) = function.use(of: attribute), let call = function.call(node)
        else { continue }
        note(call, function)
      case .argument(let node):
        guard depth < 3, let call = function.call(node),
          let callee = function.context.function(ofCallee: function.type(call.callee)),
          let parameter = function.parameter(of: callee, for: read, in: call)
        else {
          escapes = true
          continue
        }
        let inner = function.context.subject(of: callee)
        follow(parameter, in: inner, depth: depth + 1, seen: &seen)
      case .tested, .operand: continue
      default: escapes = true
      }
    }
  }

  private mutating func note(_ call: Call, _ function: FunctionSubject) {
    let operation = Operation(
      function: function, call: call, isInLoop: !function.loops(around: call.node).isEmpty)
    switch call.spelled {
    case "put", "put_nowait": puts.append(operation)
    case "get", "get_nowait": gets.append(operation)
    case "task_done": dones.append(operation)
    case "join": joins.append(operation)
    default: break
    }
  }
}
