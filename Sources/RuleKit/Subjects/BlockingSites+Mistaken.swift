package import PythonSemantics
import Summaries

// Places where nothing waits, although what is called there does.

extension BlockingSites {
  /// Whether the program shows that the place does not hold the loop.
  package func isMistaken(_ site: BlockingSite) -> Bool {
    let function = context.subject(of: site.unit)
    if isGivenAnother(site, function) { return true }
    switch site.kind {
    // What was found gives nothing to await, and is awaited: the program runs, so another object is
    // meant, such as an asynchronous client derived from the synchronous one.
    case .call:
      return function.use(of: site.node) == .awaited && function.awaitability(site.node) == .plain
        || isInMemory(site, function) || isGivenBuffer(site, function)
        || isContent(site, function)
    // Of the end of a coroutine's own pool LW114 speaks, which sees whether work is left.
    case .exit:
      return function.isAsync && function.isInstance(site.node, of: WorkerPools.classes.names)
    default: return false
    }
  }
}

/// Functions that take an address, the name of a file or the text itself: feedparser 6.0.14, feedparser/api.py.
private let readers: CalleeNames = ["feedparser.parse", "feedparser.api.parse"]

/// Answers of clients for HTTP.
private let responses: Set<String> = [
  "httpx.Response", "aiohttp.ClientResponse", "aiohttp.client_reqrep.ClientResponse",
  "requests.Response", "requests.models.Response",
]

extension BlockingSites {
  /// What was fetched is no address, nor a file's name: only to parse it is left.
  private func isContent(_ site: BlockingSite, _ function: FunctionSubject) -> Bool {
    guard site.isDirect, let call = function.call(site.node), call.isOne(of: readers),
      let source = call.argument(0, "url_file_stream_or_string")
    else { return false }
    return isBody(source, function, depth: 0)
  }

  /// `response.text`, `await response.text()`, what is made of it, or a variable that is nothing else.
  private func isBody(_ node: IRNodeID, _ function: FunctionSubject, depth: Int) -> Bool {
    guard depth < 6 else { return false }
    switch function.kind(node) {
    case .attribute:
      return ["text", "content", "read"].contains(function.spelling(node))
        && function.isInstance(function.operand(node), of: responses)
    case .call:
      // `clean(response.text)` is still a text.
      return isBody(function.operand(node), function, depth: depth + 1)
        || function.call(node)?.argument(0, nil).map {
          isBody($0, function, depth: depth + 1)
        } == true
    case .await: return isBody(function.operand(node), function, depth: depth + 1)
    case .name:
      guard let only = function.symbol(node).flatMap(function.onlyDefinition),
        only.kind == .assignment, only.position == -1
      else { return false }
      return isBody(only.node, function, depth: depth + 1)
    default: return false
    }
  }
}

/// Pools of threads and processes whose end waits for what they were given.
package enum WorkerPools {
  package static let classes: CalleeNames = [
    "concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor",
    "concurrent.futures.thread.ThreadPoolExecutor",
    "concurrent.futures.process.ProcessPoolExecutor", "concurrent.futures.Executor",
  ]
}

extension FunctionSubject {
  private static let submitting: Set<String> = ["submit", "map"]

  /// Whether something is submitted to a pool in its block that nothing there awaits.
  package func leavesWork(in pool: IRManager, of block: IRNodeID) -> Bool {
    guard let symbol = symbol(pool.target) else { return false }
    let inside = calls.filter { isInside($0.node, .body, of: block) }
    return !inside.contains { $0.spelled == "wrap_future" }
      && inside.contains { call in
        Self.submitting.contains(call.spelled) && !isTakenOut(call)
          && call.receiver.map { self.symbol($0) == symbol } ?? false
      }
  }

  /// `list(pool.map(f, items))` has waited for all of it.
  private func isTakenOut(_ call: Call) -> Bool {
    switch use(of: call.node) {
    case .iterated, .argument: call.spelled == "map"
    default: false
    }
  }
}
