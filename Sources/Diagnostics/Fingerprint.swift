/// The identity of a fault across edits.
///
/// It rests on the rule, the function's dotted name, the message, and names on the path as far as the
/// project decides it: never on lines, on the place of the project on disk, on how a library looks inside or on whether
/// its sources were found. So a baseline survives edits elsewhere, a moved checkout and an upgrade.
/// Two equal faults in one function are told apart by their ordinal.
package struct Fingerprint: Sendable {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  /// FNV-1a with a separator after each part, so that ("ab", "c") and ("a", "bc") differ.
  package mutating func add(_ part: String) {
    for byte in part.utf8 { mix(byte) }
    mix(0xff)
  }

  private mutating func mix(_ byte: UInt8) {
    hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  package var text: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

extension Array<Finding> {
  /// Sets the fingerprints; expects output order, since the ordinal of a repeat counts in it.
  package mutating func assignFingerprints() {
    var seen: [String: Int] = [:]
    for index in indices {
      let finding = self[index]
      var print = Fingerprint()
      print.add(finding.code)
      print.add(finding.place.path)
      print.add(finding.function)
      print.add(finding.message)
      for step in finding.ownPath { print.add(step.text) }
      let ordinal = seen[print.text, default: 0]
      seen[print.text] = ordinal + 1
      if ordinal != 0 { print.add(String(ordinal)) }
      self[index].fingerprint = print.text
    }
  }
}
