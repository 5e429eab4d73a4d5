import PythonSemantics

/// The dotted module names of one run, each with its parent and its last part. Zero is no name.
struct DottedNames {
  private var table = NameTable()
  private var parents: [UInt32] = [0]
  private var leaves: [String] = [""]

  /// No real module lies deeper; a hostile one would cost its length squared.
  private static let longest = 512
  /// Parent of a name whose parts are not yet known, or that has an empty part.
  private static let unfinished = UInt32.max

  mutating func intern(_ spelling: some Collection<UInt8>) -> UInt32 {
    if DottedNames.longest < spelling.count { return 0 }
    if let known = known(spelling) { return known }
    var parent: UInt32 = 0
    var start = spelling.startIndex
    var at = start
    while true {
      let isEnd = at == spelling.endIndex
      if isEnd || spelling[at] == UInt8(ascii: ".") {
        // `import a..b` did not parse.
        if start == at { return 0 }
        parent = add(spelling[..<at], leaf: spelling[start..<at], parent: parent)
        if isEnd { return parent }
        start = spelling.index(after: at)
      }
      at = spelling.index(after: at)
    }
  }

  func parent(_ name: UInt32) -> UInt32 { parents[Int(name)] }
  /// `a` of `a.b.c`.
  func top(_ name: UInt32) -> UInt32 {
    var name = name
    while name != 0, parents[Int(name)] != 0 { name = parents[Int(name)] }
    return name
  }

  func leaf(_ name: UInt32) -> String { leaves[Int(name)] }
  func spelling(_ name: UInt32) -> String { table[name] }

  private mutating func known(_ spelling: some Collection<UInt8>) -> UInt32? {
    let name = table.intern(spelling)
    if Int(name) == parents.count {
      parents.append(DottedNames.unfinished)
      leaves.append("")
    }
    return parents[Int(name)] == DottedNames.unfinished ? nil : name
  }

  private mutating func add(
    _ spelling: some Collection<UInt8>, leaf: some Collection<UInt8>, parent: UInt32
  ) -> UInt32 {
    let name = table.intern(spelling)
    if Int(name) == parents.count {
      parents.append(parent)
      leaves.append(String(decoding: leaf, as: UTF8.self))
    } else if parents[Int(name)] == DottedNames.unfinished {
      parents[Int(name)] = parent
      leaves[Int(name)] = String(decoding: leaf, as: UTF8.self)
    }
    return name
  }
}
