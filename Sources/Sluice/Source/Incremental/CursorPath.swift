// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where in a record its cursor is: `updated_at`, `meta.rev`, `$.events[0].at`, `['last seen']`.
///
/// What can be written is the JSONPath that dlt takes. The first value that a path finds counts.
struct CursorPath: Sendable {
  /// What a path looks for in a value.
  indirect enum Node: Hashable, Sendable {
    /// The whole record.
    case root
    /// The value that is looked at.
    case this
    /// How many elements or fields it has, or how long a text is.
    case length
    /// Fields of a record, by name.
    case fields([String])
    /// All fields of a record.
    case allFields
    /// Elements of a list; negative ones from its end.
    case elements([Int])
    /// Elements of a list from one place to before another, every so many.
    case slice(from: Int?, to: Int?, step: Int?)
    /// Elements of a list that keep to all conditions.
    case filter([Condition])
    /// What the second finds in what the first has found.
    case child(Node, Node)
    /// What the second finds anywhere in what the first has found.
    case descendants(Node, Node)
    /// What either finds, that of the first before.
    case union(Node, Node)
    /// Numbers that are worked out from what both find.
    case arithmetic(Node, Sign, Node)
    /// A number or a text.
    case constant(Value)
  }

  /// A condition for an element: that something is found in it, or compares with a value.
  struct Condition: Hashable, Sendable {
    var node: Node
    var comparison: Comparison?
    var value = Value.null
  }

  /// How a condition compares.
  enum Comparison: String, Hashable, Sendable, CaseIterable {
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case notEqual = "!="
    case same = "=="
    case equal = "="
    case less = "<"
    case greater = ">"
  }

  /// What is done with two numbers.
  enum Sign: Character, Hashable, Sendable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case dividedBy = "/"
  }

  /// The path as it was written.
  let text: String
  /// What it looks for.
  let node: Node

  /// Reads a path; throws ``LoadError`` with the code `invalidConfiguration` if it is none.
  init(_ text: String) throws(LoadError) {
    var parser = CursorPathParser(text)
    guard let node = parser.path() else {
      throw LoadError(
        .invalidConfiguration,
        "The path '\(text.prefix(100))' to the cursor cannot be read. Write the name of a field, names "
          + "with periods between them, such as 'meta.rev', or in brackets, such as ['last seen'][0]."
      )
    }
    self.text = text
    self.node = node
  }

  /// The name of the field, if the path is nothing but one.
  var simpleField: String? {
    guard case .fields(let names) = node, names.count == 1 else { return nil }
    return names[0]
  }

  /// The names of the fields that lead to the cursor, if there are only names.
  var fieldChain: [String]? { Self.chain(node) }

  private static func chain(_ node: Node) -> [String]? {
    switch node {
    case .root: return []
    case .fields(let names): return names.count == 1 ? names : nil
    case .child(let left, let right):
      guard let first = chain(left), let rest = chain(right), !rest.isEmpty else { return nil }
      return first + rest
    default: return nil
    }
  }
}
