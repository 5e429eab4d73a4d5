package import Diagnostics
import LibraryModels
import Summaries

extension BlockingSite {
  /// The finding of a blocking rule, worded alike for all of them.
  package func finding(
    by rule: some Rule, severity: Severity? = nil, help: String = ""
  ) -> Finding {
    let base = severity ?? type(of: rule).metadata.severity
    var finding = rule.finding(
      at: place, headline, function: function, confidence: confidence,
      severity: self.severity(base), label: label,
      why: remark,
      help: help, chain: chain, fix: repair)
    finding.wait = Wait(length: length.name, family: family.rawValue, isOnce: isOnce)
    return finding
  }

  private var headline: String {
    if kind == .computation { return "`\(functionName)` computes for long on the event loop" }
    return isDirect && !isAwait
      ? "`\(leaf)` \(verb) in `\(functionName)`"
      : "`\(functionName)` \(verb) through `\(callee)`"
  }

  private var remark: String {
    if isAtStartOrEnd { return "It happens while the service starts or ends." }
    if isOnce { return "The wait happens on first use." }
    return isGlance ? "One folder or a small file takes little, on a disk that answers." : ""
  }

  private var verb: String { family == .cpu ? "occupies the event loop" : "blocks the event loop" }

  private var label: String { "no other task runs until this returns" }

  /// What to do instead, with code to paste.
  package var offload: String {
    // What is awaited cannot be handed to a thread as it is.
    if isAwait, let last = chain.last {
      return "run `\(last.text)`, where the path ends, in a thread"
    }
    if touchesLoop, !isDirect {
      return "it works with the event loop too: run only what waits in it in a thread"
    }
    if let shared, twin == nil { return shared.advice }
    if let twin { return "use `\(twin)`, or run it in a thread: `\(threaded)`" }
    return "run it in a thread: `\(threaded)`"
  }

  package var threaded: String {
    kind == .call && !callee.contains("…")
      ? "\(threadOpening)\(callee), …)" : "\(threadOpening)…)"
  }

  /// Regular files, directories, certificate stores and modules loaded from disk.
  package var isFileSystem: Bool {
    switch family {
    case .fileOpen, .fileIO, .directory, .metadata, .certificates, .importing: true
    default: false
    }
  }

  /// Waits for other threads, processes and peers.
  package var isWait: Bool {
    switch family {
    case .threadWait, .lock, .queue, .stdin, .readiness, .ipc, .netConnect, .netIO, .nameService,
      .tls:
      true
    default: false
    }
  }

  /// The severity that the rule for the leaf has.
  package var leafSeverity: Severity {
    switch effect {
    case .none, .brief: .info
    // To start a process takes a moment; it is its end that is waited for.
    case .io: family == .database ? .error : family == .processStart ? .info : .warning
    case .unbounded: .error
    }
  }
}
