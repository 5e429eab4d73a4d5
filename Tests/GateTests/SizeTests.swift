import Foundation
import Testing

/// Files and functions stay small enough to be read in one go. `limits.txt` names the exceptions,
/// each with its reason, and an exception that is not needed any more fails.
@Suite struct SizeTests {
  private static let fileLimit = 600
  private static let ruleFileLimit = 250
  private static let functionLimit = 60

  private struct Exception {
    var limit: Int
    var isUsed = false
  }

  @Test func filesAndFunctionsKeepTheirLimits() throws {
    var exceptions = try readExceptions()
    var functions = 0
    let files =
      try SourceTree.files(below: "Sources", suffix: ".swift")
      + SourceTree.files(below: "Tests", suffix: ".swift")
    for file in files {
      let lines = try SourceTree.lines(of: file)
      let limit = file.hasPrefix("Sources/Rules/") ? Self.ruleFileLimit : Self.fileLimit
      check(file, lines.count, limit, &exceptions)
      for function in FunctionLengths(text: try SourceTree.text(of: file)).found {
        functions += 1
        check("\(file):\(function.name)", function.lines, Self.functionLimit, &exceptions)
      }
    }
    #expect(200 < functions)
    for (name, exception) in exceptions.sorted(by: { $0.key < $1.key }) where !exception.isUsed {
      Issue.record("limits.txt: \(name) keeps the general limit; remove its line")
    }
  }

  private func check(
    _ name: String, _ size: Int, _ limit: Int, _ exceptions: inout [String: Exception]
  ) {
    if size <= limit { return }
    let folder = exceptions.keys.first { $0.hasSuffix("/") && name.hasPrefix($0) }
    let name = folder ?? name
    guard let exception = exceptions[name] else {
      Issue.record(
        "\(name) has \(size) lines, allowed are \(limit); see Tests/GateTests/limits.txt")
      return
    }
    exceptions[name]?.isUsed = true
    #expect(size <= exception.limit, "\(name) has \(size) lines")
  }

  /// `NAME LIMIT reason`, one a line; `#` starts a comment; a folder ends with a slash.
  private func readExceptions() throws -> [String: Exception] {
    var found: [String: Exception] = [:]
    for line in try SourceTree.lines(of: "Tests/GateTests/limits.txt") {
      if line.isEmpty || line.hasPrefix("#") { continue }
      let fields = line.split(separator: " ", maxSplits: 2)
      try #require(fields.count == 3, "no reason: \(line)")
      found[String(fields[0])] = Exception(limit: try #require(Int(fields[1])))
    }
    return found
  }
}

/// The functions and initialisers of a Swift file and how many lines they span. It knows strings and
/// comments, and counts braces; that is enough for formatted code.
private struct FunctionLengths {
  private(set) var found: [(name: String, lines: Int)] = []

  init(text: String) {
    var open: [(name: String?, line: Int)] = []
    var pending: (name: String, line: Int)?
    var inText = false
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let code = Self.code(in: line, &inText)
      if let name = Self.declaredName(in: code) { pending = (name, index) }
      for character in code {
        if character == "{" {
          open.append((pending?.name, pending?.line ?? index))
          pending = nil
        } else if character == "}", let last = open.popLast(), let name = last.name {
          found.append((name, index - last.line + 1))
        }
      }
    }
  }

  private static func declaredName(in code: String) -> String? {
    let words = code.split { $0 == " " || $0 == "(" || $0 == "<" || $0 == "?" }.map(String.init)
    if let place = words.firstIndex(of: "func"), place + 1 < words.count { return words[place + 1] }
    let modifiers: Set<String> = ["package", "public", "private", "fileprivate", "convenience"]
    guard let first = words.first(where: { !modifiers.contains($0) && !$0.hasPrefix("@") }) else {
      return nil
    }
    return first == "init" ? "init" : nil
  }

  /// The line without strings and comments; `inText` is whether a `"""` text goes on.
  private static func code(in line: Substring, _ inText: inout Bool) -> String {
    var code = ""
    var rest = line
    var inString = false
    while let character = rest.first {
      if rest.hasPrefix("\"\"\"") {
        inText.toggle()
        rest = rest.dropFirst(3)
        continue
      }
      rest = rest.dropFirst()
      if inText { continue }
      if inString {
        if character == "\\" { rest = rest.dropFirst() }
        if character == "\"" { inString = false }
      } else if character == "\"" {
        inString = true
      } else if character == "/", rest.first == "/" {
        break
      } else {
        code.append(character)
      }
    }
    return code
  }
}
