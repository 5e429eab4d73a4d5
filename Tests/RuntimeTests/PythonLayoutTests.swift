import Testing

@testable import ProfileCapture

/// The table that interpreters from 3.13 on carry for debuggers.
@Suite struct PythonLayoutTests {
  /// As 3.14 lays it out, with the numbers that its headers give on a 64-bit system.
  private static func table(
    minor: Int = 14, release: Int = 0xf0, freeThreaded: Int = 0, changing: [Int: Int] = [:]
  ) -> [UInt8] {
    var words = [Int](repeating: 0, count: 50)
    words[1] = 3 << 24 | minor << 16 | release
    words[2] = freeThreaded
    words[5] = 1208  // interpreters
    words[9] = 7352  // threads
    let thread = minor == 13 ? 19 : 22
    words[thread + 2] = 8  // next
    words[thread + 4] = 72  // current frame
    words[thread + 6] = 160  // native number
    let frame = minor == 13 ? 28 : 31
    for (index, value) in [88, 8, 0, 56, 80, 74].enumerated() { words[frame + index] = value }
    let code = minor == 13 ? 34 : 39
    for (index, value) in [216, 112, 120, 128, 136, 68, 52, 96, 104, 208].enumerated() {
      words[code + index] = value
    }
    for (index, value) in changing { words[index] = value }
    var bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    bytes.replaceSubrange(0..<8, with: "xdebugpy".utf8)
    return bytes
  }

  @Test(arguments: [13, 14]) func fieldsAreFound(minor: Int) throws {
    let layout = try PythonLayout.table(Self.table(minor: minor))
    #expect(layout.minor == minor)
    #expect(layout.interpretersHead == 1208)
    #expect(layout.threadsHead == 7352)
    #expect((layout.nextThread, layout.currentFrame, layout.nativeThread) == (8, 72, 160))
    #expect((layout.previous, layout.code, layout.instruction) == (8, 0, 56))
    #expect((layout.locals, layout.owner) == (80, 74))
    #expect((layout.filename, layout.qualname, layout.lineTable) == (112, 128, 136))
    #expect((layout.firstLine, layout.instructions) == (68, 208))
    #expect(layout.tag == (minor == 13 ? 0 : 3))
  }

  @Test func whatIsNotKnownIsRefused() {
    func refusal(_ table: [UInt8]) -> String {
      do throws(PythonLayout.Failure) {
        _ = try PythonLayout.table(table)
        return "accepted"
      } catch {
        switch error {
        case .unknownVersion(let version): return version
        case .freeThreaded: return "free-threaded"
        case .unreadable: return "unreadable"
        }
      }
    }
    #expect(refusal(Self.table(minor: 15)) == "3.15")
    #expect(refusal(Self.table(minor: 12)) == "3.12")
    #expect(refusal(Self.table(release: 0xb1)) == "3.14 before its release")
    #expect(refusal(Self.table(freeThreaded: 1)) == "free-threaded")
    // Fields beyond their structures, twice the same, or not on a word.
    for changing in [[34: 4000], [32: 56], [33: 3], [40: 1 << 40], [36: 200], [9: 0], [48: -1]] {
      #expect(refusal(Self.table(changing: changing)) == "3.14 with a table of another form")
    }
    #expect(refusal([UInt8](repeating: 0xff, count: 400)) != "accepted")
    #expect(refusal([]) != "accepted")
  }
}
