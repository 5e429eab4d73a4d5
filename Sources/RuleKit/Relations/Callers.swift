package import Project
package import PythonSemantics
package import Summaries

/// One place that calls, awaits or spawns a function.
package struct CallerSite: Sendable {
  package var unit: UnitID
  package var node: IRNodeID
}

extension RuleContext {
  /// The places of the project that hand control to a function, in order of unit and site.
  package func callers(of function: FunctionID) -> ArraySlice<CallerSite> {
    callerTable[function]
  }

  func buildCallers() -> Grouping<FunctionID, CallerSite> {
    var pairs: [(id: FunctionID, value: CallerSite)] = []
    for unit in engine.units {
      let (module, _) = engine.program.location(of: unit.function)
      guard module.origin == .firstParty else { continue }
      for index in unit.sites.indices {
        let caller = CallerSite(unit: unit.id, node: unit.sites[index].node)
        for target in unit.sites[index].targets {
          let callee = engine.units[Int(target.unit.rawValue)].function
          pairs.append((callee, caller))
        }
      }
    }
    return Grouping(pairs)
  }
}
