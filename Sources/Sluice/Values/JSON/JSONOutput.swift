// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Bytes that JSON is appended to.
struct JSONOutput {
  var bytes: [UInt8] = []

  @inline(__always)
  mutating func append(byte: UInt8) { bytes.append(byte) }

  /// Appends a value that is neither a list nor a record.
  mutating func append(scalar value: Value) {
    switch value {
    case .null: append(word: "null")
    case .bool(let value): append(word: value ? "true" : "false")
    case .int(let value):
      append(atMost: NumberWriter.slack) { NumberWriter.append(value, to: $0) }
    case .double(let value):
      if value.isFinite {
        append(atMost: NumberWriter.slack) { NumberWriter.append(value, to: $0, .shared) }
      } else {
        append(word: "null")
      }
    case .text(let value): append(quoted: value)
    case .bigInt(let value): value.appendPlain(to: &bytes)
    // Types that JSON has no form for are written as they are described.
    default: append(quoted: value.description)
    }
  }

  /// Appends `text` in quotes and with escapes.
  mutating func append(quoted text: String) {
    var text = text
    text.withUTF8 { source in
      guard let start = source.baseAddress, source.count > 0 else { return append(word: "\"\"") }
      append(atMost: JSONText.escapedCapacity(source.count)) {
        JSONText.appendQuoted(start, count: source.count, to: $0)
      }
    }
  }

  private mutating func append(word: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    )
  }

  /// Appends what `write` writes, which is fewer than `count` bytes.
  @inline(__always)
  private mutating func append(
    atMost count: Int,
    _ write: (UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>
  ) {
    if count <= 1_024 {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1_024) { buffer in
        guard let start = buffer.baseAddress else { return }
        let written = write(start) - start
        bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: written))
      }
    } else {
      bytes.append(
        contentsOf: [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
          guard let start = buffer.baseAddress else { return }
          used = write(start) - start
        }
      )
    }
  }
}
