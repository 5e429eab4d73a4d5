import Project
import PythonSemantics

/// A hash-consed type: equal types have equal numbers. The order of creation is fixed by the order of
/// evaluation, which is single-threaded and sorted, so numbers are the same on each run.
package struct TypeID: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
  /// No evidence. The top of inference: joining it with a known type keeps the known type, because
  /// an unresolved definition is no proof against a resolved one (the edge loses confidence instead).
  package static let unknown = TypeID(rawValue: 0)
  /// Nothing arrives here.
  package static let never = TypeID(rawValue: 1)
  package static let none = TypeID(rawValue: 2)
  /// Declared `Any` or `object`.
  package static let dynamic = TypeID(rawValue: 3)
  /// The empty list of types.
  package static let empty = TypeID(rawValue: 4)
}

/// What the operands of a type mean; "list" is the row's list of types.
package enum TypeKind: UInt8, Sendable {
  case unknown, never, none, dynamic
  /// Internal: a list of types (tuple items, union members, bindings).
  case list
  /// a = module.
  case module
  /// a = class.
  case classObject
  /// a = class, b = list of type arguments, or an activation of `__init__` when its parameters matter.
  case instance
  /// a = function, b = environment: list of (parameter, value) pairs for enclosing functions' formals.
  case function
  /// a = callable type, b = receiver type.
  case bound
  /// a = result, b = activation of the body.
  case coroutine
  /// a = element, b = activation of the body.
  case generator
  /// a = element, b = activation.
  case asyncGenerator
  /// a = value of `as`, b = activation.
  case contextManager
  /// a = value of `as`, b = activation.
  case asyncContextManager
  /// `@contextmanager def f`: a = callable type.
  case contextFactory
  /// `@asynccontextmanager async def f`: a = callable type.
  case asyncContextFactory
  /// a = callable type, b = list of positional arguments already given.
  case partial
  /// a = `IRConstant`, b = payload: Boolean, low 32 bits, `Float` bits, or global name of a string.
  case literal
  /// b = list of items.
  case tuple
  /// A dict display with literal keys: b = list of (key, value) pairs.
  case record
  /// b = list of two or more members, sorted by number.
  case union
  /// Symbolic: a = function, b = index of the formal.
  case parameter
  /// Symbolic: something of a symbolic value. a = base, b = `Projection` in the top byte and a name.
  case projection
  /// a = class in whose body `super()` stands, b = receiver.
  case superProxy
  /// A memoised callable: a = callable type. Its effects happen once.
  case memoized
  /// a = global name.
  case typeVariable
  /// A value that only has a name, in a package that was not found: a = global name.
  case external
  /// Declared `Callable[…, R]`: a = result.
  case callable
  /// A call frame: a = unit, b = list of two lists: the values of the formals, the environment.
  case activation
}

package enum Projection: UInt8, Sendable {
  case attribute, call, await, element, item, enter
  /// `*value` among the arguments of a call.
  case spread
  /// What a formal gets of values that are passed on; see `Engine.given`.
  case given
}

package struct TypeRow: Sendable {
  package var kind: TypeKind
  /// Mentions a formal, so that substitution can change it.
  package var isSymbolic: Bool
  /// Is, or has in it, a function: one inside a function whose formals are replaced keeps their values.
  var holdsFunction: Bool
  package var depth: UInt8
  package var a: UInt32
  package var b: UInt32
}

