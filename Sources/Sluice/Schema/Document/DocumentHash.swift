// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The hash of a document.
enum DocumentHash {
  private static let outside = [
    "version", "version_hash", "imported_version_hash", "previous_hashes",
  ]

  /// The JSON that is hashed: all that is said, by keys in their order.
  static func text(_ document: Record) -> String {
    let content = Record(
      document.filter { !outside.contains($0.key) }.map { ($0.key, $0.value) }
    )
    return spellingSmallNumbers(JSONWriter(sortsKeys: true).string(.record(content)))
  }

  /// The names that are hashed: of all tables by name, each with its columns as they stand.
  static func order(_ document: Record) -> [(table: String, columns: [String])] {
    guard let tables = document["tables"]?.fields else { return [] }
    return tables.keys.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
      .map { name in (name, tables[name]?["columns"]?.fields?.keys ?? []) }
  }

  /// The hash of a document, whatever it says itself.
  static func of(_ document: Record) -> String {
    let order = order(document).flatMap { [$0.table] + $0.columns }.joined()
    return Digest.sha3Text(text(document) + order)
  }

  /// The same JSON with small numbers as dlt hashes them: `1e-7` for `1e-07`, `0.00001` for `1e-05`.
  static func spellingSmallNumbers(_ text: String) -> String {
    guard mayHaveSmallNumbers(text) else { return text }
    var output: [UInt8] = []
    output.reserveCapacity(text.utf8.count)
    var number: [UInt8] = []
    var isInText = false
    var isEscaped = false
    for byte in text.utf8 {
      if !isInText, "+-.0123456789e".utf8.contains(byte), !number.isEmpty || byte != 0x65 {
        number.append(byte)
        continue
      }
      output += spelled(number)
      number = []
      output.append(byte)
      if byte == UInt8(ascii: "\""), !isEscaped { isInText.toggle() }
      isEscaped = isInText && byte == UInt8(ascii: "\\") && !isEscaped
    }
    return String(decoding: output + spelled(number), as: UTF8.self)
  }

  /// Whether `e-0` stands anywhere: byte by byte, as a search by characters took half of all hashing.
  private static func mayHaveSmallNumbers(_ text: String) -> Bool {
    var matched = 0
    for byte in text.utf8 {
      switch (byte, matched) {
      case (UInt8(ascii: "e"), _): matched = 1
      case (UInt8(ascii: "-"), 1): matched = 2
      case (UInt8(ascii: "0"), 2): return true
      default: matched = 0
      }
    }
    return false
  }

  private static func spelled(_ number: [UInt8]) -> [UInt8] {
    guard number.count > 4, number.suffix(4).starts(with: Array("e-0".utf8)),
      let exponent = number.last
    else { return number }
    let digits = number.dropLast(4)
    guard exponent == UInt8(ascii: "5") else { return digits + Array("e-".utf8) + [exponent] }
    let isNegative = digits.first == UInt8(ascii: "-")
    return Array((isNegative ? "-0.0000" : "0.0000").utf8)
      + digits.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: ".") }
  }
}
