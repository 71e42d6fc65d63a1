// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes values as compact JSON.
///
/// Doubles are written as briefly as they can be read back, as Python does; those that are no
/// numbers become `null`. What JSON does not know becomes text: bytes in Base64 or hexadecimal,
/// dates and times in ISO 8601, decimals in digits.
public struct JSONWriter: Sendable {
  /// Whether the fields of a record are sorted by the bytes of their names.
  public var sortsKeys: Bool
  /// Whether values that JSON does not know are marked with their types, as ``TypedJSON`` reads them.
  var keepsTypes = false

  /// Makes a writer.
  public init(sortsKeys: Bool = false) { self.sortsKeys = sortsKeys }

  /// The JSON text of `value`.
  public func string(_ value: Value) -> String {
    String(decoding: bytes(value), as: UTF8.self)
  }

  /// The JSON text of `value` in UTF-8.
  public func bytes(_ value: Value) -> [UInt8] {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return bytes
  }

  /// Appends the JSON text of `value`, without a line feed.
  public func append(_ value: Value, to bytes: inout [UInt8]) {
    var output = JSONOutput()
    swap(&output.bytes, &bytes)
    defer { swap(&output.bytes, &bytes) }
    // A stack of its own, so that deeply nested values cannot exhaust that of the thread.
    var stack: [Frame] = []
    if let frame = begin(value, &output) { stack.append(frame) }
    while let top = stack.indices.last {
      guard let (name, element, isFirst) = stack[top].next() else {
        output.append(byte: stack[top].isRecord ? 0x7D : 0x5D)
        stack.removeLast()
        continue
      }
      if !isFirst { output.append(byte: 0x2C) }
      if let name {
        output.append(quoted: name)
        output.append(byte: 0x3A)
      }
      if let frame = begin(element, &output) { stack.append(frame) }
    }
  }

  /// Writes all of a simple value, or the opening bracket of a list or record to be gone through.
  private func begin(_ value: Value, _ output: inout JSONOutput) -> Frame? {
    switch value {
    case .list(let elements):
      output.append(byte: 0x5B)
      return Frame(names: nil, values: elements)
    case .record(let record):
      output.append(byte: 0x7B)
      return Frame(record, sorted: sortsKeys)
    default:
      output.append(scalar: keepsTypes ? TypedJSON.marked(value) : value)
      return nil
    }
  }

  /// A list or record that is being written.
  private struct Frame {
    let names: [String]?
    let values: [Value]
    var index = 0

    var isRecord: Bool { names != nil }

    init(names: [String]?, values: [Value]) {
      self.names = names
      self.values = values
    }

    init(_ record: Record, sorted: Bool) {
      guard sorted else {
        self.init(names: record.keys, values: record.values)
        return
      }
      let order = record.keys.indices.sorted { left, right in
        record.keys[left].utf8.lexicographicallyPrecedes(record.keys[right].utf8)
      }
      self.init(names: order.map { record.keys[$0] }, values: order.map { record.values[$0] })
    }

    mutating func next() -> (name: String?, value: Value, isFirst: Bool)? {
      guard index < values.count else { return nil }
      defer { index += 1 }
      return (names?[index], values[index], index == 0)
    }
  }
}
