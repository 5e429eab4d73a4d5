package import Diagnostics
import PythonSemantics
package import RuleKit
import Summaries

/// LW451: a wait for a peer that nothing ends, should the peer stay silent.
package struct NetworkAwaitWithoutTimeout: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW451",
    name: "network-await-without-timeout",
    summary: "Wait for a peer has no time limit",
    group: .timeouts,
    severity: .warning,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      A peer that stops answering without closing its connection (a crashed machine, a firewall \
      that forgets) never wakes the coroutine that waits for it. The task stays for ever, with its \
      connection and whatever else it holds; nothing is printed. Streams, subprocesses and \
      websockets of asyncio have no limit of their own; most HTTP clients have one until it is \
      switched off.
      """,
    ignoreWhen: """
      A caller that the analysis cannot see sets the limit, or the peer may be silent for days, as \
      a chat may.
      """,
    examples: [
      .bad(
        "A server that accepts and says nothing holds it for ever",
        """
        import asyncio


        async def banner(host: str) -> bytes:
            async with asyncio.timeout(5):
                reader, writer = await asyncio.open_connection(host, 22)
            try:
                return await reader.readline()  # expect: LW451
            finally:
                writer.close()
                await writer.wait_closed()
        """),
      .good(
        "The timeout holds for the answer, too",
        """
        import asyncio


        async def banner(host: str) -> bytes:
            async with asyncio.timeout(5):
                reader, writer = await asyncio.open_connection(host, 22)
                try:
                    return await reader.readline()
                finally:
                    writer.close()
                    await writer.wait_closed()
        """),
      .good(
        "A loop that serves a peer for as long as it stays",
        """
        import asyncio


        async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while line := await reader.readline():
                writer.write(line)
                await writer.drain()
        """),
    ])

  package static var needs: FunctionNeeds { FunctionNeeds(in: .exceptTestsUnlessStrict) }
  package init() {}

  /// Waits without any limit of their own (CPython 3.13 Lib/asyncio/streams.py, subprocess.py;
  /// websockets 17.4 asyncio/connection.py).
  private static let endless: CalleeNames = [
    "asyncio.open_unix_connection", "asyncio.StreamReader.read",
    "asyncio.StreamReader.readline", "asyncio.StreamReader.readexactly",
    "asyncio.StreamReader.readuntil", "asyncio.Process.communicate", "asyncio.Process.wait",
    "asyncio.subprocess.Process.communicate", "asyncio.subprocess.Process.wait",
    "websockets.ClientConnection.recv", "websockets.asyncio.connection.Connection.recv",
    "websockets.asyncio.client.ClientConnection.recv",
  ]
  /// Connecting to an address: the kernel gives up after minutes (tcp(7), `tcp_syn_retries`).
  private static let connects: CalleeNames = [
    "asyncio.open_connection", "asyncio.AbstractEventLoop.create_connection",
    "asyncio.BaseEventLoop.create_connection",
  ]
  /// Waits that a client ends by itself, late: reported in the strict profile.
  private static let finite: CalleeNames = [
    "aiohttp.ClientSession.get", "aiohttp.ClientSession.post", "aiohttp.ClientSession.put",
    "aiohttp.ClientSession.delete", "aiohttp.ClientSession.patch", "aiohttp.ClientSession.head",
    "aiohttp.ClientSession.options", "aiohttp.ClientSession.request",
  ]
  /// Clients and calls that take a `timeout`, where `None` switches it off.
  private static let clients = CalleeNames(
    finite.names.union([
      "aiohttp.ClientSession", "httpx.AsyncClient", "httpx.Timeout", "httpx.AsyncClient.get",
      "httpx.AsyncClient.post", "httpx.AsyncClient.put", "httpx.AsyncClient.delete",
      "httpx.AsyncClient.patch", "httpx.AsyncClient.head", "httpx.AsyncClient.options",
      "httpx.AsyncClient.request", "httpx.AsyncClient.send", "httpx.AsyncClient.stream",
    ]))

  /// Makers whose `command_timeout` is none by default.
  private static let drivers: CalleeNames = ["asyncpg.create_pool", "asyncpg.connect"]

  package func check(_ function: FunctionSubject) -> [Finding] {
    let calls = function.calls(of: Self.known)
    guard !calls.isEmpty, function.calls.contains(where: { Self.words.contains($0.spelled) })
    else { return [] }
    return calls.compactMap { call in
      disabled(call, function) ?? endless(call, function) ?? connect(call, function)
        ?? relied(call, function) ?? untimed(call, function)
    }
  }

  /// The names above, and what makes them.
  private static let known = CalleeNames(
    Set([endless, clients, connects, drivers].flatMap(\.names) + ["aiohttp.ClientTimeout"]))
  /// Their last parts.
  private static let words = Set(
    known.names.compactMap { $0.split(separator: ".").last.map { String($0) } })

  // MARK: Forms

  /// `timeout=None`, `ClientTimeout(total=None)`.
  private func disabled(_ call: Call, _ function: FunctionSubject) -> Finding? {
    if call.isNamed("aiohttp.ClientTimeout") {
      guard let total = call.argument(0, "total"), function.isNone(total),
        call.arguments.count == 1
      else { return nil }
      return report(
        call, function, "`ClientTimeout(total=None)` removes every time limit",
        fix: function.argumentFix(total, "30", "Wait 30 seconds at most"))
    }
    guard call.isOne(of: Self.clients), let timeout = timeout(of: call),
      function.isNone(timeout)
    else { return nil }
    // The scope may stand around each use of a client; around one request it counts.
    if function.kind(function.parent(call.node)) == .await, Deadlines.bound(call.node, in: function)
    {
      return nil
    }
    return report(
      call, function, "`\(function.text(call.callee))` is given no time limit",
      fix: function.argumentFix(timeout, "30", "Wait 30 seconds at most"))
  }

  private func timeout(of call: Call) -> IRNodeID? {
    call.isNamed("httpx.Timeout")
      ? call.arguments.count == 1 ? call.argument(0, "timeout") : nil
      : call.argument(nil, "timeout")
  }

  /// A wait whose library sets no limit.
  private func endless(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard call.isOne(of: Self.endless), function.use(of: call.node) == .awaited,
      !isService(call, function), !hasEnded(call, function),
      !Deadlines.bound(call.node, in: function),
      !function.takesDeadline
    else { return nil }
    return report(
      call, function, "`\(function.text(call.callee))` may wait for ever",
      fix: function.timeLimitFix(call))
  }

  /// `await proc.communicate()` came before: it waits for the process too.
  private func hasEnded(_ call: Call, _ function: FunctionSubject) -> Bool {
    guard call.spelled == "wait", let path = call.receiver.flatMap({ function.path($0) }) else {
      return false
    }
    return function.calls.contains { other in
      other.spelled == "communicate" && function[other.node].start < function[call.node].start
        && other.receiver.flatMap { function.path($0) } == path
    }
  }

  /// A connection to a host that may be switched off; `sock` is connected already.
  private func connect(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard call.isOne(of: Self.connects), function.use(of: call.node) == .awaited, !call.hasStars,
      call.argument(nil, "sock") == nil, !Deadlines.bound(call.node, in: function),
      !function.takesDeadline
    else { return nil }
    return report(
      call, function, "`\(function.text(call.callee))` connects without a time limit",
      label: "a host that is down holds this for minutes",
      fix: function.timeLimitFix(call))
  }

  /// aiohttp's own 300 seconds.
  private func relied(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard function.isStrict, call.isOne(of: Self.finite), call.argument(nil, "timeout") == nil,
      !call.hasStars, !Deadlines.bound(call.node, in: function), !hasOwnLimit(call, function)
    else { return nil }
    return report(
      call, function, "`\(function.text(call.callee))` waits up to aiohttp's default of 300 s",
      fix: function.timeLimitFix(call))
  }

  /// asyncpg limits the time to connect, and no query unless it is told to (0.32.0 connection.py).
  private func untimed(_ call: Call, _ function: FunctionSubject) -> Finding? {
    guard function.isStrict, call.isOne(of: Self.drivers), !call.hasStars,
      call.argument(nil, "command_timeout") == nil
    else { return nil }
    return report(call, function, "queries sent through this have no time limit", fix: nil)
  }

  /// `ClientSession(timeout=…)` in the same function.
  private func hasOwnLimit(_ call: Call, _ function: FunctionSubject) -> Bool {
    function.calls.contains {
      $0.isNamed("aiohttp.ClientSession") && $0.argument(nil, "timeout") != nil
    }
  }

  private func report(
    _ call: Call, _ function: FunctionSubject, _ message: String,
    label: String = "a silent peer holds this task", fix: Fix?
  ) -> Finding {
    finding(
      at: function.place(call.callee), message, function: function.qualifiedName,
      confidence: .medium, label: label,
      help: "put it under `async with asyncio.timeout(…)`", fix: fix)
  }

  /// A peer that is served for as long as it stays: in a loop, or in the handler of a server. A process
  /// that somebody ends in `finally` or on cancellation is looked after.
  private func isService(_ call: Call, _ function: FunctionSubject) -> Bool {
    if !function.loops(around: call.node).isEmpty { return true }
    let around = function.ancestors(call.node)
    if around.contains(where: { endsProcess($0, call.node, function) }) { return true }
    return function.isServerHandler
  }

  /// `except asyncio.CancelledError: proc.kill()` or the same in `finally`.
  private func endsProcess(
    _ node: IRNodeID, _ inner: IRNodeID, _ function: FunctionSubject
  ) -> Bool {
    guard function.kind(node) == .try else { return false }
    // In the clean-up itself: after `kill` the wait is short.
    guard function.isInside(inner, .body, of: node) else { return true }
    return function.nodes.contains { other in
      guard function.kind(other) == .call, function.isInside(other, node),
        !function.isInside(other, .body, of: node)
      else { return false }
      return ["kill", "terminate", "send_signal"].contains(
        function.spelling(function.operand(other)))
    }
  }
}
