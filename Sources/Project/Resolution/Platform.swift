/// The operating system for which the program is read.
package enum Platform: String, Sendable, Hashable {
  case linux, darwin, windows

  package static var host: Platform {
    #if os(Windows)
      .windows
    #elseif canImport(Darwin)
      .darwin
    #else
      .linux
    #endif
  }

  /// As `sys.platform` spells it.
  package var systemName: String { self == .windows ? "win32" : rawValue }
  /// What `os.path` is.
  var pathModule: String { self == .windows ? "ntpath" : "posixpath" }
  /// What `os.path` is elsewhere.
  var foreignPathModule: String { self == .windows ? "posixpath" : "ntpath" }
}
