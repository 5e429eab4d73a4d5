/// What is known of a module whose code cannot be read: a stub in Python syntax with effects.
///
/// One notation serves CPython's C modules, third-party extension modules, surfaces that exist only
/// at run time, and the packages whose facts ship with Loopwise. The text is read by our own parser
/// like any other file, so annotations give types and `async def` gives coroutine functions.
/// Effects are decorators; their arguments are names and expressions over the function's parameters:
///
///     @blocks(unbounded, sleep, when=seconds > BUDGET)       # class, family, condition
///     def sleep(seconds, /) -> None: ...
///
///     @blocks(unbounded, lock, when=blocking and timeout != 0, lock=self)
///     def acquire(self, blocking=True, timeout=-1) -> bool: ...
///
/// | decorator | meaning |
/// |---|---|
/// | `@blocks(class, family, when=…, lock=self, once=True, single=True, sized=True)` | the call holds the thread; several may stand on one function. `single`: it looks at one folder, not through several. `sized=True`: it takes as long as what it is given is large. Class: `unbounded`, `io`, `brief`, `cpu`. `when` speaks of parameters by name; `BUDGET` is the `budget-ms` setting in seconds, `BUDGET_MS` in milliseconds. An unknown value makes the condition unknown, which keeps the effect |
/// | `@timeout(parameter)` | a literal value of that parameter below the budget removes the effects |
/// | `@cut("reason")` | no effect, whatever the body does: policy |
/// | `@thread(parameter, …)`, `@process(parameter, …)` | calls that parameter later, on another thread or in another process |
/// | `@loop(parameter, …)` | calls that parameter later, on the event loop, as a callback |
/// | `@ready(parameter, …)` | the same, when a descriptor is ready: reading and writing it does not wait |
/// | `@calls(parameter, …)` | calls that parameter here and now |
/// | `@spawns(parameter)` | wraps that awaitable in a task of the running loop |
/// | `@awaits(parameter)` | awaits that awaitable here |
/// | `@runs(parameter)` | calls that coroutine function here, and awaits what it gives |
/// | `@retains` | the task it returns is kept by the receiver |
/// | `@suspends(always)`, `@suspends(never)` | for a coroutine function: whether awaiting it gives way |
/// | `@nonblocking(setter)` | after this call the receiver no longer blocks (`setblocking(False)`): `when=` as above |
/// | `@nested_run` | runs an event loop to completion: wrong where one is running |
/// | `@twin("package.name")` | the asynchronous function or class to use instead |
/// | `@dynamic(class, family)` on a class | any method that is not written down has this effect |
/// | `@evidence("…")` | version and source of the row; on the module through `EVIDENCE = "…"` |
package struct Model: Sendable {
  /// Dotted name of the module.
  package var module: String
  /// Whether the stub is the whole module, or adds effects to a module whose source or facts exist.
  package var isOverlay: Bool
  /// Stands in for a package that is not installed. Where it is, its sources say more, and this is a
  /// second opinion of them.
  package var isShipped: Bool
  /// The stub.
  package var text: Text

  package enum Text: Sendable {
    case plain(StaticString)
    /// A part of the facts that ship.
    case packed(Range<Int>)

    package var bytes: [UInt8] {
      switch self {
      case .plain(let text): text.withUTF8Buffer { Array($0) }
      case .packed(let part): Model.shippedTexts.text(part, of: Model.shippedFacts)
      }
    }
  }

  package init(
    _ module: String, isOverlay: Bool = false, isShipped: Bool = false, _ text: StaticString
  ) {
    self.module = module
    self.isOverlay = isOverlay
    self.isShipped = isShipped
    self.text = .plain(text)
  }

  /// Derived facts that ship.
  private init(_ module: String, packed part: Range<Int>) {
    self.module = module
    self.isOverlay = false
    self.isShipped = true
    self.text = .packed(part)
  }

  private static let shippedTexts = PairCodedTexts(pairs: shippedPairs)

  /// What was derived of the standard library, for trees that are checked without an interpreter.
  package static let standardLibrary: [Model] = shippedFacts.withUTF8Buffer { bytes in
    bytes.split(separator: UInt8(ascii: "\n")).map { line in
      let name = line.prefix { $0 != UInt8(ascii: " ") }
      return Model(
        String(decoding: name, as: UTF8.self), packed: name.endIndex + 1..<line.endIndex)
    }
  }
}
