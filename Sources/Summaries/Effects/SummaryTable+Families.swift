package import LibraryModels
import Project
import PythonSemantics

/// What is known of an effect by what it is for.
extension SummaryTable {
  /// Waits which a readiness test makes harmless.
  static func isWait(_ family: EffectFamily) -> Bool {
    switch family {
    case .threadWait, .queue, .lock, .processWait, .readiness, .ipc: true
    default: false
    }
  }

  /// Waits for a socket, pipe or terminal, which one that is non-blocking or ready does not.
  package static func waitsForDescriptor(_ family: EffectFamily) -> Bool {
    switch family {
    case .netConnect, .netIO, .tls, .readiness, .ipc, .fileIO: true
    default: false
    }
  }

  /// Whether a file drives psycopg2's asynchronous connections, which wait in `poll()` alone, and there for
  /// nothing: `if connection.poll() == POLL_READ: loop.add_reader(…)`. Of the others a file that listens for
  /// notifications calls `poll()` too, without these names.
  func pollsDatabase(_ unit: Unit) -> Bool {
    let names = engine.locate(unit.function).module.facts.names
    return names.find("POLL_READ") != nil && names.find("POLL_WRITE") != nil
  }

  /// Longer than to read a file: a bundle of certificates, the code of a module with all that it imports.
  static func isLong(_ family: EffectFamily) -> Bool {
    family == .certificates || family == .importing
  }
}
