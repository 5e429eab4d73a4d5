/// What tells the bytes of a file from other bytes: their number and FNV-1a, 64 bits. It guards against
/// edits, not against forgery.
package enum ContentMark {
  package static func of(_ bytes: some Collection<UInt8>) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return "\(bytes.count)-\(String(hash, radix: 16))"
  }
}
