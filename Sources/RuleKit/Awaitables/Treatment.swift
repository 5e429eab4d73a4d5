package import PythonSemantics

/// What somebody does with an awaitable that he has.
package enum Treatment: Sendable, Equatable {
  /// Awaits it, schedules it, keeps it, or hands it to code that is not known.
  case consumed
  /// Looks at it without effect: prints it, counts it, asks for its type.
  case ignored(IRNodeID)
  /// Treats it as the value that it would give.
  case misused(IRNodeID, Misuse)
}

package enum Misuse: Sendable, Equatable {
  /// `if f():`, always true.
  case tested
  /// `f() + 1`, `f() == 2`.
  case operand
  /// `d[f()]`.
  case index
  case attribute(String)
  case `subscript`
  case iterated
  case entered
  /// In an f-string.
  case formatted
  /// An argument of a function that wants the value: `len(f())`.
  case argument(String)
  /// Of an exception.
  case message
  /// Given where a function is wanted: `call_soon(f())`.
  case callback(String)
  case called

  /// Whether Python raises `TypeError` or `AttributeError` there, so that no reader can have meant it.
  package var raises: Bool {
    switch self {
    case .attribute, .subscript, .iterated, .entered, .called: true
    default: false
    }
  }
}
