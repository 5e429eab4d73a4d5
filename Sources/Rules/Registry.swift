package import Diagnostics
package import RuleKit

/// All rules, in order of code.
package enum Registry {
  package static let blocking: [any BlockingRule] = [
    BlockingSleep(), BlockingHTTP(), BlockingSubprocess(), BlockingFileIO(), BlockingDBDriver(),
    BlockingWait(), TransitiveBlocking(), BlockingInLoopCallback(), CPUBoundOnLoop(),
    RunInsideLoop(),
  ]

  package static var metadata: [RuleMetadata] { blocking.map { type(of: $0).metadata } }
}
