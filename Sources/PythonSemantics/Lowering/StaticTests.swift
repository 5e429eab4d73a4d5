import PythonSyntax
import SourceText

/// What a name stands for that tests of the platform and the version are written with.
enum KnownMeaning: UInt8 {
  case sysModule, osModule, typingModule, platformModule
  case typeChecking, sysPlatform, versionInfo, implementation, osName, platformSystem
}

struct KnownSymbol {
  var symbol: UInt32
  var meaning: KnownMeaning
}

/// What is known of a branch before the program runs.
enum Verdict {
  /// Always runs; nothing else of the statement does.
  case taken
  /// Always runs, but type checkers read the other branch.
  case takenExceptByCheckers
  /// Never runs.
  case dead
  /// Only type checkers read it.
  case typeOnly
  case open
}

/// Folding of tests that the target platform, the language version or `TYPE_CHECKING` decide.
///
/// Only what is spelled in the test counts: `IS_WINDOWS = os.name == "nt"` followed by
/// `if IS_WINDOWS:` keeps both branches.
extension Lowerer {
  func judge(_ test: Node) -> Verdict {
    guard !options.isVerbatim, mayFold(test) else { return .open }
    switch fold(test, typeChecking: options.isStub) {
    case .some(true):
      return fold(test, typeChecking: true) == false ? .takenExceptByCheckers : .taken
    case .some(false):
      return fold(test, typeChecking: true) == false ? .dead : .typeOnly
    case .none: return .open
    }
  }

  /// A quick no for most tests.
  private func mayFold(_ test: Node) -> Bool {
    switch test.kind {
    case .name: test.range.count == 13 || !known.isEmpty
    case .constant, .attribute, .compare, .boolOp, .unaryOp, .call: true
    default: false
    }
  }

  /// The value of a test, if it is the same on each run. A `while True` is no branch: the constant
  /// true is left open.
  private func fold(_ test: Node, typeChecking: Bool) -> Bool? {
    switch test.kind {
    case .constant: return foldConstant(ConstantNode(unchecked: test))
    case .name, .attribute:
      if isName(test, "__debug__") { return true }
      return isTypeChecking(test) ? typeChecking : nil
    case .unaryOp:
      let view = UnaryOpNode(unchecked: test)
      guard view.op == .not else { return nil }
      return fold(view.operand, typeChecking: typeChecking).map { !$0 }
    case .boolOp:
      let view = BoolOpNode(unchecked: test)
      // `or` is decided by one true, `and` by one false.
      var isKnown = true
      for value in view.values {
        let verdict = fold(value, typeChecking: typeChecking)
        if verdict == view.isOr { return verdict }
        if verdict == nil { isKnown = false }
      }
      return isKnown ? !view.isOr : nil
    case .compare: return foldComparison(CompareNode(unchecked: test))
    case .call: return foldStartsWith(CallNode(unchecked: test))
    default: return nil
    }
  }

  private func foldConstant(_ view: ConstantNode) -> Bool? {
    switch view.constant {
    case .none, .false: return false
    case .true: return true
    case .integer:
      let value = integer(view.range)
      return !value.isWhole || value.low != 0
    default: return nil
    }
  }

  private func isTypeChecking(_ node: Node) -> Bool {
    if isName(node, "TYPE_CHECKING") { return true }
    guard let view = node.as(AttributeNode.self) else { return meaning(of: node) == .typeChecking }
    return source.spells(view.name, "TYPE_CHECKING") && meaning(of: view.value) == .typingModule
  }

  // MARK: what names mean

  mutating func remember(_ symbol: UInt32, _ meaning: KnownMeaning?) {
    // They are searched one by one; no sane file has more than a handful.
    if let meaning, known.count < 64 {
      known.append(KnownSymbol(symbol: symbol, meaning: meaning))
    }
  }

