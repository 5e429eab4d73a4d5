import System
import Testing

@testable import ProfileCapture

/// What is read of the queue of a loop, from memory of this process.
@Suite struct LoopTurnsTests {
  /// As a `deque` lies there: its length at 16, the number of its changes at 56.
  private static func look(
    _ turns: inout LoopTurns, _ queue: UnsafeMutablePointer<Int>, size: Int, changes: Int,
    now: UInt64
  ) -> Int? {
    queue[2] = size
    queue[7] = changes
    return turns.look(ForeignMemory(Processes.current), now: now)
  }

  @Test func callbacksAreCounted() {
    let queue = UnsafeMutablePointer<Int>.allocate(capacity: 8)
    defer { queue.deallocate() }
    var turns = LoopTurns(loop: 0, ready: UInt(bitPattern: queue), beganLocal: 0)
    #expect(Self.look(&turns, queue, size: 1, changes: 101, now: 1_000_000) == 0)
    // Three came, two began.
    #expect(Self.look(&turns, queue, size: 2, changes: 106, now: 2_000_000) == 2)
    #expect(turns.takeCounted().begun == 2)
  }

  /// Once a loop is gone, something else lies where its queue was.
  @Test(arguments: [(7, 3_618_135_099_600_935_908), (0, 12), (100, 1 << 40)])
  func whatIsNoQueueIsNotCounted(size: Int, changes: Int) {
    let queue = UnsafeMutablePointer<Int>.allocate(capacity: 8)
    defer { queue.deallocate() }
    var turns = LoopTurns(loop: 0, ready: UInt(bitPattern: queue), beganLocal: 0)
    #expect(Self.look(&turns, queue, size: 1, changes: 101, now: 1_000_000) == 0)
    #expect(Self.look(&turns, queue, size: size, changes: changes, now: 6_000_000) == nil)
    let counted = turns.takeCounted()
    #expect((counted.begun, counted.ready) == (0, 1))
  }

  /// A loop that is not Python: what counts is how often its thread entered or left a context.
  @Test func contextsAreCounted() {
    let changes = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    defer { changes.deallocate() }
    var turns = LoopTurns(contexts: UInt(bitPattern: changes), base: 4096)
    var found: [Int?] = []
    // Idle, in a callback, still in it, that one over and two more, and nothing since.
    for (look, value) in [100, 101, 101, 106, 106].enumerated() {
      changes.pointee = value
      found.append(turns.look(ForeignMemory(Processes.current), now: UInt64(look + 1) * 1_000_000))
    }
    #expect(found == [0, 1, 0, 2, 0])
    #expect(turns.latest == 4_000_000)
    #expect(turns.takeCounted().begun == 3)
    // The end of a callback is no other one, but the one before is over.
    changes.pointee = 107
    #expect(turns.look(ForeignMemory(Processes.current), now: 6_000_000) == 1)
    changes.pointee = 108
    #expect(turns.look(ForeignMemory(Processes.current), now: 7_000_000) == 1)
    #expect(turns.takeCounted().begun == 1)
    #expect(turns.holds(ForeignMemory(Processes.current)))
  }

  /// A thread that has ended: its memory holds something else.
  @Test(arguments: [99, -4, 1 << 60])
  func whatIsNoNumberOfContextsIsNotCounted(value: Int) {
    let changes = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    defer { changes.deallocate() }
    var turns = LoopTurns(contexts: UInt(bitPattern: changes), base: 4096)
    changes.pointee = 102
    #expect(turns.look(ForeignMemory(Processes.current), now: 1_000_000) == 0)
    changes.pointee = value
    #expect(turns.look(ForeignMemory(Processes.current), now: 2_000_000) == nil)
    #expect(turns.takeCounted().begun == 0)
  }
}
