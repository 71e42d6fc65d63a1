// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice

// Values that JSON has no form for are objects whose only key begins with `$`.

extension Value {
  /// The value that the corpus means.
  func typed() throws -> Value {
    switch self {
    case .list(let values):
      return .list(try values.map { try $0.typed() })
    case .record(let record):
      if record.count == 1, let (tag, content) = record.first, tag.hasPrefix("$") {
        return try Self.typed(tag, content)
      }
      return .record(Record(try record.map { ($0.key, try $0.value.typed()) }))
    default:
      return self
    }
  }

  private static func typed(_ tag: String, _ content: Value) throws -> Value {
    if tag == "$object", let record = content.fields {
      return .record(Record(try record.map { ($0.key, try $0.value.typed()) }))
    }
    let text = content.string ?? ""
    let value: Value? =
      switch tag {
      case "$timestamp": Timestamp(text).map { .timestamp($0) }
      case "$date": CalendarDate(text).map { .date($0) }
      case "$time": TimeOfDay(text).map { .time($0) }
      case "$decimal": ExactDecimal(text).map { .decimal($0) }
      case "$wei": ExactDecimal(text).map { .wei($0) }
      case "$int": ExactDecimal(text).flatMap { Value(integer: $0) }
      case "$binary": Data(base64Encoded: text).map { .binary(Array($0)) }
      case "$hexbytes": hexadecimal(text).map { .hexBytes($0) }
      case "$double": double(text).map { .double($0) }
      case "$uuid": .text(text)
      default: nil
      }
    guard let value else { throw Unreadable("a value \(tag) '\(text)'") }
    return value
  }

  private static func double(_ text: String) -> Double? {
    switch text {
    case "NaN": .nan
    case "Infinity": .infinity
    case "-Infinity": -.infinity
    default: Double(text)
    }
  }

  private static func hexadecimal(_ text: String) -> [UInt8]? {
    let digits = Array(text.hasPrefix("0x") ? text.dropFirst(2) : text[...])
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(digits[start...start + 1]), radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  /// The form in which the corpus writes the value outside of rows.
  var encoded: Value {
    switch self {
    case .null, .bool, .int, .text: self
    case .double(let value): value.isFinite ? self : Self.tagged("$double", RowForm.name(of: value))
    case .bigInt(let value): Self.tagged("$int", value.description)
    case .binary(let bytes): Self.tagged("$binary", Data(bytes).base64EncodedString())
    case .hexBytes: Self.tagged("$hexbytes", description)
    case .decimal(let value): Self.tagged("$decimal", value.description)
    case .wei(let value): Self.tagged("$wei", value.description)
    case .timestamp(let value): Self.tagged("$timestamp", value.description)
    case .date(let value): Self.tagged("$date", value.description)
    case .time(let value): Self.tagged("$time", value.description)
    case .list(let values): .list(values.map(\.encoded))
    case .record(let record):
      if record.count == 1, record.keys[0].hasPrefix("$") {
        ["$object": .record(Record(record.map { ($0.key, $0.value.encoded) }))]
      } else {
        .record(Record(record.map { ($0.key, $0.value.encoded) }))
      }
    }
  }

  static func tagged(_ tag: String, _ text: String) -> Value {
    .record(Record([(tag, .text(text))]))
  }
}