/// All types of one run. A class: a copy of the tables would be as large as the program.
package final class TypeTable {
  private var rows: [TypeRow] = []
  private var lists: [[TypeID]] = []
  private var joins = NumberMap<TypeID>()
  /// Numbers of types that are no lists, and of lists, by their contents: open addressing, 0 is free,
  /// at most half of the slots are in use. The upper half of a slot holds a part of the hash.
  private var typeSlots = [UInt64](repeating: 0, count: 1024)
  private var listSlots = [UInt64](repeating: 0, count: 1024)

  /// More members than this widen to unknown; unions of callables may be larger.
  package static let unionLimit = 12
  package static let callableUnionLimit = 16
  /// Deeper nesting is cut to unknown, so that `x = [x]` in a loop ends.
  static let depthLimit: UInt8 = 7

  package init() {
    for kind in [TypeKind.unknown, .never, .none, .dynamic] {
      rows.append(
        TypeRow(kind: kind, isSymbolic: false, holdsFunction: false, depth: 0, a: 0, b: 0))
    }
    lists.append([])
    rows.append(
      TypeRow(kind: .list, isSymbolic: false, holdsFunction: false, depth: 0, a: 0, b: 0))
  }

  package var count: Int { rows.count }
  package subscript(type: TypeID) -> TypeRow { rows[Int(type.rawValue)] }
  package func kind(_ type: TypeID) -> TypeKind { rows[Int(type.rawValue)].kind }
  package func isSymbolic(_ type: TypeID) -> Bool { rows[Int(type.rawValue)].isSymbolic }

  /// The items of a list type.
  package func items(_ list: TypeID) -> [TypeID] {
    let row = rows[Int(list.rawValue)]
    return row.kind == .list ? lists[Int(row.a)] : []
  }

  /// The items of a tuple, record or union.
  package func members(_ type: TypeID) -> [TypeID] {
    items(TypeID(rawValue: rows[Int(type.rawValue)].b))
  }

  package func list(_ items: [TypeID]) -> TypeID {
    if items.isEmpty { return .empty }
    let hash = NumberHash.mix(items)
    let slot = slot(of: items, hash)
    if listSlots[slot] != 0 { return Self.type(listSlots[slot]) }
    var symbolic = false
    var holdsFunction = false
    var depth: UInt8 = 0
    for item in items {
      let row = rows[Int(item.rawValue)]
      symbolic = symbolic || row.isSymbolic
      holdsFunction = holdsFunction || row.holdsFunction
      depth = max(depth, row.depth)
    }
    let type = TypeID(rawValue: UInt32(rows.count))
    rows.append(
      TypeRow(
        kind: .list, isSymbolic: symbolic, holdsFunction: holdsFunction, depth: depth,
        a: UInt32(lists.count), b: 0))
    lists.append(items)
    listSlots[slot] = Self.entry(type, hash)
    if listSlots.count < lists.count * 2 { Self.grow(&listSlots) }
    return type
  }

  package func make(_ kind: TypeKind, _ a: UInt32 = 0, _ b: UInt32 = 0) -> TypeID {
    let hash = NumberHash.mix(kind.rawValue, a, b)
    let slot = slot(of: kind, a, b, hash)
    if typeSlots[slot] != 0 { return Self.type(typeSlots[slot]) }
    var symbolic = kind == .parameter || kind == .projection || kind == .typeVariable
    var holdsFunction = kind == .function
    var depth: UInt8 = 0
    if Self.aIsType(kind) {
      let row = rows[Int(a)]
      symbolic = symbolic || row.isSymbolic
      holdsFunction = holdsFunction || row.holdsFunction
      depth = max(depth, row.depth)
    }
    if Self.bIsType(kind) {
      let row = rows[Int(b)]
      symbolic = symbolic || row.isSymbolic
      holdsFunction = holdsFunction || row.holdsFunction
      depth = max(depth, row.depth)
    }
    if depth >= Self.depthLimit { return shallower(kind, a, b) }
    let type = TypeID(rawValue: UInt32(rows.count))
    rows.append(
      TypeRow(
        kind: kind, isSymbolic: symbolic, holdsFunction: holdsFunction, depth: depth &+ 1, a: a,
        b: b))
    typeSlots[slot] = Self.entry(type, hash)
    if typeSlots.count < (rows.count - lists.count) * 2 { Self.grow(&typeSlots) }
    return type
  }

  /// A type that would nest too deep: without what the object's construction kept, if that helps.
  private func shallower(_ kind: TypeKind, _ a: UInt32, _ b: UInt32) -> TypeID {
    switch kind {
    case .instance: return make(.instance, a, 0)
    // A join may nest one deeper than what is joined, so that this leaves room for it.
    case .tuple, .record:
      return sequence(kind, items(TypeID(rawValue: b)).map { flattened($0, Self.depthLimit - 3) })
    case .union:
      return items(TypeID(rawValue: b)).reduce(.never) {
        join($0, flattened($1, Self.depthLimit - 3))
      }
    case .bound:
      let receiver = rows[Int(b)]
      guard receiver.kind == .instance, receiver.b != 0 else { return .unknown }
      return make(.bound, a, make(.instance, receiver.a, 0).rawValue)
    default: return .unknown
    }
  }

  /// A type that nests no deeper than `room`: of what lies further in only the class is left.
  private func flattened(_ type: TypeID, _ room: UInt8) -> TypeID {
    let row = rows[Int(type.rawValue)]
    if row.depth <= room { return type }
    switch row.kind {
    case .instance: return make(.instance, row.a, 0)
    case .tuple, .record:
      return 1 < room ? sequence(row.kind, members(type).map { flattened($0, room - 1) }) : .unknown
    default: return .unknown
    }
  }

  // MARK: Numbers by contents

  /// Where the type stands, or the free slot where it would.
  private func slot(of kind: TypeKind, _ a: UInt32, _ b: UInt32, _ hash: Int) -> Int {
    let mask = typeSlots.count - 1
    let wanted = UInt32(truncatingIfNeeded: hash)
    var place = Int(wanted) & mask
    while typeSlots[place] != 0 {
      if UInt32(truncatingIfNeeded: typeSlots[place] >> 32) == wanted {
        let row = self[Self.type(typeSlots[place])]
        if row.a == a, row.b == b, row.kind == kind { break }
      }
      place = (place + 1) & mask
    }
    return place
  }

  private func slot(of items: [TypeID], _ hash: Int) -> Int {
    let mask = listSlots.count - 1
    let wanted = UInt32(truncatingIfNeeded: hash)
    var place = Int(wanted) & mask
    while listSlots[place] != 0 {
      if UInt32(truncatingIfNeeded: listSlots[place] >> 32) == wanted,
        lists[Int(self[Self.type(listSlots[place])].a)] == items
      {
        break
      }
      place = (place + 1) & mask
    }
    return place
  }

  private static func entry(_ type: TypeID, _ hash: Int) -> UInt64 {
    UInt64(UInt32(truncatingIfNeeded: hash)) << 32 | UInt64(type.rawValue)
  }

  private static func type(_ entry: UInt64) -> TypeID {
    TypeID(rawValue: UInt32(truncatingIfNeeded: entry))
  }

  private static func grow(_ slots: inout [UInt64]) {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    let mask = slots.count - 1
    for entry in old where entry != 0 {
      var place = Int(entry >> 32) & mask
      while slots[place] != 0 { place = (place + 1) & mask }
      slots[place] = entry
    }
  }

  package func make(_ kind: TypeKind, _ a: TypeID, _ b: TypeID = .unknown) -> TypeID {
    make(kind, a.rawValue, b.rawValue)
  }

  /// A socket that waits, or one that does not, wherever it is handed to: that has a type argument of which
  /// there is no other use. Joined with one that waits it waits.
  package func descriptor(_ type: TypeID, waits: Bool) -> TypeID {
    let row = self[type]
    guard row.kind == .instance, row.b == 0 || isNonblocking(type) else { return type }
    return make(.instance, row.a, waits ? 0 : list([.none]).rawValue)
  }

  package func isNonblocking(_ type: TypeID) -> Bool {
    let row = self[type]
    return row.kind == .instance && row.b != 0 && items(TypeID(rawValue: row.b)) == [.none]
  }

  package func sequence(_ kind: TypeKind, _ items: [TypeID]) -> TypeID {
    make(kind, 0, list(items).rawValue)
  }

  static func aIsType(_ kind: TypeKind) -> Bool {
    switch kind {
    case .bound, .coroutine, .generator, .asyncGenerator, .contextManager, .asyncContextManager,
      .contextFactory, .asyncContextFactory, .partial, .projection, .memoized, .callable:
      true
    default: false
    }
  }

  static func bIsType(_ kind: TypeKind) -> Bool {
    switch kind {
    case .instance, .function, .bound, .coroutine, .generator, .asyncGenerator, .contextManager,
      .asyncContextManager, .partial, .tuple, .record, .union, .superProxy, .activation:
      true
    default: false
    }
  }

  /// The least type that covers both; see `TypeID.unknown` for the treatment of missing evidence.
  package func join(_ x: TypeID, _ y: TypeID) -> TypeID {
    if x == y || y == .never { return x }
    if x == .never { return y }
    if x == .unknown { return joinUnknown(y) }
    if y == .unknown { return joinUnknown(x) }
    let low = min(x.rawValue, y.rawValue)
    let high = max(x.rawValue, y.rawValue)
    let key = UInt64(low) << 32 | UInt64(high)
    if let joined = joins[key] { return joined }
    // Unions are small: to look through an array costs less than a set.
    var members = Array(alternatives(x))
    for type in alternatives(y) where !members.contains(type) { members.append(type) }
    if members.contains(where: { !isPlainValue($0) && $0 != .dynamic }) {
      members.removeAll { $0 == .dynamic }
    }
    members.sort { $0.rawValue < $1.rawValue }
    let merged = mergeInstances(members)
    let joined = union(of: collapseLiterals(merged))
    joins[key] = joined
    return joined
  }

  /// A literal or `None` that may also be something unknown stays uncertain: a test of it proves
  /// nothing. A receiver keeps what is known of it.
  private func joinUnknown(_ type: TypeID) -> TypeID {
    alternatives(type).allSatisfy { isPlainValue($0) } ? join(.dynamic, type) : type
  }

  private func isPlainValue(_ type: TypeID) -> Bool { type == .none || kind(type) == .literal }

  /// `C[int]` and `C[str]` become one member: the arguments are joined, construction details dropped.
  private func mergeInstances(_ members: [TypeID]) -> [TypeID] {
    var result: [TypeID] = []
    result.reserveCapacity(members.count)
    for member in members {
      let row = self[member]
      let same = result.firstIndex {
        row.kind == .instance && kind($0) == .instance && self[$0].a == row.a
      }
      guard let place = same else {
        result.append(member)
        continue
      }
      result[place] = make(.instance, row.a, mergedArguments(self[result[place]].b, row.b))
    }
    if result.count < members.count { result.sort { $0.rawValue < $1.rawValue } }
    return result
  }

  private func mergedArguments(_ x: UInt32, _ y: UInt32) -> UInt32 {
    let left = items(TypeID(rawValue: x))
    let right = items(TypeID(rawValue: y))
    guard !left.isEmpty, left.count == right.count else { return 0 }
    var joined: [TypeID] = []
    for (a, b) in zip(left, right) { joined.append(join(a, b)) }
    return list(joined).rawValue
  }

  private func union(of members: [TypeID]) -> TypeID {
    guard let first = members.first else { return .never }
    if members.count == 1 { return first }
    let callable = members.allSatisfy { isCallable($0) }
    if members.count > (callable ? Self.callableUnionLimit : Self.unionLimit) { return .unknown }
    return sequence(.union, members)
  }

  /// Three different literals of one kind say no more than "some value".
  private func collapseLiterals(_ members: [TypeID]) -> [TypeID] {
    var count = 0
    for member in members where kind(member) == .literal { count += 1 }
    if count < 3 { return members }
    let others = members.filter { kind($0) != .literal }
    return others.isEmpty ? [.dynamic] : others
  }

  private func isCallable(_ type: TypeID) -> Bool {
    switch kind(type) {
    case .function, .bound, .classObject, .partial, .memoized, .none: true
    default: false
    }
  }

  /// The alternatives of a type; `None` counts as one.
  package func alternatives(_ type: TypeID) -> Alternatives {
    kind(type) == .union ? Alternatives(members(type)) : Alternatives(type)
  }

  /// The type without one alternative.
  package func removing(_ unwanted: TypeID, from type: TypeID) -> TypeID {
    if type == unwanted { return .never }
    if kind(type) != .union { return type }
    return union(of: members(type).filter { $0 != unwanted })
  }
}
