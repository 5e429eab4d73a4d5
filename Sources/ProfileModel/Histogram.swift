/// How often values of about this size were seen: 32 buckets for each power of two, so that no
/// bucket is wider than 3.2 % of its values. Merging in any order gives the same figures.
package struct Histogram: Sendable, Equatable {
  package private(set) var counts: [Int: Int] = [:]
  package private(set) var number = 0
  /// Nanoseconds.
  package private(set) var total = 0
  package private(set) var largest = 0

  /// Values are kept in units of 1024 ns.
  private static let unitBits = 10
  private static let subBits = 5

  package init() {}

  package mutating func add(_ nanoseconds: Int) {
    counts[Histogram.bucket(of: nanoseconds), default: 0] &+= 1
    number &+= 1
    total &+= nanoseconds
    largest = max(largest, nanoseconds)
  }

  /// A part of a histogram as the agent sends it: `"d":[[bucket,count]…],"n":…,"sum":…,"max":…`.
  package mutating func merge(_ wire: WireValue) {
    for pair in wire["d"]?.items ?? [] {
      guard pair.items.count == 2, let bucket = pair.items[0].int, let count = pair.items[1].int,
        (0..<4096).contains(bucket), 0 < count
      else { continue }
      counts[bucket, default: 0] &+= count
      number &+= count
    }
    total &+= wire.int("sum")
    largest = max(largest, wire.int("max"))
  }

  package mutating func merge(_ other: Histogram) {
    counts.merge(other.counts, uniquingKeysWith: &+)
    number &+= other.number
    total &+= other.total
    largest = max(largest, other.largest)
  }

  /// The value below which `share` of all values lie, by nearest rank; `nil` if there are none.
  package func quantile(_ share: Double) -> Int? {
    guard 0 < number else { return nil }
    let rank = max(1, Int((share * Double(number)).rounded(.up)))
    var seen = 0
    for bucket in counts.keys.sorted() {
      seen &+= counts[bucket] ?? 0
      if rank <= seen { return min(Histogram.middle(of: bucket), largest) }
    }
    return largest
  }

  package static func bucket(of nanoseconds: Int) -> Int {
    let units = max(0, nanoseconds) >> unitBits
    let shift = Int.bitWidth - units.leadingZeroBitCount - subBits - 1
    if shift < 0 { return units }
    return ((shift + 1) << subBits) + (units >> shift) - (1 << subBits)
  }

  /// The lower end of a bucket, in nanoseconds.
  package static func lowerBound(of bucket: Int) -> Int {
    let octave = bucket >> subBits
    if octave == 0 { return bucket << unitBits }
    // A bucket number that no value has would shift beyond the integer.
    let shift = min(octave - 1, 44)
    return (((bucket & (1 << subBits - 1)) + (1 << subBits)) << shift) << unitBits
  }

  private static func middle(of bucket: Int) -> Int {
    (lowerBound(of: bucket) + lowerBound(of: bucket + 1)) / 2
  }
}
