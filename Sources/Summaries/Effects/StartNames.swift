import LibraryModels

/// What functions are called that set a service up or end it. Names are no proof.
package enum StartNames {
  /// `start`, `_start`, `async_setup`, `stop_async`, `init_database`.
  static func isPhase(_ name: String) -> Bool {
    // Every coroutine function's name is judged, few begin so, and to take one apart takes long.
    var start = name.utf8.drop { $0 == UInt8(ascii: "_") }
    if start.starts(with: "async_".utf8) { start = start.dropFirst(6) }
    guard let letter = start.first, phaseLetters.contains(letter) else { return false }
    let parts = words(of: name).filter { !$0.elementsEqual("async".utf8) }
    guard let first = parts.first else { return false }
    if parts.count == 1 { return Surface.phases.contains(String(Substring(first))) }
    return Surface.phaseVerbs.contains {
      first.first == $0.utf8.first && first.elementsEqual($0.utf8)
    }
  }

  private static let phaseLetters = Set(
    Surface.phases.union(Surface.phaseVerbs).compactMap(\.utf8.first))

  /// The parts between underscores, as bytes.
  private static func words(of name: String) -> [Substring.UTF8View] {
    name.utf8.split(separator: UInt8(ascii: "_"))
  }

  /// `startup`, `on_startup`, `app_lifespan`, `shutdown_event`.
  package static func isHook(_ name: String) -> Bool {
    // All three words have one of these letters, and most names have neither.
    guard name.utf8.contains(UInt8(ascii: "w")) || name.utf8.contains(UInt8(ascii: "p")) else {
      return false
    }
    var parts = words(of: name)
    func isLast(oneOf words: [String]) -> Bool {
      words.contains { parts.last?.elementsEqual($0.utf8) == true }
    }
    while 1 < parts.count, isLast(oneOf: ["context", "event", "handler", "hook", "manager"]) {
      parts.removeLast()
    }
    return isLast(oneOf: ["startup", "shutdown", "lifespan"])
  }
}
