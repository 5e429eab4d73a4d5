package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW104: a coroutine touches the file system and the loop waits for the disk.
package struct BlockingFileIO: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW104",
    name: "blocking-file-io",
    summary: "Coroutine reads or writes a file on the loop",
    group: .blocking,
    severity: .warning,
    otherSeverities: """
      information where it only looks at one, where that happens once, and while a service \
      starts or ends
      """,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      The operating system has no asynchronous way to read a regular file: the thread waits for \
      the disk, which takes a fraction of a millisecond from its cache, and seconds where the file \
      lies on a network share that hangs. All requests wait with it. On a thread, only this one \
      does.
      """,
    equivalents: ["ASYNC230", "ASYNC231", "ASYNC232", "ASYNC240", "S7493"],
    examples: [
      .bad(
        "Reading a file in a coroutine",
        """
        async def load(path):
            with open(path) as file:  # expect: LW104
                return file.read()
        """),
      .good(
        "The same on a thread",
        """
        import asyncio
        from pathlib import Path


        async def load(path: str) -> str:
            return await asyncio.to_thread(Path(path).read_text)
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isDirect, !site.isCallback, site.isFileSystem else { return nil }
    return site.finding(by: self, severity: site.effect == .brief ? .info : nil, help: site.offload)
  }
}
