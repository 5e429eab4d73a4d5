import PythonSemantics
import Summaries

// A library that reads and writes files as well as what lies in memory, and is handed the latter:
//
//     workbook = openpyxl.load_workbook(io.BytesIO(data))
//     with tarfile.open(fileobj=buffer) as archive:
//
// Which of the two it was given it finds out deep inside, often from an attribute that it keeps.

extension BlockingSites {
  static let memory: Set<String> = ["io.BytesIO", "io.StringIO"]

  /// Names of parameters that take a stream in place of a path.
  private static let streams = ["fileobj", "stream", "file", "buffer", "fp", "source"]

  /// Files that the same call may read or write besides: `shutil.copyfileobj(buffer, file)`.
  private static let files: Set<String> = [
    "io.TextIOWrapper", "io.BufferedIOBase", "io.RawIOBase", "pathlib.PurePath",
  ]

  /// Whether a library is handed a buffer in place of a file, and no file besides; or finishes what it began
  /// in one: `canvas = Canvas(buffer)`, `canvas.save()`.
  func isGivenBuffer(_ site: BlockingSite, _ function: FunctionSubject) -> Bool {
    guard site.isDirect, site.isFileSystem, let call = function.call(site.node) else {
      return false
    }
    if takesBuffer(call, function) { return true }
    guard call.arguments.isEmpty, let receiver = call.receiver,
      let only = function.symbol(receiver).flatMap(function.onlyDefinition),
      let maker = function.call(only.node)
    else { return false }
    return takesBuffer(maker, function)
  }

  private func takesBuffer(_ call: Call, _ function: FunctionSubject) -> Bool {
    let named = Self.streams.lazy.compactMap { call.argument(nil, $0) }.first
    guard let stream = named ?? call.argument(0), isBuffer(stream, function) else { return false }
    return call.arguments.allSatisfy {
      let type = function.type($0.node)
      return isBuffer($0.node, function)
        || type != .unknown && !context.mayBeInstance(type, of: Self.files)
    }
  }

  private func isBuffer(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.isInstance(node, of: Self.memory)
  }
}
