// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Values as compact JSON with sorted keys, byte for byte what dlt hashes.
struct CanonicalText {
  /// How values that JSON does not know are written.
  enum Form {
    /// As extracted files have them: text behind a private-use character that tells the type.
    case extracted
    /// As cursors have them: plain text, and timestamps as microseconds since 1970.
    case boundary
    /// As cursors had them once: plain text, and timestamps with `Z` for UTC.
    case legacyBoundary
  }

  /// The text so far, in UTF-8.
  private(set) var bytes: [UInt8] = []
  private let form: Form

  /// Starts an empty text.
  init(_ form: Form) { self.form = form }

  /// Appends one value.
  mutating func append(_ value: Value) {
    switch value {
    case .null: append("null")
    case .bool(let flag): append(flag ? "true" : "false")
    case .int(let number): append("\(number)")
    case .bigInt(let number): LeafText.append(number, to: &bytes)
    case .double(let number): append(JSONDouble.text(number))
    case .text(let text): appendQuoted { $0.appendEscaped(text) }
    case .list(let elements):
      bytes.append(0x5B)
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(0x2C) }
        append(element)
      }
      bytes.append(0x5D)
    case .record(let record): append(record) { _ in true }
    case .binary, .hexBytes, .decimal, .wei, .timestamp, .date, .time: appendTyped(value)
    }
  }

  /// Appends the fields of `record` whose keys are wanted, in the order of their code points.
  mutating func append(_ record: Record, where isWanted: (String) -> Bool) {
    let keys = record.keys
    // UTF-8 keeps the order of code points, unlike `<` on strings, which goes by canonical forms.
    let order = keys.indices.filter { isWanted(keys[$0]) }
      .sorted { keys[$0].utf8.lexicographicallyPrecedes(keys[$1].utf8) }
    bytes.append(0x7B)
    for (place, index) in order.enumerated() {
      if place > 0 { bytes.append(0x2C) }
      appendQuoted { $0.appendEscaped(keys[index]) }
      bytes.append(0x3A)
      append(record.values[index])
    }
    bytes.append(0x7D)
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func appendQuoted(_ body: (inout Self) -> Void) {
    bytes.append(0x22)
    body(&self)
    bytes.append(0x22)
  }

  private mutating func appendTyped(_ value: Value) {
    if form == .boundary, case .timestamp(let timestamp) = value {
      return append("\(timestamp.microseconds)")
    }
    appendQuoted { text in
      if text.form == .extracted, let marker = LeafText.marker(of: value) { text.append(marker) }
      switch value {
      case .binary(let data): Digest.appendBase64(data, padding: true, to: &text.bytes)
      case .hexBytes(let data): LeafText.appendHex(data, to: &text.bytes)
      case .decimal(let number), .wei(let number): LeafText.append(number, to: &text.bytes)
      case .timestamp(let timestamp):
        LeafText.append(timestamp, to: &text.bytes)
        if text.form == .legacyBoundary { text.shortenUTC() }
      case .date(let date): LeafText.append(date, to: &text.bytes)
      case .time(let time): LeafText.append(time, to: &text.bytes)
      default: break
      }
    }
  }

  /// Writes `Z` for an offset of zero.
  private mutating func shortenUTC() {
    let zero = "+00:00".utf8
    guard bytes.suffix(zero.count).elementsEqual(zero) else { return }
    bytes.removeLast(zero.count)
    bytes.append(0x5A)
  }

  private mutating func appendEscaped(_ text: String) {
    let isPlain = text.utf8.withContiguousStorageIfAvailable { plain in
      // Without a branch per byte, so that this takes many bytes at a time.
      var special: UInt8 = 0
      for byte in plain {
        special |= (byte < 0x20 ? 1 : 0) | (byte == 0x22 ? 1 : 0) | (byte == 0x5C ? 1 : 0)
      }
      return special == 0
    }
    guard isPlain != true else { return append(text) }
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C:
        bytes.append(0x5C)
        bytes.append(byte)
      case 0x08: append("\\b")
      case 0x09: append("\\t")
      case 0x0A: append("\\n")
      case 0x0C: append("\\f")
      case 0x0D: append("\\r")
      case 0..<0x20:
        append("\\u00")
        LeafText.appendHex([byte], to: &bytes)
      default: bytes.append(byte)
      }
    }
  }
}
