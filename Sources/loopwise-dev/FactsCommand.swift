import ArgumentParser
import PythonSemantics
import PythonSyntax
import SourceText
import System

/// `facts`: what is kept of a file, as text, or its symbol tables, or sizes and rates of many files.
struct FactsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facts", abstract: "Prints the facts of Python files.")

  @Flag(help: "Print what each scope says of its names, in the words of CPython's symtable.")
  var symbols = false

  @Flag(help: "Print sizes and rates only.")
  var statistics = false

  @Option(help: "Minor language version that `sys.version_info` is taken to be.")
  var minor: UInt8 = 13

  @Option(help: "Value of `sys.platform`, or `all` to keep every branch.")
  var platform = "linux"

  @Argument(help: "Files, or folders of which every .py file is taken.")
  var paths: [String]

  func run() throws {
    let system = NativeSystem()
    let files = PythonFiles(system, below: paths).paths
    var measure = FactsMeasure()
    let workspace = ParserWorkspace()
    let buffer = ByteBuffer()
    for path in files {
      do { try system.read(path, into: buffer, limit: 1 << 30) } catch {
        print("\(String(decoding: path.bytes, as: UTF8.self)): \(error)")
        continue
      }
      let source = SourceBuffer()
      source.load(UnsafeRawBufferPointer(buffer.contents))
      let isStub = path.bytes.suffix(4).elementsEqual(".pyi".utf8)
      let facts = measure.lower(source, workspace, options(isStub: isStub))
      let problems = statistics ? [] : facts.checkInvariants()
      for problem in problems { print("\(path): \(problem)") }
      if statistics { continue }
      if 1 < files.count { print("# \(String(decoding: path.bytes, as: UTF8.self))") }
      print(symbols ? ScopeReport.of(facts) : FactsDump.of(facts), terminator: "")
    }
    if statistics { print(measure.text) }
  }

  private func options(isStub: Bool) -> LoweringOptions {
    var options = LoweringOptions(
      version: PythonVersion(minor: minor), platform: platform == "all" ? nil : platform,
      isStub: isStub)
    options.isVerbatim = symbols
    return options
  }
}

/// Time and size over many files. Parsing and lowering are timed apart.
private struct FactsMeasure {
  private var files = 0
  private var bytes = 0
  private var tables: [(table: String, bytes: Int)] = []
  private var kinds = [Int](repeating: 0, count: 256)
  private var parsing = 0.0
  private var lowering = 0.0

  mutating func lower(
    _ source: SourceBuffer, _ workspace: ParserWorkspace, _ options: LoweringOptions
  ) -> FileFacts {
    let start = ProcessClock.seconds()
    let tree = workspace.parse(source, options: ParseOptions(version: .newest))
    let middle = ProcessClock.seconds()
    let facts = PythonSemantics.lower(tree, options: options)
    lowering += ProcessClock.seconds() - middle
    parsing += middle - start
    files += 1
    bytes += source.count
    for (place, size) in facts.footprint.enumerated() {
      if place == tables.count { tables.append((size.table, 0)) }
      tables[place].bytes += size.bytes
    }
    for node in facts.nodes { kinds[Int(node.kind.rawValue)] += 1 }
    return facts
  }

  var text: String {
    let megabytes = Double(bytes) / 1e6
    let sizes = tables.map { "\"\($0.table)\": \($0.bytes)" }.joined(separator: ", ")
    let total = tables.reduce(0) { $0 + $1.bytes }
    return """
      {"files": \(files), "bytes": \(bytes), "facts": \(total), "tables": {\(sizes)},
      "nodes": {\(nodeCounts)},
      "parse_mb_s": \(megabytes / parsing), "lower_mb_s": \(megabytes / lowering)}
      """
  }

  private var nodeCounts: String {
    kinds.indices.filter { kinds[$0] != 0 }.map { raw in
      let kind = IRKind(rawValue: UInt8(truncatingIfNeeded: raw))
      return "\"\(kind.map { "\($0)" } ?? "?")\": \(kinds[raw])"
    }.joined(separator: ", ")
  }
}
