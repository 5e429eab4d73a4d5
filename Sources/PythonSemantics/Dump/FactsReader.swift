/// Reading lists, records and blocks of the lowered form without trusting the numbers in it.
extension FileFacts {
  func node(_ id: UInt32) -> IRNode {
    Int(id) < nodes.count
      ? nodes[Int(id)] : IRNode(kind: .broken, length: 0, start: 0)
  }

  /// The words of a list in `extra`; `width` words count as one item.
  func items(_ list: UInt32, width: Int = 1) -> ArraySlice<UInt32> {
    let first = Int(list) + 1
    guard list != 0, first <= extra.count else { return [] }
    let last = first + Int(extra[first - 1]) * width
    return last <= extra.count ? extra[first..<last] : []
  }

  /// The `index`-th word of a record in `extra`.
  func word(_ record: UInt32, _ index: Int) -> UInt32 {
    let place = Int(record) + index
    return place < extra.count ? extra[place] : 0
  }

  /// Bytes of all rows, for measurements.
  package var footprint: Int {
    func size<Row>(_ rows: [Row]) -> Int { rows.capacity * MemoryLayout<Row>.stride }
    let code = size(nodes) + size(extra) + size(lineStarts)
    let bindings = size(scopes) + size(symbols) + size(definitions)
    let declared =
      size(functions) + size(parameters) + size(classes) + size(attributes) + size(imports)
    let texts = size(notes) + notes.reduce(0) { $0 + $1.text.utf8.count } + size(exports ?? [])
    return code + bindings + declared + texts + names.footprint
  }
}
