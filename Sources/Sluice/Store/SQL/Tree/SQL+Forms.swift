// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// `CASE operand WHEN … THEN … ELSE … END`.
  struct Case: Sendable {
    struct Branch: Sendable {
      /// A condition, or with an operand, what it has to equal.
      var condition: Expression
      var result: Expression
    }

    var operand: Expression?
    var branches: [Branch]
    var otherwise: Expression?
  }

  /// `CAST(a AS type)`, `a::type`, `TYPE 'text'`.
  struct Cast: Sendable {
    var operand: Expression
    var type: TypeName
    /// `TRY_CAST`: null where the value is not of that type.
    var isTry: Bool
  }

  /// `(a, b) -> body` and `LAMBDA a, b: body`.
  struct Lambda: Sendable {
    var parameters: [Name]
    var body: Expression
  }

  /// `[result FOR variable IN source IF condition]`.
  struct Comprehension: Sendable {
    var result: Expression
    /// The element, and after it its place if that has a name.
    var variables: [Name]
    var source: Expression
    var condition: Expression?
  }

  /// `a[lower:upper:step]`, each part of which may be missing.
  struct Slice: Sendable {
    var operand: Expression
    var lower: Expression?
    var upper: Expression?
    var step: Expression?
  }

  /// `table.* EXCLUDE (…) REPLACE (…) RENAME (…)`.
  struct Star: Sendable {
    struct Replacement: Sendable {
      var value: Expression
      var name: QualifiedName
    }

    struct Renaming: Sendable {
      var old: QualifiedName
      var new: Name
    }

    /// The table, or what stands before the star; empty for all tables.
    var qualifier: [Name] = []
    var excluded: [QualifiedName] = []
    var replaced: [Replacement] = []
    var renamed: [Renaming] = []
  }

  /// `COLUMNS(selection)`.
  struct Columns: Sendable {
    /// The table of `table.COLUMNS(…)`.
    var qualifier: [Name] = []
    /// A star, a text that is a regular expression, a list of names or a lambda over names.
    var selection: Expression
    /// `*COLUMNS(…)`: as several arguments of one call, not as several calls.
    var isUnpacked: Bool
  }
}

extension SQL.Expression {
  /// The function that `x -> body` or `(x, y) -> body` is, where a function may stand.
  ///
  /// The same text takes JSON apart where one may not, so the tree holds an operator.
  var lambda: SQL.Lambda? {
    switch kind {
    case .lambda(let lambda): return lambda
    case .binary(let first, let steps) where steps.count == 1 && steps[0].operator == .arrow:
      guard let parameters = first.lambdaParameters else { return nil }
      return SQL.Lambda(parameters: parameters, body: steps[0].operand)
    default: return nil
    }
  }

  private var lambdaParameters: [SQL.Name]? {
    switch kind {
    case .name(let name): return name.single.map { [$0] }
    case .row(let values):
      let names = values.compactMap { value -> SQL.Name? in
        if case .name(let name) = value.kind { name.single } else { nil }
      }
      return names.count == values.count && !names.isEmpty ? names : nil
    default: return nil
    }
  }
}
