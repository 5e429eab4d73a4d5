package import LibraryModels

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

  /// Longer than to read a file: a bundle of certificates, the code of a module with all that it imports.
  static func isLong(_ family: EffectFamily) -> Bool {
    family == .certificates || family == .importing
  }
}