  func knownModule(_ alias: AliasNode) -> KnownMeaning? {
    if source.spells(alias.name, "sys") { return .sysModule }
    if source.spells(alias.name, "os") { return .osModule }
    if source.spells(alias.name, "os.path") { return alias.asName == nil ? .osModule : nil }
    if source.spells(alias.name, "typing") { return .typingModule }
    if source.spells(alias.name, "typing_extensions") { return .typingModule }
    if source.spells(alias.name, "platform") { return .platformModule }
    return nil
  }

  func knownMember(_ name: TextRange, of module: TextRange) -> KnownMeaning? {
    if source.spells(module, "typing") || source.spells(module, "typing_extensions") {
      return source.spells(name, "TYPE_CHECKING") ? .typeChecking : nil
    }
    if source.spells(module, "sys") { return member(name, of: .sysModule) }
    if source.spells(module, "os") { return member(name, of: .osModule) }
    if source.spells(module, "platform") { return member(name, of: .platformModule) }
    return nil
  }

  private func member(_ name: TextRange, of module: KnownMeaning) -> KnownMeaning? {
    switch module {
    case .sysModule:
      if source.spells(name, "platform") { return .sysPlatform }
      if source.spells(name, "version_info") { return .versionInfo }
      return source.spells(name, "implementation") ? .implementation : nil
    case .osModule: return source.spells(name, "name") ? .osName : nil
    case .platformModule: return source.spells(name, "system") ? .platformSystem : nil
    default: return nil
    }
  }

  /// What a name or a member of a module stands for, by the imports seen so far.
  private func meaning(of node: Node) -> KnownMeaning? {
    if known.isEmpty { return nil }
    if let view = node.as(AttributeNode.self) {
      guard view.value.kind == .name, let module = meaning(of: view.value) else { return nil }
      return member(view.name, of: module)
    }
    guard node.kind == .name, let name = names.find(source.slice(node.range)) else { return nil }
    guard let symbol = visibleSymbol(name) else { return nil }
    return known.first { $0.symbol == symbol }?.meaning
  }

  /// The symbol that `name` means here, among those bound so far.
  private func visibleSymbol(_ name: LocalName) -> UInt32? {
    var place = scope
    var seesClass = true
    while true {
      let row = scopes[Int(place)]
      if row.kind != .class || seesClass, let symbol = symbols.find(place, name) {
        return symbols.entries[Int(symbol)].outer == .global ? symbols.find(0, name) : symbol
      }
      if place == 0 { return nil }
      if row.kind != .typeParameters { seesClass = false }
      place = row.parent
    }
  }

  // MARK: comparisons

  private func foldComparison(_ view: CompareNode) -> Bool? {
    guard view.comparators.count == 1, view.operators.count == 1,
      let op = ComparisonOperator(rawValue: UInt8(truncatingIfNeeded: view.operators[0]))
    else { return nil }
    let right = view.comparators[0]
    if let text = platformText(view.left) { return compare(text, op, right) }
    if let part = versionPart(view.left) { return compare(part, op, right) }
    return nil
  }

  /// `sys.platform.startswith("win")`
  private func foldStartsWith(_ view: CallNode) -> Bool? {
    guard let callee = view.function.as(AttributeNode.self), view.arguments.count == 1,
      source.spells(callee.name, "startswith"), let text = platformText(callee.value)
    else { return nil }
    return strings(view.arguments[0])?.contains { text.hasPrefix($0) }
  }

  /// The text that an expression has on the target platform.
  private func platformText(_ node: Node) -> String? {
    guard let platform = options.platform else { return nil }
    if let call = node.as(CallNode.self) {
      guard call.arguments.isEmpty, call.keywords.isEmpty,
        meaning(of: call.function) == .platformSystem
      else { return nil }
      switch platform {
      case "win32": return "Windows"
      case "darwin": return "Darwin"
      case "linux": return "Linux"
      default: return nil
      }
    }
    if let view = node.as(AttributeNode.self), source.spells(view.name, "name"),
      meaning(of: view.value) == .implementation
    {
      return "cpython"
    }
    switch meaning(of: node) {
    case .sysPlatform: return platform
    case .osName: return platform == "win32" ? "nt" : "posix"
    default: return nil
    }
  }

