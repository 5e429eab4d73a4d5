package import Project
package import PythonSemantics
import Summaries

/// Whether a callee only uses what it is given, so that the caller still has to close it.
final class Borrowing {
  private var known: [UInt64: Bool] = [:]

  /// Library functions that look at a value and let it go.
  private static let lookers: CalleeNames = [
    "print", "isinstance", "issubclass", "hasattr", "getattr", "repr", "str", "len", "id", "type",
    "bool", "callable", "logging.Logger.debug", "logging.Logger.info", "logging.Logger.warning",
    "logging.Logger.error", "logging.Logger.exception",
  ]

  func borrows(_ subject: FunctionSubject, _ call: IRNodeID, _ argument: IRNodeID) -> Bool {
    guard let row = subject.call(call) else { return false }
    if row.isOne(of: Self.lookers) { return true }
    // What is not awaited may run later, when the caller has moved on.
    guard subject.use(of: call) == .awaited || subject.awaitability(call) != .coroutine else {
      return false
    }
    guard let (function, index) = subject.context.formal(of: row, argument, in: subject) else {
      return false
    }
    return borrows(function, index, subject.context, depth: 0)
  }

  private func borrows(
    _ function: FunctionID, _ parameter: Int, _ context: RuleContext, depth: Int
  ) -> Bool {
    let key = UInt64(function.rawValue) << 16 | UInt64(parameter)
    if let result = known[key] { return result }
    guard depth < 4 else { return false }
    known[key] = false  // a recursive call proves nothing
    let (module, _) = context.engine.program.location(of: function)
    guard !module.isStub else { return false }
    let subject = context.subject(of: function)
    let places = subject.row.parameters
    guard !subject.isGenerator, parameter < places.count else { return false }
    let symbol = subject.facts.parameters[Int(places.lowerBound) + parameter].symbol
    guard !subject.isCaptured(symbol) else { return false }
    let result = subject.reads(of: symbol).allSatisfy { read in
      switch subject.use(of: read) {
      case .receiver(let attribute):
        let name = subject.spelling(attribute)
        return subject.kind(attribute) == .attribute && !Self.endings.contains(name)
      case .tested, .operand, .formatted, .iterated: return true
      case .argument(let call):
        guard let row = subject.call(call) else { return false }
        if row.isOne(of: Self.lookers) { return true }
        guard let (callee, index) = context.formal(of: row, read, in: subject) else { return false }
        return borrows(callee, index, context, depth: depth + 1)
      default: return false
      }
    }
    known[key] = result
    return result
  }

  private static let endings: Set<String> = [
    "close", "aclose", "release", "terminate", "dispose", "detach", "abort", "transport",
    "__aexit__", "__exit__", "stop", "shutdown", "disconnect", "wait_closed",
  ]
}

extension RuleContext {
  /// Whether the callee only uses the argument, and neither closes nor keeps it.
  func borrows(_ subject: FunctionSubject, _ call: IRNodeID, _ argument: IRNodeID) -> Bool {
    borrowing.borrows(subject, call, argument)
  }

  /// The function and the number of the formal that an argument of a call is bound to.
  package func formal(
    of call: Call, _ argument: IRNodeID, in subject: FunctionSubject
  ) -> (FunctionID, Int)? {
    guard !call.hasStars, let function = function(ofCallee: subject.type(call.callee)) else {
      return nil
    }
    let (module, index) = engine.program.location(of: function)
    let row = module.facts.functions[Int(index)]
    let parameters = row.parameters.map { module.facts.parameters[Int($0)] }
    let isBound = types.kind(subject.type(call.callee)) == .bound
    var position = isBound ? 1 : 0
    for given in call.arguments {
      if let keyword = given.keyword {
        guard given.node == argument else { continue }
        let found = parameters.firstIndex { module.facts.names[$0.name] == keyword }
        return found.map { (function, $0) }
      }
      if given.node == argument {
        guard position < parameters.count,
          parameters[position].kind == .positional || parameters[position].kind == .positionalOnly
        else { return nil }
        return (function, position)
      }
      position += 1
    }
    return nil
  }
}
