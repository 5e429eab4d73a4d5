package import Diagnostics
package import PythonSemantics
import SourceText

extension FunctionSubject {
  /// Writes `await` before a call that is a whole statement or right-hand side; nil outside coroutines.
  package func awaitFix(_ node: IRNodeID) -> Fix? {
    guard isAsync else { return nil }
    var place = place(node)
    place.range.end = place.range.start
    return Fix(
      "Await it", safety: .changesBehavior, edits: [FixEdit(place: place, text: "await ")])
  }
}

extension FunctionSubject {
  /// A fix that keeps behaviour and only inserts text before a node.
  package func insertion(_ text: String, before node: IRNodeID, _ title: String) -> Fix {
    var place = place(node)
    place.range.end = place.range.start
    return Fix(title, safety: .safe, edits: [FixEdit(place: place, text: text)])
  }
}
