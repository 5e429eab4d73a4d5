import ArgumentParser
import PythonSyntax
import SourceText
import System

/// What the parser must survive: half-typed and spoiled files, and shapes that make naive parsers slow.
/// A trap ends the process, so a run that prints its last line has met none.
struct Robustness: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Parse spoiled variants of files, or shapes that grow.",
    subcommands: [Prefixes.self, Deletions.self, Shapes.self])

  struct Prefixes: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Parse every prefix of each file; count the functions before the cut that are found.")
    @Argument var paths: [String]

    func run() throws {
      var sum = Survival()
      for path in PythonFiles(NativeSystem(), below: paths).paths {
        guard let file = IntactFile(path) else { continue }
        sum.add(file.survivalOfPrefixes(), path)
      }
      sum.report("prefixes")
    }
  }

  struct Deletions: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Parse each file once without each token; count the untouched functions found.")
    @Argument var paths: [String]

    func run() throws {
      var sum = Survival()
      for path in PythonFiles(NativeSystem(), below: paths).paths {
        guard let file = IntactFile(path) else { continue }
        sum.add(file.survivalOfDeletions(), path)
      }
      sum.report("deletions")
    }
  }

  struct Shapes: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Parse growing inputs of each nasty shape; print nanoseconds per byte.")
    @Option(help: "Largest input in bytes.") var largest = 10_000_000
    @Option(help: "Only shapes whose name contains this.") var only: String?

    func run() throws {
      for shape in NastyShape.allCases {
        if let only, !shape.rawValue.contains(only) { continue }
        ShapeTiming(shape, largest: largest).report()
      }
    }
  }
}

/// How many variants were parsed, and how many of the functions that the change did not touch are
/// in their trees, at the place where they stand.
struct Survival {
  var files = 0
  var variants = 0
  var untouched = 0
  var found = 0
  /// Found with the range they had.
  var whole = 0

  mutating func add(_ other: Survival, _ path: FilePath) {
    files += 1
    variants += other.variants
    untouched += other.untouched
    found += other.found
    whole += other.whole
    let name = String(decoding: path.bytes, as: UTF8.self)
    print("\(other.found) of \(other.untouched) in \(other.variants) variants: \(name)")
  }

  func report(_ name: String) {
    let scale = Double(max(untouched, 1))
    print(
      "\(name): \(files) files, \(variants) variants, \(untouched) untouched functions, "
        + "found \(Double(found) / scale), whole \(Double(whole) / scale)")
  }
}

/// A file that parses without an error, its tokens and its function definitions.
private struct IntactFile {
  struct Function: Hashable {
    /// Where the name stands; decorators belong to the range.
    var name: TextRange
    var range: TextRange
  }

  var text: [UInt8]
  var functions: [Function]
  private let parser = ParserWorkspace()
  private let source = SourceBuffer()

  init?(_ path: FilePath) {
    let buffer = ByteBuffer()
    do { try NativeSystem().read(path, into: buffer, limit: 1 << 24) } catch { return nil }
    source.load(buffer.bytes)
    // Offsets are those of the decoded text, so that is what the variants are made of.
    text = Array(source.bytes)
    source.load(text)
    let tree = parser.parse(source)
    if !tree.errors.isEmpty { return nil }
    functions = IntactFile.functions(of: tree)
  }

  func survivalOfPrefixes() -> Survival {
    var survival = Survival()
    for length in 0...text.count {
      let expected = functions.filter { $0.range.end <= length }
      text.withUnsafeBytes { source.load(UnsafeRawBufferPointer(rebasing: $0[..<length])) }
      count(expected, in: &survival)
    }
    return survival
  }

  func survivalOfDeletions() -> Survival {
    source.load(text)
    let tokens = TokenBuffer()
    Lexer.run(source, into: tokens)
    var survival = Survival()
    for index in 0..<tokens.count {
      let gap = tokens.range(at: index)
      let start = min(Int(gap.start), text.count)
      let end = min(Int(gap.end), text.count)
      if end <= start { continue }
      var expected: [Function] = []
      for function in functions {
        if function.range.end <= gap.start { expected.append(function) }
        if gap.end <= function.range.start { expected.append(function.moved(by: end - start)) }
      }
      source.load(Array(text[..<start] + text[end...]))
      count(expected, in: &survival)
    }
    return survival
  }

  private func count(_ expected: [Function], in survival: inout Survival) {
    let tree = parser.parse(source)
    let present = IntactFile.functions(of: tree)
    let names = Set(present.map(\.name))
    let all = Set(present)
    survival.variants += 1
    survival.untouched += expected.count
    for function in expected {
      if names.contains(function.name) { survival.found += 1 }
      if all.contains(function) { survival.whole += 1 }
    }
  }

  /// All function definitions in statement position, nested ones too.
  private static func functions(of tree: SyntaxTree) -> [Function] {
    var found: [Function] = []
    var pending: [Node] = [tree.root.node]
    while let node = pending.popLast() {
      if let definition = node.as(FunctionDefNode.self) {
        let start = definition.decorators.first?.start ?? node.start
        let range = TextRange(start: min(start, node.start), end: node.end)
        found.append(Function(name: definition.name, range: range))
      }
      for list in IntactFile.blocks(of: node) { pending.append(contentsOf: list) }
    }
    return found
  }

  private static func blocks(of node: Node) -> [NodeList] {
    switch node.kind {
    case .module: return [ModuleNode(unchecked: node).body]
    case .functionDef: return [FunctionDefNode(unchecked: node).body]
    case .classDef: return [ClassDefNode(unchecked: node).body]
    case .for: return [ForNode(unchecked: node).body, ForNode(unchecked: node).orElse]
    case .while: return [WhileNode(unchecked: node).body, WhileNode(unchecked: node).orElse]
    case .if: return [IfNode(unchecked: node).body, IfNode(unchecked: node).orElse]
    case .with: return [WithNode(unchecked: node).body]
    case .match: return [MatchNode(unchecked: node).cases]
    case .matchCase: return [MatchCaseNode(unchecked: node).body]
    case .exceptHandler: return [ExceptHandlerNode(unchecked: node).body]
    case .try:
      let attempt = TryNode(unchecked: node)
      return [attempt.body, attempt.handlers, attempt.orElse, attempt.finalBody]
    default: return []
    }
  }
}

extension IntactFile.Function {
  /// Where this stands once `length` bytes before it are gone.
  fileprivate func moved(by length: Int) -> Self {
    let shift = UInt32(truncatingIfNeeded: length)
    func earlier(_ range: TextRange) -> TextRange {
      TextRange(start: range.start - shift, end: range.end - shift)
    }
    return Self(name: earlier(name), range: earlier(range))
  }
}
