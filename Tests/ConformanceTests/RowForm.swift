// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice

/// The form in which the corpus writes the values of rows, which the type of the column decides.
enum RowForm {
  /// The form of a value that a column of `type` holds.
  static func of(_ value: Value, in type: DataType) -> Value {
    if type.kind == .json { return value }
    return switch value {
    case .double(let number): number.isFinite ? value : Value.tagged("$double", name(of: number))
    case .bigInt(let number): Value.tagged("$int", plain(number))
    case .decimal(let number), .wei(let number): .text(plain(number))
    case .binary(let bytes), .hexBytes(let bytes): .text(Data(bytes).base64EncodedString())
    case .timestamp(let moment): .text(text(of: moment, in: type))
    case .date(let date): .text(date.description)
    case .time(let time): .text(text(of: time))
    default: value
    }
  }

  /// The name of a double that is no number of JSON.
  static func name(of number: Double) -> String {
    number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
  }

  /// The number without an exponent and without zeros at its end.
  static func plain(_ number: ExactDecimal) -> String {
    let parts = number.description.split(separator: "E", omittingEmptySubsequences: false)
    guard number.isFinite, let mantissa = parts.first else { return number.description }
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let sides = mantissa.drop { $0 == "-" }.split(
      separator: ".",
      omittingEmptySubsequences: false
    )
    let fraction = sides.count > 1 ? sides[1] : ""
    var digits = sides[0] + fraction
    var point = sides[0].count + exponent
    if point < 1 {
      digits = String(repeating: "0", count: 1 - point) + digits
      point = 1
    }
    if point > digits.count { digits += String(repeating: "0", count: point - digits.count) }
    let whole = digits.prefix(point).drop { $0 == "0" }
    var rest = digits.dropFirst(point)
    while rest.last == "0" { rest.removeLast() }
    let sign = mantissa.hasPrefix("-") && !number.isZero ? "-" : ""
    return sign + (whole.isEmpty ? "0" : whole) + (rest.isEmpty ? "" : "." + rest)
  }

  private static func text(of moment: Timestamp, in type: DataType) -> String {
    let text =
      "\(moment.utcDate)T"
      + self.text(of: Timestamp(microseconds: moment.microseconds, offset: 0).localTime)
    return type.hasTimeZone ?? true ? text + "Z" : text
  }

  private static func text(of time: TimeOfDay) -> String {
    let (hour, minute, second, microsecond) = time.components
    return [(hour, 2), (minute, 2), (second, 2)].map { padded($0, to: $1) }.joined(separator: ":")
      + "." + padded(microsecond, to: 6)
  }

  private static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
