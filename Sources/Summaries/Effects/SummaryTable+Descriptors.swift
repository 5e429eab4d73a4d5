import Project
import PythonSemantics

/// What the place of a call knows of the socket, the pipe or the connection that a callee waits for.
extension SummaryTable {
  /// Whether a file drives psycopg2's asynchronous connections, which wait in `poll()` alone, and there for
  /// nothing: `if connection.poll() == POLL_READ: loop.add_reader(…)`. Of the others a file that listens for
  /// notifications calls `poll()` too, without these names.
  func pollsDatabase(_ unit: Unit) -> Bool {
    let names = engine.locate(unit.function).module.facts.names
    return names.find("POLL_READ") != nil && names.find("POLL_WRITE") != nil
  }

  /// The formal of the caller whose descriptor an event waits for, 0 if it is none: nil where what it waits
  /// for is there, or does not block.
  func descriptor(
    of event: Event, _ target: CallTarget, _ site: CallSite, of unit: Unit
  ) -> UInt8? {
    let flags = site.flags.union(target.flags)
    if flags.contains(.isGuardedDone), Self.isWait(event.family) { return nil }
    let isOwn = Self.waitsForDescriptor(event.family)
    if flags.contains(.isNonblocking), isOwn { return nil }
    guard event.descriptor != 0 || event.next == nil && isOwn else { return 0 }
    let values = engine.types.items(target.bindings)
    let place = max(0, Int(event.descriptor) - 1)
    guard values.indices.contains(place) else { return 0 }
    let row = engine.types[values[place]]
    switch row.kind {
    case .instance where engine.types.isNonblocking(values[place]): return nil
    case .parameter where row.a == unit.function.rawValue: return UInt8(clamping: row.b + 1)
    default: return event.next == nil ? receiver(of: site, in: unit) : 0
    }
  }

  /// The formal whose method a site calls, counted from 1, where it is bound to nothing else.
  private func receiver(of site: CallSite, in unit: Unit) -> UInt8 {
    let (module, row) = engine.locate(unit.function)
    let call = module.facts[site.node]
    guard site.kind == .call, call.kind == .call else { return 0 }
    let callee = module.facts[call.operand]
    guard callee.kind == .attribute, module.facts[callee.operand].kind == .name else { return 0 }
    let symbol = module.facts[callee.operand].b
    guard symbol != 0 else { return 0 }
    let place = row.parameters.firstIndex {
      module.facts.parameters[Int($0)].symbol == symbol - 1
    }
    guard let place, module.facts.definitions[module.facts.symbolRange(symbol - 1)].count == 1
    else { return 0 }
    return UInt8(clamping: place - row.parameters.startIndex + 1)
  }
}
