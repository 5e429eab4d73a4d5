import Project
import PythonSemantics

/// What applying a callable gave.
struct Applied {
  var result: TypeID
  /// Some target, or a model, or a symbolic callee was found.
  var isResolved: Bool
}

/// How a call is to be recorded.
struct CallContext {
  var node: IRNodeID
  var kind = SiteKind.call
  var mode = EdgeMode.runs
  var confidence: UInt8 = 100
  var isOnce = false
  var isIndirect = false
  /// An abstract method is called: this is one of the bodies that may run.
  var isOverride = false
  /// What is awaited runs as a task of its own.
  var isTask = false
  /// Of an indirect call: what its place knows of what it calls.
  var flags: SiteFlags = []
  /// The function that makes an indirect call.
  var via: FunctionID?
  /// How many calls of handed-over functions lie between the call in the text and this one.
  var depth = 0
  /// `def again(): return attempt(again)`: with an `attempt` that awaits what it is given, that never
  /// ends by itself.
  var isTooDeep: Bool { 8 <= depth }
}
