package import Diagnostics
import PythonSemantics
package import RuleKit

/// LW552: a stream is written to in a loop, and nothing waits for the peer to take it.
package struct WriteWithoutDrain: FunctionRule {
  package static let metadata = RuleMetadata(
    code: "LW552",
    name: "write-without-drain",
    summary: "Stream is written in a loop without waiting for the peer",
    group: .queues,
    severity: .warning, confidence: .medium,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      `StreamWriter.write` only puts bytes into a buffer of this process and returns. A peer that \
      reads slowly, or not at all, makes that buffer grow until memory is gone. `await \
      writer.drain()` waits while the buffer is full.
      """,
    ignoreWhen: "What is written fits into memory many times over, whatever the peer does.",
    examples: [
      .bad(
        "The buffer takes it all",
        """
        import asyncio


        async def send(writer: asyncio.StreamWriter, chunks: list) -> None:
            for chunk in chunks:
                writer.write(chunk)  # expect: LW552
            writer.close()
            await writer.wait_closed()
        """),
      .good(
        "Waiting when the buffer is full",
        """
        import asyncio


        async def send(writer: asyncio.StreamWriter, chunks: list) -> None:
            for chunk in chunks:
                writer.write(chunk)
                await writer.drain()
            writer.close()
            await writer.wait_closed()
        """),
    ])

  package static var needs: FunctionNeeds {
    FunctionNeeds(
      [.isAsync, .hasLoop, .hasCall], in: .exceptTestsUnlessStrict)
  }

  package init() {}

  private static let writers: Set<String> = ["asyncio.StreamWriter"]

  package func check(_ function: FunctionSubject) -> [Finding] {
    let writes = function.calls.filter { call in
      (call.spelled == "write" || call.spelled == "writelines")
        && call.receiver.map { function.isInstance($0, of: Self.writers) } ?? false
        && !function.loops(around: call.node).isEmpty
    }
    guard let first = writes.first else { return [] }
    // Whoever gets the writer may wait in our place.
    let settles = function.calls.contains { call in
      call.spelled == "drain"
        || call.arguments.contains { function.isInstance($0.node, of: Self.writers) }
    }
    if settles { return [] }
    return [
      finding(
        at: function.place(first.callee), "nothing waits until the peer has read this",
        function: function.qualifiedName, label: "the buffer grows without limit",
        help: "`await writer.drain()` in the loop",
        fix: first.receiver.flatMap { writer in
          function.appendFix(first.node, "Wait for the peer") { _ in
            ["await \(function.text(writer)).drain()"]
          }
        })
    ]
  }
}
