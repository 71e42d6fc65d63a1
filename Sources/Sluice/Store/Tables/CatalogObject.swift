// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Something beside tables that a statement made: a view, a sequence, a type, a macro or an index.
///
/// Files hold the statement itself, so that it means the same when it is read again.
final class CatalogObject: Sendable {
  let kind: SQL.ObjectKind
  let name: String
  let statement: SQL.Statement
  /// The next number, for a sequence: all versions of the object count on together.
  let counter: SequenceCounter?
  /// What somebody said of it.
  let comment: String?
  /// What somebody said of the columns of a view.
  let columnComments: [String: String]

  /// What `statement` makes; `nil` if it makes a table or nothing.
  init?(
    _ statement: SQL.Statement,
    comment: String? = nil,
    columnComments: [String: String] = [:]
  ) {
    self.comment = comment
    self.columnComments = columnComments
    var counter: SequenceCounter?
    switch statement.kind {
    case .createView(let view): (kind, name) = (.view, view.name.last.text)
    case .createSequence(let sequence):
      (kind, name) = (.sequence, sequence.name.last.text)
      guard let rule = try? SequenceRule(sequence.options) else { return nil }
      counter = SequenceCounter(rule)
    case .createType(let type): (kind, name) = (.type, type.name.last.text)
    case .createMacro(let macro):
      let isTable = if case .table = macro.overloads[0].body { true } else { false }
      (kind, name) = (isTable ? .tableMacro : .macro, macro.name.last.text)
    case .createIndex(let index):
      guard let given = index.name else { return nil }
      (kind, name) = (.index, given.text)
    default: return nil
    }
    self.statement = statement
    self.counter = counter
  }

  private init(_ other: CatalogObject, _ comment: String?, _ columnComments: [String: String]) {
    (kind, name, statement, counter) = (other.kind, other.name, other.statement, other.counter)
    self.comment = comment
    self.columnComments = columnComments
  }

  /// The same with another comment on it, or on one of its columns.
  func commented(_ text: String?, column: String? = nil) -> CatalogObject {
    guard let column else { return CatalogObject(self, text, columnComments) }
    var comments = columnComments
    comments[column] = text
    return CatalogObject(self, comment, comments)
  }

  /// The statement as a text.
  var text: String { statement.sql }

  /// What files hold: the statement, and those that say what somebody said of the object.
  var script: String {
    let own = SQL.QualifiedName(SQL.Name(name))
    var comments = comment.map { [SQL.Comment(kind: kind, name: own, text: $0)] } ?? []
    comments += columnComments.sorted { $0.key < $1.key }.map { column, text in
      let name = SQL.QualifiedName([SQL.Name(name), SQL.Name(column)])
      return SQL.Comment(kind: .column, name: name, text: text)
    }
    return ([text] + comments.map { SQL.Statement(.comment($0)).sql }).script
  }

  /// Reads what ``script`` gave; `nil` if it is nothing of the kind.
  static func reading(_ script: String) -> CatalogObject? {
    guard let read = try? SQL.statements(in: script), let first = read.first,
      var object = CatalogObject(first)
    else { return nil }
    for other in read.dropFirst() {
      guard case .comment(let comment) = other.kind else { return nil }
      let column = comment.kind == .column ? comment.name.last.text : nil
      object = object.commented(comment.text, column: column)
    }
    return object
  }
}

/// How a sequence counts.
struct SequenceRule: Sendable {
  var start: Int64 = 1
  var increment: Int64 = 1
  var minimum: Int64 = 1
  var maximum: Int64 = .max
  var cycles = false

  init(_ options: [SQL.SequenceOption]) throws(SQLError) {
    var given: (start: Int64?, minimum: Int64?, maximum: Int64?) = (nil, nil, nil)
    for option in options {
      switch option.kind {
      case .increment(let value):
        increment = try Self.number(value)
        guard increment != 0 else {
          throw SQLError(.invalidInput, "a sequence does not stand still", at: option.range)
        }
      case .start(let value): given.start = try Self.number(value)
      case .minimum(let value): given.minimum = try value.map(Self.number)
      case .maximum(let value): given.maximum = try value.map(Self.number)
      case .cycle(let isOn): cycles = isOn
      case .restart, .cache, .type, .owned: break
      }
    }
    minimum = given.minimum ?? (increment > 0 ? 1 : .min)
    maximum = given.maximum ?? (increment > 0 ? .max : -1)
    start = given.start ?? (increment > 0 ? minimum : maximum)
    guard minimum <= start, start <= maximum, minimum < maximum else {
      throw SQLError(
        .invalidInput,
        "a sequence from \(minimum) to \(maximum) cannot start with \(start)"
      )
    }
  }

  private static func number(_ expression: SQL.Expression) throws(SQLError) -> Int64 {
    switch expression.kind {
    case .literal(.integer(let value)) where value <= UInt128(Int64.max): return Int64(value)
    case .unary(.minus, let operand):
      if case .literal(.integer(let value)) = operand.kind, value <= UInt128(Int64.max) {
        return -Int64(value)
      }
    default: break
    }
    throw SQLError(.binding, "the numbers of a sequence are written out", at: expression.range)
  }
}

/// Hands out the numbers of a sequence: each to one statement only, whatever becomes of it.
final class SequenceCounter: Sendable {
  let rule: SequenceRule
  /// The number that comes next, `nil` when there are no more.
  private let state: Locked<Int64?>

  init(_ rule: SequenceRule) {
    self.rule = rule
    state = Locked(rule.start)
  }

  /// The number that comes next, if there is one.
  var upcoming: Int64? { state.withLock { $0 } }

  /// Goes on with another number, unless that was given already; `nil` ends the sequence.
  func advance(to number: Int64?) {
    state.withLock { state in
      guard let before = state, let number else {
        state = number
        return
      }
      if rule.cycles || (rule.increment > 0 ? number > before : number < before) { state = number }
    }
  }

  /// The next number.
  func next() throws(SQLError) -> Int64 {
    try state.withLock { (state) throws(SQLError) in
      guard let number = state else {
        throw SQLError(
          .invalidInput,
          "the sequence has reached its \(rule.increment > 0 ? "maximum" : "minimum")"
        )
      }
      let (sum, overflow) = number.addingReportingOverflow(rule.increment)
      if !overflow, sum >= rule.minimum, sum <= rule.maximum {
        state = sum
      } else {
        state = rule.cycles ? (rule.increment > 0 ? rule.minimum : rule.maximum) : nil
      }
      return number
    }
  }
}
