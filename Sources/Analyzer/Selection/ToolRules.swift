package import Diagnostics

/// The rules about the tool itself and its input, which no rule file can hold: they speak before
/// there is a program to look at, or after all rules have spoken.
package enum ToolRules {
  package static let unusedSuppression = RuleMetadata(
    code: "LW001", name: "unused-suppression",
    summary: "A suppression of a Loopwise rule takes nothing back",
    group: .tool, severity: .warning, since: "0.1",
    why: """
      A suppression that outlives its finding hides the next one: once \
      `time.sleep(1)  # noqa: LW101` has become `await asyncio.sleep(1)  # noqa: LW101`, whoever \
      writes `time.sleep` there again hears nothing. Only codes of Loopwise are judged: what another \
      tool's code is for, is that tool's business.
      """,
    examples: [
      .bad(
        "The sleep was mended, the comment stayed",
        """
        import asyncio


        async def poll():
            await asyncio.sleep(1)  # noqa: LW101  # expect: LW001
        """),
      .good(
        "Without the comment",
        """
        import asyncio


        async def poll():
            await asyncio.sleep(1)
        """),
    ])

  package static let syntaxError = RuleMetadata(
    code: "LW002", name: "syntax-error",
    summary: "The file is not Python of the target version",
    group: .tool, severity: .error, since: "0.1",
    why: """
      Python refuses to run the file: `SyntaxError`. It may be right for another version than \
      `target-version` names. The functions that are whole are still checked; what lies in the damaged \
      part is not. Only the first ten places of a file are told: more of them mean that it is no \
      Python at all.
      """,
    ignoreWhen: """
      The file is no module, such as a template or the input of a test of parsers; `exclude` in the \
      settings leaves it out.
      """,
    examples: [
      .bad(
        "`SyntaxError`: the bracket is never closed",
        """
        def main(:  # expect: LW002
            print("hello")
        """),
      .good(
        "Closed",
        """
        def main():
            print("hello")
        """),
    ])

  package static let measuredBlocking = RuleMetadata(
    code: "LW120", name: "measured-blocking",
    summary: "A recording shows a line that held the loop, and no other rule explains it",
    group: .blocking, severity: .warning, since: "0.1",
    why: """
      `loopwise run` recorded the program, and at this line the event loop ran nothing else, once for \
      50 ms or three times for longer than the threshold of the recording (20 ms unless it was told \
      otherwise). Only `loopwise check --evidence FILE` reports it: that the line held the loop is \
      known, why is not.
      """,
    repair: """
      Look at the path below the line. What waits belongs in a thread or has an asynchronous \
      counterpart; what computes belongs in a process, or in smaller pieces with an `await` in between.
      """,
    examples: [
      .bad(
        "Some texts take this expression seconds; `loopwise run -- python main.py` records it",
        """
        import asyncio
        import re


        async def check(text):
            return re.match("(a+)+$", text)  # expect: LW120


        asyncio.run(check("a" * 24 + "b"))
        """),
      .good(
        "The same without the inner repetition",
        """
        import asyncio
        import re


        async def check(text):
            return re.match("a+$", text)


        asyncio.run(check("a" * 24 + "b"))
        """),
    ])

  package static let all = [unusedSuppression, syntaxError, measuredBlocking]
}
