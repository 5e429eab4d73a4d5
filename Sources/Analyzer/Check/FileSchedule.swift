import Project
import Synchronization
import System

/// Deals files out to workers, eight at a time: fine enough to end together, coarse enough that
/// taking costs nothing.
enum FileSchedule {
  private static let batch = 8

  /// `work` makes one worker's function; results come in order of `count`, whoever made them.
  static func map<Result: Sendable>(
    count: Int, threads: Int, progress: (@Sendable (Int, Int) -> Void)?,
    _ work: @escaping @Sendable () -> (Int) -> Result
  ) -> [Result] {
    if count == 0 { return [] }
    let shared = Shared<Result>()
    @Sendable func worker(_: Int) {
      let run = work()
      var mine: [(index: Int, result: Result)] = []
      while true {
        let start = shared.next.add(batch, ordering: .relaxed).oldValue
        if count <= start { break }
        let end = min(start + batch, count)
        for index in start..<end { mine.append((index, run(index))) }
        let done = shared.done.add(end - start, ordering: .relaxed).newValue
        progress?(done, count)
      }
      let results = mine
      shared.results.withLock { $0 += results }
    }
    let workers = max(1, min(threads, (count + batch - 1) / batch))
    Workers.run(workers, worker)
    return shared.results.withLock { all in
      all.sort { $0.index < $1.index }
      return all.map { $0.result }
    }
  }

  private final class Shared<Result: Sendable>: Sendable {
    let next = Atomic<Int>(0)
    let done = Atomic<Int>(0)
    let results = Mutex<[(index: Int, result: Result)]>([])
  }
}
