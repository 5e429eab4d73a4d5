import ProfileModel
import ProfileViews
import Testing

@Suite struct LiveScreenTests {
  private static let profile = ProfileState().profile()

  @Test(arguments: [(80, 24), (160, 50), (20, 3), (1, 1)])
  func framesFitTheirTerminal(columns: Int, rows: Int) {
    var screen = LiveScreen()
    screen.columns = columns
    screen.rows = rows
    screen.usesColour = false
    screen.subject = "a program with a name that is longer than most terminals are wide 中文"
    let lines = screen.lines(Self.profile)
    #expect(lines.count == rows)
    #expect(lines.allSatisfy { $0.count <= columns })
  }

  /// A figure is shown whole or not at all, and an empty list says why it is empty.
  @Test func whatIsShownIsTrue() throws {
    let text = """
      {"e":"head","loopwise":1,"root":"/srv","command":"python","pid":9,"t":1000,"wall":5}
      {"p":1,"e":"hello","v":1,"pid":9,"ppid":1,"py":"3.13.0","level":1,"threshold":20000000,"t":2000}
      {"p":1,"e":"loop","id":1,"kind":"asyncio","tid":9,"word":1,"beat":0}
      {"p":1,"e":"stack","id":1,"f":[["/srv/app.py",5,"legacy",0,4]]}
      {"p":1,"e":"block","loop":1,"t0":5000,"dur":30000000,"st":[[1,21000000,26000000,2]]}
      {"p":1,"e":"lag","loop":1,"d":[[3,5],[40,1]],"n":6,"sum":60000,"max":50000}
      {"p":1,"e":"turn","loop":1,"t":90000000,"held":80000000,"runs":70,"ready":6}
      {"p":1,"e":"self","t":95000000,"cost":4000000,"each":200,"low":7,"drops":1,"errors":2,"level":1}
      """
    let profile = try #require(Recording(Array(text.utf8))).profile
    var screen = LiveScreen()
    screen.usesColour = false
    screen.columns = 300
    let whole = screen.lines(profile)[1].split(separator: "  ")
    for columns in 40...120 {
      screen.columns = columns
      let shown = screen.lines(profile)[1].split(separator: "  ")
      #expect(shown == Array(whole.prefix(shown.count)), "\(columns) columns")
    }
    screen.filter = "nowhere"
    #expect(screen.lines(profile).contains("  no line goes by that filter"))
  }

  @Test func keysChangeWhatIsShown() {
    var screen = LiveScreen()
    var stays = screen.press(.letter("s"), Self.profile)
    #expect(screen.order == .count)
    for key in [LiveScreen.Key.letter("/"), .letter("q"), .open, .letter("p")] {
      stays = screen.press(key, Self.profile) && stays
    }
    #expect(stays)
    #expect(screen.filter == "q")
    #expect(screen.isPaused)
    let leaves = !screen.press(.letter("q"), Self.profile)
    #expect(leaves)
  }
}
