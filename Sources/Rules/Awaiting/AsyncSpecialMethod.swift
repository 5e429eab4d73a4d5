package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW210: a special method that Python calls without awaiting is asynchronous.
package struct AsyncSpecialMethod: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW210",
    name: "async-special-method",
    summary: "Special method that Python never awaits is asynchronous",
    group: .awaiting,
    severity: .error,
    since: "0.1",
    why: """
      Python itself calls `__init__`, `__len__`, `__eq__`, `__enter__` and most other special \
      methods, and does not await what they return. As `async def` they give a coroutine where a \
      value is wanted: `__init__` and `__len__` raise `TypeError`, while `__eq__` says that \
      everything is equal, since a coroutine is true. `__aenter__`, `__aexit__` and `__anext__` \
      are awaited, and fail as plain functions.
      """,
    ignoreWhen: "Only your own code calls the method, by its name, and awaits it.",
    equivalents: ["WPS610"],
    examples: [
      .bad(
        "`TypeError: __init__() should return None, not 'coroutine'`",
        """
        class Client:
            async def __init__(self):  # expect: LW210
                self.ready = True


        Client()
        """),
      .good(
        "A class method does what has to be awaited",
        """
        import asyncio


        class Client:
            def __init__(self, ready):
                self.ready = ready

            @classmethod
            async def connect(cls):
                await asyncio.sleep(1)
                return cls(True)


        async def main():
            return await Client.connect()


        asyncio.run(main())
        """),
      .good(
        "The special methods that are awaited",
        """
        class Client:
            async def __aenter__(self):
                return self

            async def __aexit__(self, *exc): ...

            async def __anext__(self):
                raise StopAsyncIteration

            async def __call__(self, scope): ...

            async def __aiter__(self):
                yield 1
        """),
    ])

  package init() {}

  private static let synchronous: Set<String> = [
    "__init__", "__new__", "__init_subclass__", "__class_getitem__", "__post_init__", "__del__",
    "__len__", "__length_hint__", "__bool__", "__int__", "__float__", "__index__", "__hash__",
    "__str__", "__repr__", "__bytes__", "__format__", "__eq__", "__ne__", "__lt__", "__le__",
    "__gt__", "__ge__", "__contains__", "__iter__", "__next__", "__reversed__", "__enter__",
    "__exit__", "__dir__", "__reduce__", "__getstate__", "__setstate__", "__copy__",
    "__deepcopy__", "__setattr__", "__delattr__", "__setitem__", "__delitem__", "__set__",
    "__delete__", "__set_name__", "__sizeof__", "__instancecheck__", "__subclasscheck__",
  ]

  package func check(_ function: FunctionSubject) -> [Finding] {
    guard function.isAsync else { return isPlainInstead(function).map { [$0] } ?? [] }
    var findings = raises(function)
    guard function.isMethod else { return findings }
    // A decorator may make a plain method of it.
    if Self.synchronous.contains(function.name), function.row.decorators == 0,
      !function.isGenerator || function.name != "__iter__",
      !function.context.awaitsMethod(named: function.name)
    {
      findings.append(
        finding(
          at: function.namePlace, "Python never awaits `\(function.name)`",
          function: function.qualifiedName, label: "gives a coroutine where a value is wanted",
          help: help(function.name)))
    } else if function.name == "__aiter__", !function.isGenerator {
      findings.append(
        finding(
          at: function.namePlace, "`__aiter__` must return an iterator, not a coroutine",
          function: function.qualifiedName, label: "`async for` does not await this",
          help: "write `def __aiter__(self)`"))
    } else if isSetter(function) {
      findings.append(
        finding(
          at: function.namePlace, "the setter of `\(function.name)` is never awaited",
          function: function.qualifiedName, label: "an assignment cannot await",
          help: "write a method `set_\(function.name)`"))
    }
    return findings
  }

  private static let awaited: Set<String> = ["__aenter__", "__aexit__", "__anext__"]

  /// `def __aenter__(self): return self`: what it gives is awaited, and has no `__await__`.
  private func isPlainInstead(_ function: FunctionSubject) -> Finding? {
    guard function.isMethod, Self.awaited.contains(function.name), function.row.decorators == 0,
      function.row.flags.isDisjoint(with: [.isTrivial, .isGenerator, .hasRaise])
    else { return nil }
    let values = function.nodes.filter { function.kind($0) == .return }
      .map { function.operand($0) }
    guard
      values.allSatisfy({ value in
        !value.exists
          || function.awaitability(value) == .plain
            && !function.context.mayBeAwaitable(function.type(value))
      })
    else { return nil }
    return finding(
      at: function.namePlace, "`\(function.name)` is no coroutine, but Python awaits it",
      function: function.qualifiedName, label: "its result cannot be awaited",
      help: "write `async def \(function.name)`")
  }

  private func help(_ name: String) -> String {
    switch name {
    case "__init__", "__new__", "__post_init__": "await in a class method that makes the object"
    case "__enter__", "__exit__": "write `__a\(name.dropFirst(2))` and use `async with`"
    case "__iter__", "__next__": "write `__a\(name.dropFirst(2))` and use `async for`"
    case "__del__": "write a method `aclose` and await it"
    default: "write a plain method, and a coroutine for what must wait"
    }
  }

  /// `@name.setter` and `@name.deleter`.
  private func isSetter(_ function: FunctionSubject) -> Bool {
    guard function.row.decorators != 0 else { return false }
    return function.facts.list(function.row.decorators).contains { node in
      let row = function[node]
      guard row.kind == .attribute else { return false }
      let base = row.operand
      return ["setter", "deleter"].contains(function.spelling(node))
        && function.spelling(base) == function.name
    }
  }

  /// `raise StopIteration` in a coroutine turns into `RuntimeError`.
  private func raises(_ function: FunctionSubject) -> [Finding] {
    guard function.row.flags.contains(.hasRaise) else { return [] }
    return function.nodes.compactMap { node in
      guard function.kind(node) == .raise else { return nil }
      var value = function.operand(node)
      if function.kind(value) == .call { value = function.operand(value) }
      guard function.kind(value) == .name, function.spelling(value) == "StopIteration",
        function.symbol(value) == nil, !isCaught(node, function)
      else { return nil }
      return finding(
        at: function.place(value), "`StopIteration` cannot leave a coroutine",
        function: function.qualifiedName, label: "becomes `RuntimeError`",
        help: function.name == "__anext__" || function.isGenerator
          ? "raise `StopAsyncIteration`, or return" : "raise another exception")
    }
  }

  private func isCaught(_ node: IRNodeID, _ function: FunctionSubject) -> Bool {
    function.ancestors(node).contains {
      function.kind($0) == .try
        && function.isInside(node, .body, of: $0)
        && !function.facts.handlers($0).isEmpty
    }
  }
}
