import Foundation
import ProfileModel
import ProfileViews
import Testing

@Suite struct ProfileModelTests {
  /// Quantiles stay within one bucket of an exact sort.
  @Test func quantilesAreWithinABucketOfTheTruth() {
    var random = SplitMix(state: 7)
    var histogram = Histogram()
    var values: [Int] = []
    for _ in 0..<100_000 {
      let octave = Int(random.next() % 22)
      let value = (1 << (12 + octave)) + Int(random.next() % UInt64(1 << (12 + octave)))
      values.append(value)
      histogram.add(value)
    }
    values.sort()
    for share in [0.5, 0.95, 0.99] {
      let exact = values[Int((share * 100_000).rounded(.up)) - 1]
      let found = histogram.quantile(share) ?? 0
      #expect(abs(Double(found - exact)) <= 0.032 * Double(exact), "\(share): \(found) of \(exact)")
    }
  }

  @Test func mergingInAnyOrderGivesTheSame() {
    var random = SplitMix(state: 3)
    let parts = (0..<8).map { _ in
      var part = Histogram()
      for _ in 0..<1000 { part.add(Int(random.next() % 5_000_000_000)) }
      return part
    }
    var forward = Histogram()
    var backward = Histogram()
    for part in parts { forward.merge(part) }
    for part in parts.reversed() { backward.merge(part) }
    #expect(forward == backward)
    #expect(forward.number == 8000)
  }

  @Test(arguments: [0, 1, 1023, 1024, 32 << 10, 33 << 10, 65 << 10, 123_456_789, 1 << 50])
  func bucketsHoldTheirValues(value: Int) {
    let bucket = Histogram.bucket(of: value)
    #expect(Histogram.lowerBound(of: bucket) <= value)
    #expect(value < Histogram.lowerBound(of: bucket + 1))
  }

  @Test(arguments: [
    ("{\"a\":[1,-2,true,null,\"x\\u00e9\\ud83d\\ude00\\n\"]}", true),
    ("{\"a\":1.5}", true), ("{\"a\":", false), ("{\"a\":1}x", false), ("", false),
    ("99999999999999999999", false), ("\"\\ud800\"", true),
    (String(repeating: "[", count: 40), false),
  ])
  func linesParseOrNot(text: String, isRight: Bool) {
    #expect((WireValue.parse(text.utf8) != nil) == isRight)
  }

  @Test func aSpanIsChargedToTheInnermostOwnLine() throws {
    let profile = try #require(Recording(Array(Self.lines.utf8))).profile
    let site = try #require(profile.sites.first)
    #expect(site.frame.path == "app.py")
    #expect(site.frame.line == 5)
    #expect(site.frame.function == "legacy")
    #expect(site.durations == [22_000_000, 30_000_000, 40_000_000])
    #expect(site.endpoints.map { $0.route } == ["/block/{x}"])
    #expect(site.victims.map { $0.count } == [3])
    #expect(site.processorShare == 7.0 / 69)
    #expect(profile.endpoints.map { $0.kind } == [.blocking])
    #expect(profile.isComplete)
  }

  /// An import runs through hundreds of stacks: the line they have in common is charged, not the one
  /// that was seen longest in one piece.
  @Test func aSpanOfManyStacksIsChargedToWhatMostOfThemShare() throws {
    let stacks = (1...40).map { number in
      """
      {"p":1,"e":"stack","id":\(number),"f":[["/lib/x.py",\(number),"f",2,1],["/srv/app.py",3,"<module>",0,1]]}

      """
    }
    let seen = (1...40).map { "[\($0),\($0)0000000,\($0)0000000,1]" }
    let text = """
      \(Self.lines.split(separator: "\n").prefix(3).joined(separator: "\n"))
      \(stacks.joined()){"p":1,"e":"stack","id":41,"f":[["/srv/app.py",9,"start",0,8]]}
      {"p":1,"e":"block","loop":1,"t0":5000,"dur":430000000,"st":[\(seen.joined(separator: ",")),[41,430000000,430000000,1]]}
      """
    let profile = try #require(Recording(Array(text.utf8))).profile
    #expect(profile.sites.map { $0.frame.line } == [3])
    #expect(profile.sites.map { $0.kind } == [.imported])
    #expect(profile.sites.map { $0.durations } == [[430_000_000]])
  }

