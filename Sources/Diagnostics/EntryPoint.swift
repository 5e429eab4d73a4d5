/// A function that a framework, or the start of the program, sets going: an endpoint or a worker, with
/// what is known of how it spends its time. A plain value, as findings are.
package struct EntryPoint: Sendable, Hashable {
  package enum Kind: String, Sendable, Hashable, CaseIterable {
    case http, websocket
    /// A handler of a server's connections.
    case connection
    /// A handler of messages.
    case message
    /// Runs after a response was sent.
    case background
    /// Runs beside the requests, for as long as the program does.
    case worker
  }

  /// What a run of it mostly does to the event loop.
  package enum Class: String, Sendable, Hashable, CaseIterable {
    /// Parks the loop's thread: all others wait.
    case blocking
    /// Waits, and holds the loop for a while as well: it computes, or reads files.
    case mixed
    case computeHeavy = "compute-heavy"
    case waitHeavy = "wait-heavy"
    /// All of it is known: it waits for nothing, and has no loop that could go on for long.
    case brief
    case unknown
  }

  package enum Runs: String, Sendable, Hashable {
    case onLoop = "loop"
    /// On a thread of a pool: what parks it holds up no loop.
    case inThread = "thread"
    /// On a loop that nobody shares.
    case onOwnLoop = "own-loop"
    case unknown
  }

  package var kind: Kind
  /// The framework's name, empty where only the shape of the code tells.
  package var framework: String
  /// In order; empty for any method.
  package var methods: [String]
  /// The path template; nil where none is written down.
  package var route: String?
  /// Something that could not be evaluated stands before `route`.
  package var isRouteOpen = false
  /// The function's name in its definition.
  package var place: Place
  package var function: String
  package var runs: Runs
  package var kindOfWork = Class.unknown
  package var waits: [Wait] = []
  package var holds: [Hold] = []
  /// What the rules say of the functions that it reaches, apart from what holds the loop.
  package var findings: [Finding] = []
  /// Functions of the project that it reaches, itself included.
  package var functions = 1
  /// Places of loops and comprehensions on the way, whose length nobody knows.
  package var loops: [Place] = []
  package var calls = 0
  /// Calls that could not be followed.
  package var unresolved = 0
  package var measured: Measured?

  package init(
    kind: Kind, framework: String, methods: [String], route: String?, place: Place,
    function: String, runs: Runs
  ) {
    self.kind = kind
    self.framework = framework
    self.methods = methods
    self.route = route
    self.place = place
    self.function = function
    self.runs = runs
  }
}

extension EntryPoint {
  /// Something that it awaits and that is not the project's own coroutine.
  package struct Wait: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
      /// Another process or host.
      case peer
      /// Whoever sent the request.
      case client
      case timer, thread
      /// A queue, lock, event or the like.
      case signal
      /// Tasks that it started itself.
      case tasks
      /// A coroutine of a library.
      case library
      case unknown
    }

    package enum Limit: String, Sendable, Hashable {
      /// A deadline stands around it, or is given to it.
      case present
      /// A rule found that there is none.
      case missing
      case unknown
    }

    /// `httpx.AsyncClient.get`; as written where it is not known.
    package var name: String
    package var kind: Kind
    package var limit: Limit
    package var place: Place
    package var function: String

    package init(name: String, kind: Kind, limit: Limit, place: Place, function: String) {
      self.name = name
      self.kind = kind
      self.limit = limit
      self.place = place
      self.function = function
    }
  }

  /// A place where its thread is held, with the way there.
  package struct Hold: Sendable, Hashable {
    package var leaf: String
    /// What is waited for, to complete "it waits for …".
    package var reason: String
    package var isComputation: Bool
    /// As long as a local disk takes, or what its user supplies: not as long as a peer.
    package var isShort: Bool
    /// Once in the life of the process, or on first use.
    package var isOnce: Bool
    package var place: Place
    package var function: String
    /// From the place downward; empty when the leaf is called there.
    package var chain: [ChainStep]
    /// The functions from the entry point to the one that holds the place, without the first.
    package var via: [ChainStep] = []

    package init(
      leaf: String, reason: String, isComputation: Bool, isShort: Bool, isOnce: Bool, place: Place,
      function: String, chain: [ChainStep]
    ) {
      self.leaf = leaf
      self.reason = reason
      self.isComputation = isComputation
      self.isShort = isShort
      self.isOnce = isOnce
      self.place = place
      self.function = function
      self.chain = chain
    }
  }

  /// What recordings say of it. Times are nanoseconds.
  package struct Measured: Sendable, Hashable {
    package var requests = 0
    package var p50 = 0
    package var p95 = 0
    /// Of fewer than 100 requests there is none.
    package var p99: Int?
    package var longest = 0
    /// Of one request on average; nil where it could not be timed.
    package var held: Int?
    package var waited: Int?
    /// As the requests show it; unknown below ten.
    package var kindOfWork = Class.unknown
    /// Spans over the threshold that it ran in, and the loop time they cost.
    package var spans = 0
    package var lost = 0

    package init() {}
  }
}

/// The entry points of a project.
package struct EntryPointReport: Sendable, Hashable {
  package static let formatVersion = 1

  package var root: String
  /// In order of path and place.
  package var entryPoints: [EntryPoint] = []
  package var coverage = Coverage()
  package var errors: [InputError] = []
  package var warnings: [String] = []
  package var recordings: [RecordingFigures] = []
  /// Routes that a recording speaks of and no entry point answers to.
  package var unmatched: [String] = []

  package init(root: String) { self.root = root }
}
