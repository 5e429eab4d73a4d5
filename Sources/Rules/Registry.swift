package import Diagnostics
package import RuleKit

/// All rules, in order of code.
package enum Registry {
  package static let blocking: [any BlockingRule] = [
    BlockingSleep(), BlockingHTTP(), BlockingSubprocess(), BlockingFileIO(), BlockingDBDriver(),
    BlockingWait(), TransitiveBlocking(), BlockingInLoopCallback(), CPUBoundOnLoop(),
    RunInsideLoop(),
  ]

  package static let function: [any FunctionRule] = [
    CoroutineNotAwaited(), TaskDropped(),
  ]

  package static let module: [any ModuleRule] = []

  package static var metadata: [RuleMetadata] {
    let rules: [any Rule] = blocking + function + module
    return rules.map { type(of: $0).metadata }
  }
}
