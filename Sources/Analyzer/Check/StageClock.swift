import Diagnostics
import System

/// Measures the stages of a check, one after the other.
struct StageClock {
  private let system: any OperatingSystem
  private var began: UInt64
  private(set) var timings: [StageTiming] = []

  init(_ system: any OperatingSystem) {
    self.system = system
    began = system.monotonicNanoseconds()
  }

  /// Ends a stage and begins the next.
  mutating func end(_ stage: String) {
    let now = system.monotonicNanoseconds()
    timings.append(
      StageTiming(stage: stage, wallMilliseconds: Double(now &- began) / 1_000_000))
    began = now
  }
}
