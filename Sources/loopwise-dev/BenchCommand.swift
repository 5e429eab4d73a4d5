import ArgumentParser
import PythonSyntax
import SourceText
import System

/// Rates of the lower layers alone, for `Benchmarks/run`.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure one stage alone; prints one JSON object.",
    subcommands: [Lex.self, Parse.self, Walk.self])

  struct Options: ParsableArguments {
    @Argument(help: "Files, or folders of which every .py file is taken.")
    var paths: [String]

    @Option(help: "Passes over all files; the median counts.")
    var passes = 3
  }

  struct Lex: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lex files that are already read.")

    @OptionGroup var options: Options

    func run() throws {
      let texts = Texts(below: options.paths)
      let tokens = TokenBuffer()
      let source = SourceBuffer()
      var total = 0
      let rate = texts.measure(passes: options.passes, loadingInto: source) {
        Lexer.run(source, into: tokens)
        total += tokens.count
      }
      print(rate.json(("tokens", total / max(options.passes, 1))))
    }
  }

  struct Parse: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lex and parse files that are already read.")

    @OptionGroup var options: Options

    func run() throws {
      let texts = Texts(below: options.paths)
      let parser = ParserWorkspace()
      let source = SourceBuffer()
      var errors = 0
      let rate = texts.measure(passes: options.passes, loadingInto: source) {
        errors += parser.check(source).count
      }
      print(rate.json(("errors", errors / max(options.passes, 1))))
    }
  }

  struct Walk: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the files that a check of these paths would read.")

    @OptionGroup var options: Options

    @Flag(help: "Print each path.") var print = false

    func run() throws {
      let files = PythonFiles(NativeSystem(), below: options.paths)
      if print {
        for path in files.paths { Swift.print(String(decoding: path.bytes, as: UTF8.self)) }
      }
      Swift.print("{\"files\": \(files.paths.count)}")
    }
  }
}

/// The contents of many files in memory, so that no measurement contains the disk.
private struct Texts {
  private var contents: [[UInt8]] = []
  private var size: Int { contents.reduce(0) { $0 + $1.count } }

  init(below paths: [String]) {
    let system = NativeSystem()
    let buffer = ByteBuffer()
    for path in PythonFiles(system, below: paths).paths {
      do { try system.read(path, into: buffer, limit: 1 << 30) } catch { continue }
      contents.append(buffer.bytes)
    }
  }

  /// Times `stage` for each file, with loading (decoding) left out of the clock.
  func measure(
    passes: Int, loadingInto source: SourceBuffer, _ stage: () -> Void
  ) -> Rate {
    var seconds: [Double] = []
    for _ in 0..<max(passes, 1) {
      var spent = 0.0
      for content in contents {
        content.withUnsafeBytes { source.load($0) }
        let start = ProcessClock.seconds()
        stage()
        spent += ProcessClock.seconds() - start
      }
      seconds.append(spent)
    }
    seconds.sort()
    return Rate(files: contents.count, bytes: size, seconds: seconds[seconds.count / 2])
  }
}

private struct Rate {
  var files: Int
  var bytes: Int
  var seconds: Double

  func json(_ more: (name: String, value: Int)) -> String {
    "{\"files\": \(files), \"bytes\": \(bytes), \"cpu_seconds\": \(seconds), "
      + "\"\(more.name)\": \(more.value)}"
  }
}
