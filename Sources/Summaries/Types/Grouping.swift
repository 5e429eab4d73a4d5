/// Values by the numbers of functions, each function's in the order in which they were given: one array
/// for all of them, where one for each function would cost as many allocations.
package struct Grouping<ID: RawRepresentable, Value> where ID.RawValue == UInt32 {
  /// Where the values of each number begin; those of the last end with `values`.
  private var starts: [Int] = []
  private var values: [Value] = []

  package init(_ pairs: [(id: ID, value: Value)]) {
    guard let last = pairs.max(by: { $0.id.rawValue < $1.id.rawValue }) else { return }
    starts = [Int](repeating: 0, count: Int(last.id.rawValue) + 2)
    for pair in pairs { starts[Int(pair.id.rawValue) + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var order = [Int](repeating: 0, count: pairs.count)
    var next = starts
    for (index, pair) in pairs.enumerated() {
      order[next[Int(pair.id.rawValue)]] = index
      next[Int(pair.id.rawValue)] += 1
    }
    values = order.map { pairs[$0].value }
  }

  package subscript(id: ID) -> ArraySlice<Value> {
    let index = Int(id.rawValue)
    return index + 1 < starts.count ? values[starts[index]..<starts[index + 1]] : []
  }
}
