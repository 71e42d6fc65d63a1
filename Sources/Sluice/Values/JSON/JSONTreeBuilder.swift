// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Makes a ``Value`` of what a parser finds.
package struct JSONTreeBuilder: JSONHandler {
  private var values: [Value] = []
  private var names: [String] = []
  /// For each name a number that differs if the names do; 0 where only comparing them can tell.
  private var fingerprints: [UInt64] = []
  /// Where the values and names of each unfinished list or record begin.
  private var starts: [(value: Int, name: Int)] = []

  /// Lists of names that records had, by a hash of their fingerprints.
  ///
  /// Records of one kind share one list, which saves making it and looking for duplicates.
  private var shapes: [[String]] = []

  /// Whether texts that ``TypedJSON`` wrote for values of other types become those values again.
  var readsTypes = false

  package init() {}

  /// Takes the finished value out.
  package mutating func take() -> Value { values.popLast() ?? .null }

  /// Forgets everything that was begun.
  package mutating func reset() {
    values.removeAll(keepingCapacity: true)
    names.removeAll(keepingCapacity: true)
    fingerprints.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
  }

  package mutating func null() { values.append(.null) }
  package mutating func bool(_ value: Bool) { values.append(.bool(value)) }
  package mutating func integer(_ value: Int64) { values.append(.int(value)) }
  package mutating func double(_ value: Double) { values.append(.double(value)) }

  package mutating func bigInteger(_ start: UnsafePointer<UInt8>, count: Int) {
    let text = UnsafeBufferPointer(start: start, count: count)
    values.append(.bigInt(Self.bigInteger(text: text)))
  }

  package mutating func text(
    _ start: UnsafePointer<UInt8>,
    _ string: JSONText.ScannedString
  ) throws(JSONFault) {
    let text = try JSONText.string(start, string)
    values.append(readsTypes ? TypedJSON.value(ofText: text) : .text(text))
  }

  package mutating func name(
    _ start: UnsafePointer<UInt8>,
    _ string: JSONText.ScannedString
  ) throws(JSONFault) {
    names.append(try JSONText.string(start, string))
    let isPlain = string.isASCII && !string.hasEscapes
    fingerprints.append(isPlain ? Self.fingerprint(start, string.end - start) : 0)
  }

  package mutating func beginList() { starts.append((values.count, names.count)) }
  package mutating func beginRecord() { starts.append((values.count, names.count)) }

  package mutating func endList() {
    guard let start = starts.popLast() else { return }
    let elements = Array(values[start.value...])
    values.removeSubrange(start.value...)
    values.append(.list(elements))
  }

  package mutating func endRecord() {
    guard let start = starts.popLast() else { return }
    let record: Record
    let slot = shapeSlot(from: start.name)
    if isShape(slot, from: start.name) {
      record = Record(uniqueKeys: shapes[slot], values: Array(values[start.value...]))
    } else if hasDuplicates(from: start.name) {
      record = Self.withoutDuplicates(names[start.name...], values[start.value...])
    } else {
      shapes[slot] = Array(names[start.name...])
      record = Record(uniqueKeys: shapes[slot], values: Array(values[start.value...]))
    }
    values.removeSubrange(start.value...)
    names.removeSubrange(start.name...)
    fingerprints.removeSubrange(start.name...)
    values.append(.record(record))
  }

  /// The number in `text`, which is an optional `-` and digits, too many for 64 bits.
  static func bigInteger(text: UnsafeBufferPointer<UInt8>) -> ExactDecimal {
    ExactDecimal(utf8: text) ?? .zero
  }
}

extension JSONTreeBuilder {
  /// A number made of the bytes of an ASCII name.
  @inline(__always)
  private static func fingerprint(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: count) &+ 0x9E37_79B9_7F4A_7C15
    var offset = 0
    while offset < count {
      // Safe: the closing quote and the padding follow the name.
      var word = UnsafeRawPointer(start + offset).loadUnaligned(as: UInt64.self).littleEndian
      let rest = count &- offset
      if rest < 8 { word &= (1 &<< UInt64(truncatingIfNeeded: 8 &* rest)) &- 1 }
      let product = (hash ^ word).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
      hash = product.high ^ product.low
      offset &+= 8
    }
    return hash | 1
  }

  /// The place in ``shapes`` for the names from `start` on.
  private mutating func shapeSlot(from start: Int) -> Int {
    if shapes.isEmpty { shapes = Array(repeating: [], count: 64) }
    var hash: UInt64 = 0
    for index in start..<fingerprints.count { hash = hash &* 31 &+ fingerprints[index] }
    return Int(truncatingIfNeeded: hash &>> 40) & 63
  }

  /// Whether the names from `start` on are those in ``shapes`` at `slot`.
  private func isShape(_ slot: Int, from start: Int) -> Bool {
    let count = names.count - start
    guard shapes[slot].count == count else { return false }
    for index in 0..<count {
      // Names beyond ASCII can be equal without being the same, and must stay as they are.
      guard fingerprints[start + index] != 0, shapes[slot][index] == names[start + index] else {
        return false
      }
    }
    return true
  }

  /// Whether two of the names from `start` on are equal.
  private func hasDuplicates(from start: Int) -> Bool {
    let count = names.count - start
    if count < 2 { return false }
    if count > 32 { return Set(names[start...]).count < count }
    for index in start + 1..<names.count {
      let fingerprint = fingerprints[index]
      for other in start..<index {
        guard fingerprint == fingerprints[other] || fingerprint == 0 || fingerprints[other] == 0
        else { continue }
        if names[index] == names[other] { return true }
      }
    }
    return false
  }

  /// A record in which the last of several values for a name stands at the place of the first.
  private static func withoutDuplicates(
    _ names: ArraySlice<String>,
    _ values: ArraySlice<Value>
  ) -> Record {
    var places: [String: Int] = [:]
    var uniqueNames: [String] = []
    var lastValues: [Value] = []
    for (name, value) in zip(names, values) {
      if let place = places[name] {
        lastValues[place] = value
      } else {
        places[name] = uniqueNames.count
        uniqueNames.append(name)
        lastValues.append(value)
      }
    }
    return Record(uniqueKeys: uniqueNames, values: lastValues)
  }
}
