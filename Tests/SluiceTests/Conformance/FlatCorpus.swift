// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Sluice

/// The recorded behaviour of single functions, read from the corpus of the conformance tests.
enum FlatCorpus {
  struct Unreadable: Error { var what: String }

  /// The file called `name`.
  static func file(_ name: String) -> URL {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return tests.appendingPathComponent("ConformanceTests/Corpus/flat/\(name).json")
  }

  /// The entries of the list that the file `name` has under `key`.
  static func entries(_ name: String, _ key: String) throws -> [Record] {
    let text = try String(contentsOf: file(name), encoding: .utf8)
    guard let list = parseJSON(text)?[key]?.elements else { throw Unreadable(what: name) }
    return list.compactMap(\.fields)
  }

  /// The value that a typed value of the corpus stands for.
  static func value(_ encoded: Value) throws -> Value {
    switch encoded {
    case .list(let values): return .list(try values.map { try value($0) })
    case .record(let record):
      if record.count == 1, let field = record.first, field.key.hasPrefix("$") {
        return try typed(field.key, field.value)
      }
      return .record(Record(try record.map { ($0.key, try value($0.value)) }))
    default: return encoded
    }
  }

  private static func typed(_ tag: String, _ content: Value) throws -> Value {
    if tag == "$object" {
      guard let record = content.fields else { throw Unreadable(what: tag) }
      return .record(Record(try record.map { ($0.key, try value($0.value)) }))
    }
    let text = content.string ?? ""
    let result: Value? =
      switch tag {
      case "$timestamp": Timestamp(text).map { .timestamp($0) }
      case "$date": CalendarDate(text).map { .date($0) }
      case "$time": TimeOfDay(text).map { .time($0) }
      case "$decimal": ExactDecimal(text).map { .decimal($0) }
      case "$wei": ExactDecimal(text).map { .wei($0) }
      case "$int": ExactDecimal(text).flatMap { Value(integer: $0) }
      case "$binary": Base64.bytes(of: text).map { .binary($0) }
      case "$hexbytes": Hexadecimal.bytes(of: text.utf8.dropFirst(2)).map { .hexBytes($0) }
      case "$double": Coercion.double(text).map { .double($0) }
      case "$uuid": .text(text)
      default: nil
      }
    guard let result else { throw Unreadable(what: "\(tag) \(text)") }
    return result
  }

  /// A text that tells values apart even where they are equal, such as 1.0 and 1.00.
  static func form(_ value: Value) -> String {
    switch value {
    case .list(let values): "[" + values.map { form($0) }.joined(separator: ", ") + "]"
    case .record(let record):
      "{" + record.map { "\($0.key): \(form($0.value))" }.joined(separator: ", ") + "}"
    default: "\(value.kind.map { "\($0)" } ?? "-")(\(value))"
    }
  }
}
