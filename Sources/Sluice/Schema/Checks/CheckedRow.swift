// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A row that is about to be loaded, as a check sees it. It is there for the time of the check only.
public struct CheckedRow {
  let source: RowSource

  /// The value of a column, named as in the source or as in the destination.
  ///
  /// A column that the table does not have has no values; the report of the run says so.
  public subscript(name: String) -> Cell { Cell(source.read(name), in: source) }
}

/// Where the values of the row come from that is being checked.
class RowSource {
  /// What was compared that cannot be.
  var fault: String?
  /// Whether the row is there.
  var isOpen = false
  private var values: [(name: String, value: Value)] = []
  /// The columns that were read and are not there, by the names that they were asked by.
  private(set) var absent: Set<String> = []

  /// The value of the column that is called `name` in the source or in the destination.
  final func read(_ name: String) -> Value {
    precondition(isOpen, "A row was read after its check had ended. Keep values, not rows.")
    guard let value = value(of: name) else {
      absent.insert(name)
      return .null
    }
    values.append((name, value))
    return value
  }

  /// Forgets what an earlier check has read and compared.
  final func beginCheck() {
    fault = nil
    if !values.isEmpty { values.removeAll(keepingCapacity: true) }
    if !absent.isEmpty { absent = [] }
  }

  /// The values that the check has read, for those who may see values of rows.
  final var sampleText: String? {
    values.isEmpty ? nil : values.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
  }

  /// The value of a column, or `nil` if there is none of the name.
  func value(of name: String) -> Value? { nil }
}

/// A value of a row, or none.
///
/// Compared with a literal, a value or another cell it gives a ``Truth``: unknown where a value is
/// missing. Numbers of all types compare by what they are, texts by their bytes, and a text with
/// anything else as if it were of that type. What cannot be compared, such as a word with a number,
/// fails the check.
public struct Cell {
  /// The value; `.null` if there is none.
  public let value: Value
  private let source: RowSource?

  init(_ value: Value, in source: RowSource?) {
    self.value = value
    self.source = source
  }

  /// Whether there is no value.
  public var isMissing: Bool { value.isNull }
  /// The integer, or `nil` if there is none or the value is something else.
  public var int: Int64? { value.int64 }
  /// The number, rounded if need be, or `nil` if the value is none.
  public var double: Double? { value.number }
  /// The exact number, or `nil` if the value is something else.
  public var decimal: ExactDecimal? { value.exactDecimal }
  /// The text, or `nil` if the value is something else.
  public var string: String? { value.string }
  /// True or false, or `nil` if the value is something else.
  public var bool: Bool? { value.boolean }
  /// The date and time, or `nil` if the value is something else.
  public var timestamp: Timestamp? { value.dateTime }
  /// The day, or `nil` if the value is something else.
  public var date: CalendarDate? { value.calendarDate }
  /// The time of day, or `nil` if the value is something else.
  public var time: TimeOfDay? { value.timeOfDay }

  /// Compares with `other`, and takes note if that cannot be.
  fileprivate func compare(_ other: Value, _ holds: (ValueOrder) -> Bool) -> Truth {
    guard !value.isNull, !other.isNull else { return .unknown }
    let order = ValueOrder(value, other)
    if order == .incomparable {
      source?.fault = "\(value.kind?.rawValue ?? "null") and \(other.kind?.rawValue ?? "null")"
      return .no
    }
    return Truth(holds(order))
  }
}

extension Cell {
  /// Whether both values are the same.
  public static func == (left: Cell, right: some CheckOperand) -> Truth {
    left.compare(right.checkedValue) { $0 == .equal }
  }
  /// Whether the values differ.
  public static func != (left: Cell, right: some CheckOperand) -> Truth {
    left.compare(right.checkedValue) { $0 != .equal }
  }
  /// Whether the first value is less.
  public static func < (left: Cell, right: some CheckOperand) -> Truth {
    left.compare(right.checkedValue) { $0 == .less }
  }
  /// Whether the first value is less, or both are the same.
  public static func <= (left: Cell, right: some CheckOperand) -> Truth {
    left.compare(right.checkedValue) { $0 == .less || $0 == .equal }
  }
  /// Whether the first value is greater.
  public static func > (left: Cell, right: some CheckOperand) -> Truth {
    left.compare(right.checkedValue) { $0 == .greater }
  }
  /// Whether the first value is greater, or both are the same.
  public static func >= (left: Cell, right: some CheckOperand) -> Truth {
    left.compare(right.checkedValue) { $0 == .greater || $0 == .equal }
  }
}

/// What the value of a row can be compared with: another one, a literal, or a value of one's own.
public protocol CheckOperand {
  /// The value.
  var checkedValue: Value { get }
}

extension Cell: CheckOperand {
  /// The value of the cell.
  public var checkedValue: Value { value }
}
