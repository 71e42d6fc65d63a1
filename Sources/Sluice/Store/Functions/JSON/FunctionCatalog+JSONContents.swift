// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what looks for JSON in JSON.
  mutating func addJSONContents() {
    add(["json_contains"], [.json, .json], .boolean) { call in
      call.flags { row in
        call.withText(0, row) { text in
          call.withText(1, row) { other in
            var (scanner, wanted) = (JSONScanner(text), JSONScanner(other))
            guard let range = scanner.value(), let part = wanted.value() else { return false }
            return Self.contains(scanner, range, wanted, part)
          }
        }
      }
    }
  }

  /// Whether a value is another one, or has it anywhere inside.
  private static func contains(
    _ json: JSONScanner,
    _ range: Range<Int>,
    _ other: JSONScanner,
    _ wanted: Range<Int>
  ) -> Bool {
    if covers(json, range, other, wanted) { return true }
    return parts(json, range).contains { contains(json, $0.value, other, wanted) }
  }

  /// Whether a value has all that another one of its kind has.
  private static func covers(
    _ json: JSONScanner,
    _ range: Range<Int>,
    _ other: JSONScanner,
    _ wanted: Range<Int>
  ) -> Bool {
    switch (json.kind(of: range), other.kind(of: wanted)) {
    case (.object, .object), (.array, .array):
      let own = parts(json, range)
      return parts(other, wanted).allSatisfy { part in
        own.contains { known in
          known.name == part.name && covers(json, known.value, other, part.value)
        }
      }
    default:
      var (left, right) = ([UInt8](), [UInt8]())
      json.appendCompact(range, to: &left)
      other.appendCompact(wanted, to: &right)
      return left == right
    }
  }

  private static func parts(
    _ json: JSONScanner,
    _ range: Range<Int>
  ) -> [(name: [UInt8]?, value: Range<Int>)] {
    guard [0x7B, 0x5B].contains(json.bytes[range.lowerBound]) else { return [] }
    var parts: [(name: [UInt8]?, value: Range<Int>)] = []
    json.forEachPart(of: range) { name, value in
      let text = name.map { range -> [UInt8] in
        var text: [UInt8] = []
        JSONScanner.unescape(json.bytes[range], to: &text)
        return text
      }
      parts.append((text, value))
      return true
    }
    return parts
  }
}