  /// The first of several runs of a line imports a little; the rest reads certificates.
  @Test func whatIsSpentOnTheCertificateStoreIsNoImport() throws {
    let text = """
      \(Self.lines.split(separator: "\n").prefix(3).joined(separator: "\n"))
      {"p":1,"e":"stack","id":1,"f":[["<frozen importlib._bootstrap>",9,"_load",3,1],["/srv/app.py",3,"item",0,1]]}
      {"p":1,"e":"stack","id":2,"f":[["/lib/ssl.py",770,"create_default_context",1,1],["/srv/app.py",3,"item",0,1]]}
      {"p":1,"e":"block","loop":1,"t0":5000,"dur":50000000,"st":[[1,10000000,20000000,1],[2,40000000,50000000,1]]}
      {"p":1,"e":"turn","loop":1,"t":90000000,"held":50000000,"runs":1,"ready":1}
      """
    let profile = try #require(Recording(Array(text.utf8))).profile
    #expect(profile.sites.map { $0.kind } == [.call])
    let report = Self.report(of: profile)
    #expect(report.contains("1 × p50 50.0 ms; loads certificates, CPU share ?"))
    #expect(!report.contains("imports"))
  }

  /// The time of the program is one thing, that of its loops another.
  @Test func theHeadNamesWhoseTimeItIs() throws {
    let profile = try #require(Recording(Array(Self.lines.utf8))).profile
    let head = Self.report(of: profile).split(separator: "\n").prefix(2)
    #expect(head.first == "python: 100 ms from start to end, Python 3.13.0, 1 process, asyncio")
    #expect(head.last?.hasPrefix("event loop: held 94 % of the 90.0 ms that it ran;") == true)
  }

  @Test func aRouteWithoutAClassSaysWhy() throws {
    let few = Self.lines.replacingOccurrences(
      of: "[[400,10]],\"n\":10,", with: "[[400,9]],\"n\":9,")
    let profile = try #require(Recording(Array(few.utf8))).profile
    #expect(Self.report(of: profile).contains("too few requests: 9 of 10\n"))
  }

  private static func report(of profile: Profile) -> String {
    let options = ReportOptions(toolName: "t", toolVersion: "1")
    return String(decoding: ReportFormat.text.render(profile, options), as: UTF8.self)
  }

  @Test func withoutALoopNothingIsSaidOfBlocking() throws {
    let text = Self.lines.split(separator: "\n").prefix(2).joined(separator: "\n")
    let profile = try #require(Recording(Array(text.utf8))).profile
    let bytes = ReportFormat.text.render(profile, ReportOptions(toolName: "t", toolVersion: "1"))
    let report = String(decoding: bytes, as: UTF8.self)
    #expect(report.contains("No event loop ran in it."))
    #expect(!report.contains("Blocked"))
  }

