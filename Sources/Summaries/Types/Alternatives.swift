/// What a value may be: the members of a union, or the one type that it is. Asked for at each step of
/// inference, where an array of one would have to be made each time.
package struct Alternatives: RandomAccessCollection, Sendable {
  private let first: TypeID
  /// Empty where there is but one.
  private let members: [TypeID]

  init(_ type: TypeID) {
    first = type
    members = []
  }

  /// - Parameter members: two or more.
  init(_ members: [TypeID]) {
    first = members[0]
    self.members = members
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { members.isEmpty ? 1 : members.count }

  package subscript(position: Int) -> TypeID {
    if !members.isEmpty { return members[position] }
    precondition(position == 0, "position \(position) of one type")
    return first
  }
}
