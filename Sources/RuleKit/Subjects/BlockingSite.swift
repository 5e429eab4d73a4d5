package import Diagnostics
package import LibraryModels
import Project
package import PythonSemantics
import SourceText
package import Summaries

/// A place in a coroutine or loop callback where the thread is held, with the proof.
package struct BlockingSite: Sendable {
  /// The callee expression at the place.
  package var place: Place
  /// Dotted name of the function that holds the place.
  package var function: String
  /// Its last part.
  package var functionName: String
  /// The callee as written: `load_config`, `self._client.get`.
  package var callee: String
  /// The library call that waits: `requests.get`, `time.sleep`.
  package var leaf: String
  package var family: EffectFamily
  package var effect: EffectClass
  /// How long each wait is: more than `effect` where it happens once for each object or key.
  package var length: EffectClass
  package var confidence: Confidence
  package var isOnce: Bool
  /// Looks at one folder, reads a certificate or makes an empty file, and that not in a loop.
  package var isGlance: Bool
  /// The leaf makes an object.
  package var isConstruction: Bool
  /// Runs before the service takes requests, or after it took the last.
  package var isAtStartOrEnd = false
  package var isInLoop: Bool
  /// The place stands in a callback of the loop, not in a coroutine.
  package var isCallback: Bool
  /// No first-party function stands between the place and the leaf.
  package var isDirect: Bool
  /// An `await` of a dependency's coroutine that blocks.
  package var isAwait: Bool
  /// The place stands in an endpoint that never gives way, of a framework that runs plain functions in
  /// threads: without `async` the same code would hold nobody up.
  package var isThreadableEndpoint: Bool
  package var kind: SiteKind
  /// From the place downward; empty when the leaf is called at the place.
  package var chain: [ChainStep]
  /// The asynchronous twin of the leaf, when a model names one.
  package var twin: String?
  /// The function that holds the place, and the node there.
  package var unit: UnitID
  package var node: IRNodeID
  /// What takes the wait off the loop at this place.
  package var repair: Fix?
  /// How the file hands a function to a thread, up to the function: `await asyncio.to_thread(`.
  package var threadOpening = "await asyncio.to_thread("
  /// It needs the loop's thread: it asks for the running loop or starts tasks.
  package var touchesLoop = false
  /// What it changes that other coroutines use: on a thread it would do so while they run.
  package var shared: SharedWithThread?
}

extension BlockingSite {
  /// The severity of the rule for the leaf, lowered where the event happens only once, keeps nobody
  /// yet, or is over at once.
  package func severity(_ base: Severity) -> Severity {
    if isAtStartOrEnd || isGlance || isOnce && isConnection { return .info }
    return isOnce ? base.lowered : base
  }

  /// `callee()` for a call, the bare expression for a property or an iteration.
  package var action: String {
    switch kind {
    case .iterate, .asyncIterate: "iterating `\(callee)`"
    case .enter, .exit, .asyncEnter, .asyncExit: "`with \(callee)`"
    default: "`\(callee)`"
    }
  }
}

extension BlockingSite {
  /// Bounded kernel work that a loop seldom notices: the strict profile's business.
  package var isBrief: Bool { effect == .brief }
  /// Loads a module that is chosen at run time, through functions of the project.
  package var isLoadedOnce: Bool { family == .importing && isOnce && !chain.isEmpty }
  /// Makes a client, which goes and asks its server.
  private var isConnection: Bool {
    isConstruction && [.database, .http, .netConnect, .netIO, .nameService, .tls].contains(family)
  }
  /// Waits each time for an answer over a network, or for a time that is set right here. How long files,
  /// databases in files and computations take depends on their sizes; threads, processes and names, on
  /// what others do; a pause of a function that is called is mostly one before a second attempt, and how
  /// long it polls is seldom told. Of that the text says nothing, and a recording makes it sure.
  var isSurelyNoticed: Bool {
    switch family {
    case .threadWait, .processWait, .lock, .queue, .ipc, .nameService: return false
    case .fileOpen, .fileIO, .directory, .metadata, .certificates, .importing: return false
    case .sleep where !chain.isEmpty, .readiness where !chain.isEmpty: return false
    default: return length == .unbounded && !isOnce
    }
  }
  /// Runs a loop inside a running one: an error whatever else is scheduled.
  package var isNestedRun: Bool { family == .loop }
}
