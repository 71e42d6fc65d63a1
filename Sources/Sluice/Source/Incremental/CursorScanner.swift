// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Hears a record go by, and keeps nothing of it but the value of its cursor.
struct CursorScanner: JSONHandler {
  private let names: [[UInt8]]
  private var depth = 0
  /// How many fields of the path lead to where the parser is.
  private var matched = 0
  /// Whether the next value is that of the next field of the path.
  private var isNext = false
  /// The value; `nil` if the record has none.
  private(set) var value: Value?
  /// Whether the value is a list or a record, which is not kept.
  private(set) var isNested = false

  /// Looks for the value that `chain` leads to, field by field.
  init(_ chain: [String]) { names = chain.map { Array($0.utf8) } }

  /// Begins another record.
  mutating func begin() {
    (depth, matched, isNext, isNested) = (0, 0, false, false)
    value = nil
  }

  private var isLast: Bool { matched + 1 == names.count }

  /// Whether the value that comes is that of the cursor.
  private mutating func isWanted() -> Bool {
    guard isNext else { return false }
    isNext = false
    return isLast
  }

  mutating func null() { if isWanted() { value = .null } }
  mutating func bool(_ flag: Bool) { if isWanted() { value = .bool(flag) } }
  mutating func integer(_ number: Int64) { if isWanted() { value = .int(number) } }
  mutating func double(_ number: Double) { if isWanted() { value = .double(number) } }

  mutating func bigInteger(_ start: UnsafePointer<UInt8>, count: Int) {
    guard isWanted() else { return }
    let text = UnsafeBufferPointer(start: start, count: count)
    value = .bigInt(JSONTreeBuilder.bigInteger(text: text))
  }

  mutating func text(
    _ start: UnsafePointer<UInt8>,
    _ string: JSONText.ScannedString
  ) throws(JSONFault) {
    if isWanted() {
      value = .text(try JSONText.string(start, string))
    } else if !string.isASCII || string.hasEscapes {
      // What is wrong with it has to be found here, where its place in the input is known.
      _ = try JSONText.string(start, string)
    }
  }

  mutating func name(
    _ start: UnsafePointer<UInt8>,
    _ string: JSONText.ScannedString
  ) throws(JSONFault) {
    let isPlain = string.isASCII && !string.hasEscapes
    let decoded = isPlain ? nil : try JSONText.string(start, string)
    guard depth == matched + 1, matched < names.count else { return }
    let name = names[matched]
    if let decoded {
      // As keys of records are compared.
      isNext = decoded == String(decoding: name, as: UTF8.self)
    } else {
      isNext =
        string.end - start == name.count
        && UnsafeBufferPointer(start: start, count: name.count).elementsEqual(name)
    }
    // Of several fields with the same name the last one counts.
    if isNext { (value, isNested) = (nil, false) }
  }

  mutating func beginList() {
    if isWanted() { isNested = true }
    depth += 1
  }

  mutating func endList() { depth -= 1 }

  mutating func beginRecord() {
    depth += 1
    guard isNext else { return }
    isNext = false
    if isLast { isNested = true } else { matched += 1 }
  }

  mutating func endRecord() {
    depth -= 1
    if depth == matched, matched > 0 { matched -= 1 }
  }
}
