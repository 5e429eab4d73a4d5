/// The place of a module in `Program.modules`.
package struct ModuleID: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package init(_ index: Int) { rawValue = UInt32(truncatingIfNeeded: index) }
  package var index: Int { Int(rawValue) }
  package static func < (a: ModuleID, b: ModuleID) -> Bool { a.rawValue < b.rawValue }
}

/// A function of any module, numbered through the whole program in the order of modules.
package struct FunctionID: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package init(_ index: Int) { rawValue = UInt32(truncatingIfNeeded: index) }
  package var index: Int { Int(rawValue) }
  package static func < (a: FunctionID, b: FunctionID) -> Bool { a.rawValue < b.rawValue }
}

/// A class of any module, numbered through the whole program in the order of modules.
package struct ClassID: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package init(_ index: Int) { rawValue = UInt32(truncatingIfNeeded: index) }
  package var index: Int { Int(rawValue) }
  package static func < (a: ClassID, b: ClassID) -> Bool { a.rawValue < b.rawValue }
}

/// A spelling that means the same in all modules of one program. Zero is the empty name.
package struct GlobalName: RawRepresentable, Hashable, Comparable, Sendable {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package var index: Int { Int(rawValue) }
  package static let empty = GlobalName(rawValue: 0)
  package static func < (a: GlobalName, b: GlobalName) -> Bool { a.rawValue < b.rawValue }
}
