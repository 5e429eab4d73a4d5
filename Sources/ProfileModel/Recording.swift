/// A recording as it lies in a file: one line of the profile protocol after the other.
package struct Recording: Sendable {
  package let state: ProfileState

  /// The text that each recording begins with.
  package static let signature = "{\"e\":\"head\",\"loopwise\":"

  /// `nil` if these are not the bytes of a recording. A torn last line is left out.
  package init?(_ bytes: [UInt8]) {
    guard bytes.starts(with: Recording.signature.utf8) else { return nil }
    var state = ProfileState()
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.endIndex
      if start < end { state.apply(bytes[start..<end]) }
      start = end + 1
    }
    self.state = state
  }

  package var profile: Profile { state.profile() }
}
