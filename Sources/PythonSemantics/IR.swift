// The lowered form of one file: what the analyses of other files may see of its code.
// It keeps control structure, names, calls and awaits, and drops spelling. Lists live in `extra`.

/// The place of a node in `FileFacts.nodes`. Zero is "no node".
package struct IRNodeID: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }
  package static let none = IRNodeID(rawValue: 0)
  package var exists: Bool { rawValue != 0 }
}

/// Kinds of lowered node. `a` and `b` are the node's two operands; "list" means that the operand is
/// an index into `FileFacts.extra`, where `[count, item…]` stands; "record" means fixed fields there.
package enum IRKind: UInt8, Sendable {
  // Expressions
  /// flags = `IRConstant`. integer: a = low 32 bits, b = 1 if they are the whole (signed) value;
  /// float: a = bits of the nearest `Float`; string: a = name of the text (0 when over 200 bytes),
  /// b = byte count. Only an argument of a call has a place: others are one node without one (start
  /// and length 0) for all occurrences, and in containers of more than 24 constants strings and
  /// numbers lose their value too (string: a = b = 0; integer: b = 0; float: NaN).
  case constant
  /// a = name, b = symbol + 1 (0: bound nowhere in this file, so a builtin or unknown).
  case name
  /// a = object, b = attribute name; flags = 1 where it is bound or deleted. The range ends with the
  /// attribute's name.
  case attribute
  /// a = callee, b = list of arguments (expressions, `starred`, `keyword`), in source order.
  case call
  /// a = value, b = name, 0 for `**mapping`.
  case keyword
  /// a = value.
  case starred
  /// a = value.
  case await
  /// a = value or none.
  case yield
  /// a = value.
  case yieldFrom
  /// a = function index.
  case lambda
  /// flags = `IRComprehension`; a = record [element, dict value or 0, generator count, then for each
  /// generator: target, iterable, isAsync (0/1), condition count, condition…]; b = scope index.
  case comprehension
  /// flags = binary operator's raw value; a, b = operands.
  case binary
  /// flags = unary operator's raw value; a = operand.
  case unary
  /// flags = 1 for `or`; a = list of operands.
  case boolean
  /// a = left; b = list of (comparison operator, expression) pairs: count counts pairs.
  case compare
  /// a = test, b = record [body, orElse].
  case conditional
  /// a = value, b = slice.
  case `subscript`
  /// a = record [lower, upper, step], each may be none.
  case slice
  /// a = list.
  case tuple
  /// a = list.
  case list
  /// a = list.
  case set
  /// a = list of (key or none, value) pairs: count counts pairs.
  case dict
  /// An f-string or t-string; a = list of the expressions in it (format specs' too), b = name of the text
  /// before the first of them where that is the start of a URL, else 0.
  case formatted
  /// a = target (a `name`), b = value.
  case namedExpression

  // Statements
  /// a = value.
  case expression
  /// a = value, b = list of targets.
  case assign
  /// flags = binary operator; a = target, b = value.
  case augAssign
  /// a = target, b = record [annotation, value or none].
  case annAssign
  /// a = value or none.
  case `return`
  /// a = exception or none, b = cause or none.
  case raise
  /// a = list of targets.
  case delete
  case pass
  case `break`
  case `continue`
  /// a = test, b = message or none.
  case assert
  /// a = test, b = record [body block, else block]. A block is a list of statements; 0 is empty.
  case `if`
  /// a = test, b = record [body block, else block].
  case `while`
  /// flags = 1 for `async for`; a = iterable, b = record [target, body block, else block].
  case `for`
  /// flags = 1 for `async with`; a = list of (context, target or none) pairs (count counts pairs);
  /// b = body block.
  case with
  /// flags = 1 for `except*`; a = record [body block, list of handlers, else block, final block].
  case `try`
  /// a = type or none, b = record [name or 0, symbol + 1 or 0, body block].
  case handler
  /// a = subject, b = list of `matchCase`.
  case match
  /// a = pattern, b = record [guard or none, body block].
  case matchCase
  /// flags = `IRPattern`; a = list of parts (patterns, or expressions for values and classes);
  /// b = captured symbol + 1 or 0.
  case pattern
  /// a = first import index, b = count.
  case `import`
  /// a = function index.
  case functionDefinition
  /// a = class index.
  case classDefinition
  /// A `global` or `nonlocal` declaration; flags = 1 for `nonlocal`; a = list of names.
  case scopeDeclaration
  /// Source that did not parse; a = list of the parts that did.
  case broken
}

package enum IRConstant: UInt8, Sendable {
  case none, `true`, `false`, ellipsis, integer, float, imaginary, string, bytes
}

/// The low two bits of a comprehension's flags.
package enum IRComprehension: UInt8, Sendable {
  case list, set, dict, generator
}

package enum IRPattern: UInt8, Sendable {
  case value, singleton, sequence, mapping, `class`, star, capture, wildcard, or
}

/// One lowered node, 16 bytes.
///
/// Statements, handlers, cases, comprehensions and named expressions have lower numbers than their
/// parts; other expressions have higher ones. Parts are numbered in evaluation order. A tree of
/// nodes is never deeper than about 2,000: longer chains of `elif`, operators, attributes and calls
/// are `broken` nodes that list what is evaluated.
package struct IRNode: Sendable {
  package var kind: IRKind
  package var flags: UInt8
  /// Bytes from `start` to the end; `UInt16.max` when it is that long or longer.
  package var length: UInt16
  /// UTF-8 byte offset of the first byte.
  package var start: UInt32
  package var a: UInt32
  package var b: UInt32

  package init(
    kind: IRKind, flags: UInt8 = 0, length: UInt16, start: UInt32, a: UInt32 = 0, b: UInt32 = 0
  ) {
    self.kind = kind
    self.flags = flags
    self.length = length
    self.start = start
    self.a = a
    self.b = b
  }
}
