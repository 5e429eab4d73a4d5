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
