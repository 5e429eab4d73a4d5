import PythonSemantics

/// The distinct names of the whole program, numbered in the order of modules.
package struct GlobalNames: Sendable {
  private var table = NameTable()

  package init() {}

  package var count: Int { table.count }

  /// The spelling; empty for a number that is not in the table.
  package subscript(name: GlobalName) -> String { table[name.rawValue] }

  package func spelling(_ name: GlobalName) -> ArraySlice<UInt8> { table.spelling(name.rawValue) }

  /// The number of a spelling, or nil if no module holds it.
  package func find(_ spelling: String) -> GlobalName? {
    if spelling.isEmpty { return .empty }
    return table.find(spelling).map(GlobalName.init)
  }

  /// The numbers of all names of a file, by their local number.
  mutating func intern(_ names: NameTable) -> [GlobalName] {
    (0..<names.count).map { local in
      let spelling = names.spelling(LocalName(truncatingIfNeeded: local))
      return GlobalName(rawValue: spelling.withUnsafeBufferPointer { table.intern($0) })
    }
  }

  mutating func intern(_ spelling: some Collection<UInt8>) -> GlobalName {
    GlobalName(rawValue: table.intern(spelling))
  }
}