  /// A recording whose last line was lost still says all that came before.
  @Test func everyPrefixOfARecordingCanBeRead() throws {
    let bytes = Array(Self.lines.utf8)
    for end in Recording.signature.utf8.count...bytes.count {
      let profile = try #require(Recording(Array(bytes[..<end]))).profile
      #expect(profile.sites.count <= 1)
      for format in ReportFormat.allCases {
        #expect(
          !format.render(profile, ReportOptions(toolName: "t", toolVersion: "1")).isEmpty
            || profile.spans.isEmpty)
      }
    }
    #expect(Recording([]) == nil)
  }

  @Test func reportsOfOneRecordingAreEqual() throws {
    let options = ReportOptions(toolName: "t", toolVersion: "1")
    for format in ReportFormat.allCases {
      let first = try #require(Recording(Array(Self.lines.utf8))).profile
      let second = try #require(Recording(Array(Self.lines.utf8))).profile
      #expect(format.render(first, options) == format.render(second, options))
    }
  }

  /// A recording that was shortened says the same, and goes on where the old one was.
  @Test func aShortenedRecordingSaysTheSame() throws {
    let options = ReportOptions(toolName: "t", toolVersion: "1")
    let lines = Self.lines.split(separator: "\n").map { "\($0)\n" }
    let whole = try #require(Recording(Array(Self.lines.utf8)))
    for cut in 1...lines.count {
      let first = try #require(Recording(Array(lines[..<cut].joined().utf8)))
      let shorter = first.state.lines(keepingSpans: 100)
      let rest = Array(lines[cut...].joined().utf8)
      let joined = try #require(Recording(shorter + rest))
      for format in ReportFormat.allCases {
        #expect(
          format.render(joined.profile, options) == format.render(whole.profile, options),
          "\(format), cut behind line \(cut)")
      }
      #expect(try #require(Recording(shorter)).state.lines(keepingSpans: 100) == shorter)
    }
  }

  /// A late heartbeat is told without the time in which its thread had no processor, which was not in
  /// the call that slept; and one of which nothing was seen or computed held no loop.
  @Test func timeWithoutAProcessorIsNoCallsOwn() throws {
    let text = """
      {"e":"head","loopwise":1,"root":"/srv","command":"x","pid":7,"t":0,"wall":1}
      {"p":1,"e":"hello","v":1,"pid":7,"py":"3.13.0","level":1,"threshold":20000000,"t":0}
      {"p":1,"e":"loop","id":1,"kind":"uvloop","tid":7,"word":8,"beat":10000000}
      {"p":1,"e":"stack","id":1,"f":[["/srv/a.py",3,"compute",0,2]]}
      {"p":1,"e":"stack","id":2,"f":[["/srv/a.py",9,"sleep",0,8]]}
      {"p":1,"e":"seen","loop":1,"t0":15000000,"dur":95000000,"st":[[1,20000000,60000000,4],[2,65000000,95000000,6]]}
      {"p":1,"e":"block","loop":1,"t0":10000000,"dur":40000000,"err":5000000,"cpu":5000000,"span":38000000}
      {"p":1,"e":"block","loop":1,"t0":500000000,"dur":23000000,"err":5000000,"cpu":200000,"span":21000000}
      {"e":"end","t":900000000,"status":0}
      """
    let profile = try #require(Recording(Array((text + "\n").utf8))).profile
    #expect(profile.spans.count == 1)
    let site = try #require(profile.sites.first)
    #expect(site.frame.line == 9)
    #expect(35_000_000 <= site.total)
  }

  @Test func callbacksThatNobodyTimedAreCountedToo() throws {
    let profile = try #require(Recording(Array(Self.lines.utf8))).profile
    #expect(profile.held == 85_000_000)
    #expect(profile.callbacks == 73)
    let span = try #require(profile.spans.first { $0.span.start == 36_000_000 }).span
    #expect(span.source == .reader)
    #expect(span.coroutine == "legacy")
    #expect(span.collecting == 3_000_000)
  }

  @Test func onlyTheNewestSpansAreKept() throws {
    let whole = try #require(Recording(Array(Self.lines.utf8)))
    let shorter = try #require(Recording(whole.state.lines(keepingSpans: 1))).profile
    #expect(shorter.spans.map { $0.span.start } == [50_000_000])
    #expect(shorter.own.lostSpans == 2)
    #expect(shorter.own.lostNanoseconds == 52_000_000)
    #expect(shorter.endpoints.map { $0.count } == [10])
  }

  private static let lines = """
    {"e":"head","loopwise":1,"root":"/srv","command":"python","pid":9,"t":1000,"wall":5}
    {"p":1,"e":"hello","v":1,"pid":9,"ppid":1,"py":"3.13.0","level":1,"threshold":20000000,"t":2000}
    {"p":1,"e":"loop","id":1,"kind":"asyncio","tid":9,"word":1,"beat":0}
    {"p":1,"e":"str","id":1,"s":"/srv/app.py"}
    {"p":1,"e":"str","id":2,"s":"legacy"}
    {"p":1,"e":"str","id":3,"s":"/usr/lib/python3.13/socket.py"}
    {"p":1,"e":"str","id":4,"s":"recv"}
    {"p":1,"e":"str","id":5,"s":"GET"}
    {"p":1,"e":"str","id":6,"s":"/block/{x}"}
    {"p":1,"e":"stack","id":1,"f":[[3,700,4,1,690],[1,5,2,0,4],[1,12,2,0,11]]}
    {"p":1,"e":"block","loop":1,"t0":5000,"dur":30000000,"cpu":1000000,"span":25000000,"route":[5,6],"hurt":[[5,6,3]],"st":[[1,21000000,26000000,2]]}
    {"p":1,"e":"gc","loop":1,"t0":37000000,"dur":2000000}
    {"p":1,"e":"read","loop":1,"held":5000000,"runs":3,"ready":2}
    {"p":1,"e":"block","loop":1,"t0":36000000,"dur":22000000,"err":1000000,"out":true,"cpu":1000000,"span":9000000,"coro":"legacy","st":[[1,11000000,20000000,2]]}
    {"p":1,"e":"gc","loop":1,"t0":38000000,"dur":1000000}
    {"p":1,"e":"gc","loop":1,"t0":900000000,"dur":1000000}
    {"p":1,"e":"open","loop":1,"t0":50000000,"dur":20000000,"st":[[1,21000000,26000000,2]]}
    {"p":1,"e":"block","loop":1,"t0":50000000,"dur":40000000,"cpu":5000000,"span":35000000,"st":[[1,21000000,36000000,4]]}
    {"p":1,"e":"route","m":5,"r":6,"held":350000000,"cpu":7000000,"span":70000000,"late":[2,9000000],"codes":[[2,10]],"d":[[400,10]],"n":10,"sum":360000000,"max":41000000}
    {"p":1,"e":"held","m":5,"r":6,"d":[[400,10]],"n":10,"sum":350000000,"max":40000000}
    {"p":1,"e":"lag","loop":1,"d":[[3,5],[40,1]],"n":6,"sum":60000,"max":50000}
    {"p":1,"e":"turn","loop":1,"t":90000000,"held":80000000,"runs":70,"ready":6}
    {"p":1,"e":"stack","id":1000000,"f":[["/srv/app.py",5,"legacy",0,4],["/srv/app.py",12,"hé",0,11]]}
    {"p":1,"e":"seen","loop":1,"t0":50000000,"dur":39000000,"st":[[1000000,20000000,30000000,2],[1,30000000,39000000,1]]}
    {"p":1,"e":"wait","k":"lock","at":[1,3,2,0,2],"limit":1,"now":2,"most":3,"depth":-1,"deepest":-1,"d":[[9,2]],"n":2,"sum":20000,"max":10000}
    {"p":1,"e":"tasks","loop":1,"n":4,"most":7,"g":[[2,3,5000000,[1,8,2,0,7]],[4,1,900,[3,700,4,1,690]]]}
    {"p":1,"e":"retry","at":[1,8,2,0,7],"n":3,"sum":6000}
    {"p":1,"e":"self","t":95000000,"cost":4000,"each":200,"low":7,"left":5,"drops":1,"errors":2,"level":1}
    {"p":1,"e":"future","x":[{"y":1}]}
    {"p":1,"e":"bye","t":99000000}
    {"e":"end","t":100000000}

    """
}

private struct SplitMix {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
