package import Diagnostics
import LibraryModels
package import RuleKit
import Summaries

/// LW112: a coroutine computes for so long that others notice.
package struct CPUBoundOnLoop: BlockingRule {
  package static let metadata = RuleMetadata(
    code: "LW112",
    name: "cpu-bound-on-loop",
    summary: "Coroutine computes on the loop for a long time",
    group: .blocking,
    severity: .warning,
    since: "0.1",
    fix: .sometimes(.changesBehavior),
    why: """
      The loop switches tasks only at an `await`. A long computation between two of them, such \
      as a password hash, delays every other task by its whole length.
      """,
    equivalents: [],
    examples: [
      .bad(
        "A key derivation in a coroutine",
        """
        import hashlib


        async def check(password: bytes, salt: bytes):
            return hashlib.pbkdf2_hmac("sha256", password, salt, 600_000)  # expect: LW112
        """),
      .good(
        "A fast digest of a short text",
        """
        import hashlib


        async def tag(name: str):
            return hashlib.sha256(name.encode()).hexdigest()
        """),
    ])

  package init() {}

  package func check(_ site: BlockingSite) -> Finding? {
    guard site.isDirect, !site.isCallback, site.family == .cpu else { return nil }
    return site.finding(by: self, help: site.offload)
  }
}
