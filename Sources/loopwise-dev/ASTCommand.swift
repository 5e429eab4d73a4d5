import ArgumentParser
import PythonSyntax
import Synchronization
import System

/// `ast`: trees in the words of CPython's `ast.dump`, to be compared with it.
struct ASTCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ast",
    abstract: "Prints a file's tree as CPython 3.13's ast.dump does, or digests of many.")

  @Flag(help: "Print the SHA-256 of the tree of each .py file below the paths.")
  var digest = false

  @Option(help: "How many threads work on the files.")
  var threads: Int?

  @Option(help: "The language version whose syntax is accepted.")
  var targetVersion = "3.13"

  @Argument(help: "A file; with --digest any number of files and folders.")
  var paths: [String]

  func run() throws {
    let system = NativeSystem()
    let version = try parsedVersion()
    let files = Set(PythonFiles(system, below: paths).paths).sorted()
    if !digest, files.count != 1 { throw ValidationError("without --digest, name one file") }

    let work = DigestWork(files: files, system: system, version: version)
    let limit = digest ? threads ?? system.processorCount : 1
    let printsTree = !digest
    Workers.run(max(1, min(limit, files.count))) { _ in
      if printsTree { work.printTree() } else { work.digestFiles() }
    }
    if digest { try? system.write(work.lines(), to: .output) }
    if work.failed { throw ExitCode(1) }
  }

  private func parsedVersion() throws -> PythonVersion {
    let parts = targetVersion.split(separator: ".")
    if parts.count == 2, parts[0] == "3", let minor = UInt8(parts[1]) {
      let version = PythonVersion(minor: minor)
      if PythonVersion.oldest <= version, version <= PythonVersion.newest { return version }
    }
    throw ValidationError(
      "--target-version takes \(PythonVersion.oldest) to \(PythonVersion.newest)")
  }
}

/// The files of one run and what came of them, shared by the threads.
private final class DigestWork: Sendable {
  private struct State {
    var next = 0
    var lines: [[UInt8]]
    var failed = false
  }

  private let files: [FilePath]
  private let system: NativeSystem
  private let version: PythonVersion
  private let state: Mutex<State>

  init(files: [FilePath], system: NativeSystem, version: PythonVersion) {
    self.files = files
    self.system = system
    self.version = version
    state = Mutex(State(lines: Array(repeating: [], count: files.count)))
  }

  /// Some file could not be read, or, where its tree was wanted, has none.
  var failed: Bool { state.withLock { $0.failed } }

  /// All lines, in the order of the files whatever thread wrote them.
  func lines() -> [UInt8] { state.withLock { Array($0.lines.joined()) } }

  func printTree() {
    let dumper = FileDumper(system: system, version: version)
    for path in files {
      switch dumper.dump(path, to: OutputSink(system: system)) {
      case .success: try? system.write([UInt8(ascii: "\n")], to: .output)
      case .failure(let problem): report(path, problem)
      }
    }
  }

  func digestFiles() {
    let dumper = FileDumper(system: system, version: version)
    while let index = takeNext() {
      let path = files[index]
      let verdict: String
      switch dumper.dump(path, to: DigestSink()) {
      case .success(let sink): verdict = sink.hash.finish()
      case .failure(.rejected(let line, let column, _)): verdict = "error \(line):\(column)"
      case .failure(let problem):
        report(path, problem)
        continue
      }
      let line = Array(verdict.utf8) + [UInt8(ascii: " ")] + path.bytes + [UInt8(ascii: "\n")]
      state.withLock { $0.lines[index] = line }
    }
  }

  private func takeNext() -> Int? {
    state.withLock { state in
      guard state.next < files.count else { return nil }
      state.next += 1
      return state.next - 1
    }
  }

  private func report(_ path: FilePath, _ problem: FileDumper.Problem) {
    try? system.write(Array("\(path): \(problem)\n".utf8), to: .error)
    state.withLock { $0.failed = true }
  }
}

private struct OutputSink: DumpSink {
  let system: NativeSystem
  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) {
    try? system.write(Array(bytes), to: .output)
  }
}

private struct DigestSink: DumpSink {
  var hash = SHA256()
  mutating func write(_ bytes: UnsafeBufferPointer<UInt8>) { hash.update(bytes) }
}
