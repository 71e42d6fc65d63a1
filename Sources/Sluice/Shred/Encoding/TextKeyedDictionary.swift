// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A dictionary with texts as keys.
///
/// Its own order differs from process to process; columns and rows must not.
protocol TextKeyedDictionary {
  /// Encodes the values in the order of their keys.
  func encodeInOrder(to encoder: any Encoder) throws
}

extension Dictionary: TextKeyedDictionary where Key == String, Value: Encodable {
  func encodeInOrder(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: TextKey.self)
    for (key, value) in sorted(by: { $0.key < $1.key }) {
      try container.encode(value, forKey: TextKey(stringValue: key))
    }
  }
}

private struct TextKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
