import Diagnostics
import RuleKit
import SourceText

/// Places that reach the same import of a module that is chosen at run time. Each module is loaded by
/// whoever comes first, so the place nearest to the import speaks for all of them. A repair of it alone
/// would leave the wait to the next one.
struct ModuleLoads {
  private var best: [String: [Finding]] = [:]
  private var shared: Set<String> = []

  mutating func add(_ said: [Finding], _ site: BlockingSite) {
    guard let finding = said.first, let leaf = site.chain.last?.place else { return }
    let cause = "\(leaf.path):\(leaf.range.start)"
    if let known = best[cause]?.first {
      shared.insert(cause)
      if !isNearer(finding, than: known) { return }
    }
    best[cause] = said
  }

  var findings: [Finding] {
    best.flatMap { cause, said in
      said.map { finding in
        var finding = finding
        if shared.contains(cause) { finding.fix = nil }
        return finding
      }
    }.sorted(by: Finding.inOutputOrder)
  }

  private func isNearer(_ a: Finding, than b: Finding) -> Bool {
    a.chain.count == b.chain.count
      ? Finding.inOutputOrder(a, b) : a.chain.count < b.chain.count
  }
}
