package import Diagnostics

/// The rules about the tool itself and its input, which no rule file can hold: they speak before
/// there is a program to look at, or after all rules have spoken.
package enum ToolRules {
  package static let unusedSuppression = RuleMetadata(
    code: "LW001", name: "unused-suppression",
    summary: "A suppression of a Loopwise rule takes nothing back",
    group: .tool, severity: .warning, since: "0.1",
    why: """
      A suppression that outlives its finding hides the next one. Only codes of Loopwise are judged: \
      what another tool's code is for, is that tool's business.
      """)

  package static let syntaxError = RuleMetadata(
    code: "LW002", name: "syntax-error",
    summary: "The file is not Python of the target version",
    group: .tool, severity: .error, since: "0.1",
    why: """
      Python refuses to run the file. The functions that are whole are still checked; what lies in \
      the damaged part is not.
      """)

  package static let all = [unusedSuppression, syntaxError]
}
