// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// JSON from which values come back exactly as they were, whatever their types.
///
/// A text that stands for a value of another type begins with a character of private use that names
/// the type: those that dlt uses, and two more for texts that begin with one of them and for numbers
/// that are not finite. Empty bytes are marked, too, and do not vanish.
enum TypedJSON {
  private static let decimal: Unicode.Scalar = "\u{F026}"
  private static let timestamp: Unicode.Scalar = "\u{F027}"
  private static let date: Unicode.Scalar = "\u{F028}"
  private static let uuid: Unicode.Scalar = "\u{F029}"
  private static let hexBytes: Unicode.Scalar = "\u{F02A}"
  private static let binary: Unicode.Scalar = "\u{F02B}"
  private static let wei: Unicode.Scalar = "\u{F02C}"
  private static let time: Unicode.Scalar = "\u{F02D}"
  private static let text: Unicode.Scalar = "\u{F02E}"
  private static let double: Unicode.Scalar = "\u{F02F}"
  private static let marks: ClosedRange<Unicode.Scalar> = "\u{F026}"..."\u{F02F}"
  /// What stands for no bytes: padding alone, which every reader of base 64 takes for nothing.
  private static let noBytes = "===="
  /// Levels that can be read back: as many as any reader takes.
  private static let nestingLimit = 2_000

  /// The text of `value`.
  static func string(_ value: Value) -> String {
    var writer = JSONWriter()
    writer.keepsTypes = true
    return writer.string(value)
  }

  /// The value that string(_:) wrote as `text`.
  static func value(_ text: String) throws(JSONError) -> Value {
    var options = JSONReadOptions()
    options.layout = .document
    options.nestingLimit = nestingLimit
    var reader = JSONReader(options: options)
    reader.parser.handler.readsTypes = true
    reader.append(text.utf8)
    reader.finish()
    return try reader.next() ?? .null
  }

  /// The value as JSON knows it, marked with its type where JSON knows no such type.
  static func marked(_ value: Value) -> Value {
    switch value {
    case .decimal(let value): mark(decimal, value.description)
    case .timestamp(let value): mark(timestamp, value.description)
    case .date(let value): mark(date, value.description)
    case .time(let value): mark(time, value.description)
    case .wei(let value): mark(wei, value.description)
    case .hexBytes(let bytes): mark(hexBytes, Hexadecimal.text(of: bytes))
    case .binary(let bytes): mark(binary, bytes.isEmpty ? noBytes : Base64.text(of: bytes))
    case .double(let value) where !value.isFinite: mark(double, "\(value)")
    case .text(let value) where value.unicodeScalars.first.map(marks.contains) == true:
      mark(text, value)
    default: value
    }
  }

  private static func mark(_ type: Unicode.Scalar, _ content: String) -> Value {
    .text(String(type) + content)
  }

  /// The value that a text in JSON stands for.
  ///
  /// A text that is marked, but does not hold what its mark says, is taken as it is.
  static func value(ofText marked: String) -> Value {
    guard let mark = marked.unicodeScalars.first, marks.contains(mark) else { return .text(marked) }
    let content = String(marked.unicodeScalars.dropFirst())
    let value: Value? =
      switch mark {
      case decimal: ExactDecimal(content).map { .decimal($0) }
      case timestamp: Timestamp(content).map { .timestamp($0) }
      case date: CalendarDate(content).map { .date($0) }
      case time: TimeOfDay(content).map { .time($0) }
      case wei: ExactDecimal(content).map { .wei($0) }
      case hexBytes: Hexadecimal.bytes(of: content.utf8.dropFirst(2)).map { .hexBytes($0) }
      case binary where content == noBytes: .binary([])
      case binary: Base64.bytes(of: content).map { .binary($0) }
      case double: Double(content).map { .double($0) }
      case uuid where isUUID(content): .text(content)
      case text: .text(content)
      default: nil
      }
    return value ?? .text(marked)
  }

  /// Whether a text is one of 32 hexadecimal digits in five groups, which stays a text here.
  private static func isUUID(_ text: String) -> Bool {
    let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return groups.map(\.count) == [8, 4, 4, 4, 12]
      && groups.joined().allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
  }
}
