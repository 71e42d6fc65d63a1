// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Value: CheckOperand {
  /// The value itself.
  public var checkedValue: Value { self }
}

extension Int: CheckOperand {
  /// The number.
  public var checkedValue: Value { .int(Int64(self)) }
}

extension Int64: CheckOperand {
  /// The number.
  public var checkedValue: Value { .int(self) }
}

extension Double: CheckOperand {
  /// The number.
  public var checkedValue: Value { .double(self) }
}

extension ExactDecimal: CheckOperand {
  /// The number.
  public var checkedValue: Value { .decimal(self) }
}

extension String: CheckOperand {
  /// The text.
  public var checkedValue: Value { .text(self) }
}

extension Bool: CheckOperand {
  /// True or false.
  public var checkedValue: Value { .bool(self) }
}

extension Timestamp: CheckOperand {
  /// The date and time.
  public var checkedValue: Value { .timestamp(self) }
}

extension CalendarDate: CheckOperand {
  /// The day.
  public var checkedValue: Value { .date(self) }
}

extension TimeOfDay: CheckOperand {
  /// The time of day.
  public var checkedValue: Value { .time(self) }
}