  private func compare(_ text: String, _ op: ComparisonOperator, _ right: Node) -> Bool? {
    guard let literals = strings(right) else { return nil }
    let isOne = right.kind == .constant
    switch op {
    case .equal: return isOne ? literals.contains(text) : nil
    case .notEqual: return isOne ? !literals.contains(text) : nil
    case .in: return isOne ? nil : literals.contains(text)
    case .notIn: return isOne ? nil : !literals.contains(text)
    default: return nil
    }
  }

  /// The text of a plain string literal, or of each in a tuple, list or set of them.
  private func strings(_ node: Node) -> [String]? {
    let elements: NodeList
    switch node.kind {
    case .constant:
      let view = ConstantNode(unchecked: node)
      guard view.constant == .string, let body = plainBody(of: view) else { return nil }
      return [String(decoding: source.slice(body), as: UTF8.self)]
    case .tuple: elements = TupleNode(unchecked: node).elements
    case .list: elements = ListNode(unchecked: node).elements
    case .setExpr: elements = SetExprNode(unchecked: node).elements
    default: return nil
    }
    var result: [String] = []
    for element in elements {
      guard element.kind == .constant, let text = strings(element) else { return nil }
      result += text
    }
    return result
  }

  // MARK: versions

  /// What of `sys.version_info` an expression is.
  private enum VersionPart {
    /// The first so many items; nil for all five, of which two are known.
    case items(Int?)
    case item(Int)
  }

  private func versionPart(_ node: Node) -> VersionPart? {
    if meaning(of: node) == .versionInfo { return .items(nil) }
    if let view = node.as(AttributeNode.self), meaning(of: view.value) == .versionInfo {
      if source.spells(view.name, "major") { return .item(0) }
      return source.spells(view.name, "minor") ? .item(1) : nil
    }
    guard let view = node.as(SubscriptNode.self), meaning(of: view.value) == .versionInfo else {
      return nil
    }
    if let slice = view.slice.as(SliceNode.self) {
      guard slice.lower == nil, slice.step == nil, let upper = slice.upper,
        let count = smallInteger(upper), 1 <= count, count <= 2
      else { return nil }
      return .items(count)
    }
    guard let index = smallInteger(view.slice), 0 <= index, index <= 1 else { return nil }
    return .item(index)
  }

  private func smallInteger(_ node: Node) -> Int? {
    guard let view = node.as(ConstantNode.self), view.constant == .integer else { return nil }
    let value = integer(view.range)
    return value.isWhole ? Int(value.low) : nil
  }

  private func compare(_ part: VersionPart, _ op: ComparisonOperator, _ right: Node) -> Bool? {
    let version = [3, Int(options.version.minor)]
    switch part {
    case .item(let index):
      guard let literal = smallInteger(right) else { return nil }
      return verdict(of: op, order: version[index] - literal)
    case .items(let count):
      guard let tuple = right.as(TupleNode.self), !tuple.elements.isEmpty else { return nil }
      let known = version.prefix(count ?? 2)
      for (own, element) in zip(known, tuple.elements) {
        guard let other = smallInteger(element) else { return nil }
        if own != other { return verdict(of: op, order: own - other) }
      }
      // Equal as far as both go: the longer one is greater.
      let length = tuple.elements.count
      if let count { return verdict(of: op, order: count - length) }
      return length <= known.count ? verdict(of: op, order: 1) : nil
    }
  }

  private func verdict(of op: ComparisonOperator, order: Int) -> Bool? {
    switch op {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: 0 < order
    case .greaterOrEqual: 0 <= order
    default: nil
    }
  }
}
