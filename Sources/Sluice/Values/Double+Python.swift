// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The text of a double as Python writes it: `1.5`, `1e+16`, `1e-07`, `nan`, `inf`.
func pythonDescription(of value: Double) -> String {
  String(asciiCapacity: 24) { appendPythonDescription(of: value, to: &$0) }
}

/// Appends the text of a double as Python writes it.
func appendPythonDescription(of value: Double, to bytes: inout [UInt8]) {
  guard value.isFinite else {
    let word = value.isNaN ? "nan" : value < 0 ? "-inf" : "inf"
    bytes.append(contentsOf: word.utf8)
    return
  }
  let magnitude = value.magnitude
  guard magnitude != 0, magnitude < 1e-4 || magnitude >= 0x1p53 else {
    // Both write the shortest digits that read back, and here both write them plainly.
    bytes.append(contentsOf: value.description.utf8)
    return
  }
  if magnitude >= 0x1p53, magnitude < 1e16 {
    // An even integer of 16 digits, which has no shorter neighbour. Swift adds an exponent.
    bytes.appendDigits(Int(value))
    bytes.append(contentsOf: ".0".utf8)
    return
  }
  let (digits, point) = shortestDigits(magnitude)
  if value < 0 { bytes.append(0x2D) }
  bytes.append(digits[0])
  if digits.count > 1 {
    bytes.append(0x2E)
    bytes.append(contentsOf: digits[1...])
  }
  bytes.append(0x65)
  bytes.append(point > 0 ? 0x2B : 0x2D)
  bytes.appendDigits(abs(point - 1), width: 2)
}

/// The shortest digits that read back as `value`, and where the point stands among them.
private func shortestDigits(_ value: Double) -> (digits: [UInt8], point: Int) {
  var digits: [UInt8] = []
  var point: Int?
  var exponent = 0
  let text = Array(value.description.utf8)
  for (index, byte) in text.enumerated() {
    if byte &- 0x30 < 10 {
      digits.append(byte)
    } else if byte == 0x2E {
      point = digits.count
    } else {
      exponent = Int(String(decoding: text[(index + 1)...], as: UTF8.self)) ?? 0
      break
    }
  }
  var position = (point ?? digits.count) + exponent
  while digits.count > 1, digits.last == 0x30 { digits.removeLast() }
  while digits.count > 1, digits[0] == 0x30 {
    digits.removeFirst()
    position -= 1
  }
  return (digits, position)
}
