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

  /// Bytes of each table, for measurements.
  package var footprint: [(table: String, bytes: Int)] {
    func size<Row>(_ rows: [Row]) -> Int { rows.capacity * MemoryLayout<Row>.stride }
    return [
      ("nodes", size(nodes)), ("extra", size(extra)), ("lines", size(lineStarts)),
      ("names", names.footprint), ("scopes", size(scopes)), ("symbols", size(symbols)),
      ("definitions", size(definitions)), ("functions", size(functions)),
      ("parameters", size(parameters)), ("classes", size(classes)),
      ("attributes", size(attributes)), ("imports", size(imports)),
      ("notes", size(notes) + notes.reduce(0) { $0 + $1.text.utf8.count }),
      ("exports", size(exports ?? [])),
    ]
  }
}
