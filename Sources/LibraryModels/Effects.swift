/// How long a call can hold its thread. Ordered: each class includes the ones below it.
package enum EffectClass: UInt8, Sendable, Comparable {
  /// Nothing that a loop would notice.
  case none
  /// Bounded kernel work without waiting for a device in the common case: `stat`, `mkdir`.
  case brief
  /// A regular file, a directory walk, the start of a process, a database file.
  case io
  /// Network, sleep, other threads and processes, standard input: as long as others please.
  case unbounded

  /// As models spell it.
  package var name: String { String(describing: self) }

  package static func < (a: EffectClass, b: EffectClass) -> Bool { a.rawValue < b.rawValue }
}

/// What kind of wait a leaf is: the key by which effects of one function are told apart.
package enum EffectFamily: String, Sendable, CaseIterable {
  case sleep, http, netConnect = "net_connect", netIO = "net_io", nameService = "name_service"
  case tls, certificates, fileOpen = "file_open", fileIO = "file_io", directory, metadata
  case processStart = "process_start", processWait = "process_wait", threadWait = "thread_wait"
  case lock, queue, database, importing, stdin, readiness, cpu, loop, ipc, orm
  /// Code that the user of a framework supplies.
  case callback
}
