import PythonSyntax
import SourceText

/// Inputs on which recovery, look-ahead or lists can turn quadratic, each for any size.
enum NastyShape: String, CaseIterable {
  case openParentheses, nestedBrackets, nestedDictionaries, elifs, additions, arguments
  case unterminatedString, unterminatedLines, nestedBlocks, nestedFStrings, fStringBraces
  case unaryChain, attributeChain, callChain, lambdas, conditionals, comparisons, backslashes
  case comments, noise, zeroBytes, closers, decorators, brokenLines, openBracketThenFunctions
  case openBracketPerLine, longName, tryWithoutExcept, unindented, statementsOnOneLine

  func text(_ size: Int) -> [UInt8] {
    switch self {
    case .openParentheses: return repeated("(", size)
    case .nestedBrackets: return repeated("[", size / 2) + repeated("]", size / 2)
    case .nestedDictionaries: return repeated("{1:", size)
    case .elifs: return bytes("if a:\n  b\n") + repeated("elif a:\n  b\n", size)
    case .additions: return bytes("x = a") + repeated(" + a", size) + bytes("\n")
    case .arguments: return bytes("f(") + repeated("a, b=c, ", size) + bytes(")\n")
    case .unterminatedString: return bytes("x = '''") + repeated("abc\n", size)
    case .unterminatedLines: return repeated("x = 'abc\n", size)
    case .nestedBlocks: return repeated(nestedBlock(), size)
    case .nestedFStrings: return repeated("f'{f\"{f'{x}'}\"}' + ", size) + bytes("x\n")
    case .fStringBraces: return bytes("f'") + repeated("{", size)
    case .unaryChain: return bytes("x = ") + repeated("not ~ - ", size) + bytes("y\n")
    case .attributeChain: return bytes("x") + repeated(".abc", size) + bytes("\n")
    case .callChain: return bytes("x") + repeated("()[0]", size) + bytes("\n")
    case .lambdas: return bytes("x = ") + repeated("lambda a: ", size) + bytes("a\n")
    case .conditionals: return bytes("x = ") + repeated("a if b else ", size) + bytes("c\n")
    case .comparisons: return bytes("x = a") + repeated(" < b", size) + bytes("\n")
    case .backslashes: return bytes("x = 1") + repeated(" \\\n", size) + bytes("\n")
    case .comments: return repeated("# a comment\n", size)
    case .noise: return noise(size)
    case .zeroBytes: return [UInt8](repeating: 0, count: size)
    case .closers: return repeated(")]} ", size)
    case .decorators: return repeated("@a.b(c)\n", size)
    case .brokenLines: return repeated("x x = = def class (\n", size)
    case .openBracketThenFunctions:
      return bytes("x = (\n") + repeated("def f(a):\n  return a\n", size)
    case .openBracketPerLine: return repeated("f(a, [b\n", size)
    case .longName: return repeated("abcdefgh_", size)
    case .tryWithoutExcept: return repeated("try:\n  x\n", size)
    case .unindented: return repeated("def f():\nx = 1\n", size)
    case .statementsOnOneLine: return repeated("x = 1; ", size) + bytes("\n")
    }
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func repeated(_ text: String, _ size: Int) -> [UInt8] {
    let part = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(size + part.count)
    while result.count < size { result.append(contentsOf: part) }
    return result
  }

  /// Sixty blocks in each other, then back at the margin.
  private func nestedBlock() -> String {
    var text = ""
    for depth in 0..<60 { text += String(repeating: " ", count: depth) + "if a:\n" }
    return text + String(repeating: " ", count: 60) + "b\n"
  }

  /// The same bytes each time: a linear congruential generator.
  private func noise(_ size: Int) -> [UInt8] {
    var state: UInt64 = 1
    return (0..<size).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }
}

/// Nanoseconds per byte of one shape from 1 KB upwards.
struct ShapeTiming {
  private let shape: NastyShape
  private var rates: [(size: Int, nanoseconds: Double)] = []

  init(_ shape: NastyShape, largest: Int) {
    self.shape = shape
    let parser = ParserWorkspace()
    let source = SourceBuffer()
    var size = 1000
    while size <= largest {
      let text = shape.text(size)
      var best = Double.infinity
      var spent = 0.0
      var runs = 0
      // At least three runs and 30 ms, and never more than it takes: the best counts.
      while runs < 3 || spent < 0.03 {
        source.load(text)
        let start = ProcessClock.seconds()
        let errors = parser.check(source)
        let time = ProcessClock.seconds() - start
        spent += time
        runs += 1
        best = min(best, time)
        if errors.count < 0 || 30 < time { break }
      }
      rates.append((text.count, best * 1e9 / Double(max(text.count, 1))))
      size *= 10
    }
  }

  /// The greatest factor by which a byte of a larger input costs more than one of a smaller input.
  private var growth: Double {
    var worst = 1.0
    var least = Double.infinity
    for rate in rates {
      least = min(least, rate.nanoseconds)
      if 0 < least { worst = max(worst, rate.nanoseconds / least) }
    }
    return worst
  }

  func report() {
    let columns = rates.map { "\($0.size): \(tenth($0.nanoseconds))" }.joined(separator: ", ")
    let verdict = growth <= 2 ? "linear" : "GROWS"
    print("\(verdict) \(tenth(growth))x \(shape.rawValue) ns/byte { \(columns) }")
  }

  private func tenth(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
