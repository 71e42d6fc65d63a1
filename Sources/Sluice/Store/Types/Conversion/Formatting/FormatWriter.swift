// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Lays out values as a ``FormatSpecification`` says.
enum FormatWriter {
  /// Appends a value.
  static func append(
    _ argument: FormatArgument,
    _ specification: FormatSpecification,
    to bytes: inout [UInt8]
  ) throws(FormatFault) {
    var specification = specification
    if specification.isPercent, specification.fill == 0x30 {
      // Zeros are for numbers only.
      if argument.kind == .text {
        specification.fill = 0x20
      } else {
        specification.alignment = .numeric
      }
    }
    if specification.isPercent, specification.alignment == nil { specification.alignment = .right }
    switch argument {
    case .boolean(let value):
      if specification.type == (specification.isPercent ? 0x73 : 0) {
        try append(text: value ? "true" : "false", specification, to: &bytes)
      } else {
        try append(value ? 1 : 0, bits: 64, specification, to: &bytes)
      }
    case .integer(let value, let bits, let isSigned):
      try append(value, bits: bits, isSigned: isSigned, specification, to: &bytes)
    case .double(let value):
      try append(value, specification, to: &bytes)
    case .text(let text):
      guard specification.type == 0x73 || (specification.type == 0 && !specification.isPercent)
      else { throw .wrongType(specification.type, .text) }
      append(text, specification, to: &bytes)
    }
  }

  private static func append(
    text: StaticString,
    _ specification: FormatSpecification,
    to bytes: inout [UInt8]
  ) throws(FormatFault) {
    append(
      TextBytes(start: text.utf8Start, count: text.utf8CodeUnitCount),
      specification,
      to: &bytes
    )
  }

  /// Appends a text, cut to as many characters as the precision says.
  private static func append(
    _ text: TextBytes,
    _ specification: FormatSpecification,
    to bytes: inout [UInt8]
  ) {
    var end = 0
    var count = 0
    let limit = specification.precision ?? .max
    while end < text.count {
      if text[end] & 0xC0 != 0x80 {
        if count == limit { break }
        count += 1
      }
      end += 1
    }
    pad(count, specification, default: .left, to: &bytes) { bytes in
      bytes.append(contentsOf: text[..<end])
    }
  }

  /// Appends an integer.
  private static func append(
    _ value: Int128,
    bits: Int,
    isSigned: Bool = true,
    _ specification: FormatSpecification,
    to bytes: inout [UInt8]
  ) throws(FormatFault) {
    let type = UnicodeScalar(specification.type)
    if specification.isPercent, type == "c" {
      guard let byte = UInt8(exactly: value & 0xFF), byte < 0x80 else { throw .notUTF8 }
      var specification = specification
      specification.alignment = .right
      pad(1, specification, default: .right, to: &bytes) { $0.append(byte) }
      return
    }
    var specification = specification
    if specification.isPercent, value == 0 { specification.isAlternate = false }
    var digits: [UInt8] = []
    var prefix: [UInt8] = []
    // The bits of a number without a sign are all there are.
    var isNegative = isSigned && value < 0
    var magnitude = isSigned ? value.magnitude : UInt128(truncatingIfNeeded: value)
    if specification.isPercent, !specification.isLong {
      let size = max(bits, 64)
      let hasBits = ["u", "x", "X", "o", "b", "B", "n", "s"].contains(type)
      if isSigned, !hasBits {
        let dropped = Int128(128 - (specification.bits ?? size))
        let number = (value << dropped) >> dropped
        isNegative = number < 0
        magnitude = number.magnitude
      } else {
        // Negative numbers are what their bits say.
        let kept = specification.bits.map { $0 < 64 ? $0 : size } ?? size
        isNegative = false
        magnitude = UInt128(truncatingIfNeeded: value) & (.max >> UInt128(128 - kept))
      }
    }
    switch specification.sign {
    case _ where isNegative: prefix.append(0x2D)
    case .plus: prefix.append(0x2B)
    case .space: prefix.append(0x20)
    case .none: break
    }
    if let separator = specification.separator {
      digits = grouped(Self.digits(magnitude, base: 10), separator)
    } else {
      try appendDigits(magnitude, type, specification, &prefix, &digits)
    }
    appendNumber(prefix, digits, specification, to: &bytes)
  }

  private static func appendDigits(
    _ magnitude: UInt128,
    _ type: UnicodeScalar,
    _ specification: FormatSpecification,
    _ prefix: inout [UInt8],
    _ digits: inout [UInt8]
  ) throws(FormatFault) {
    switch type {
    case "d", "n", "L":
      digits = Self.digits(magnitude, base: 10)
    case "\0" where !specification.isPercent, "i" where specification.isPercent,
      "u" where specification.isPercent:
      digits = Self.digits(magnitude, base: 10)
    case "x", "X":
      if specification.isAlternate { prefix += [0x30, specification.type] }
      digits = Self.digits(magnitude, base: 16, isGreat: type == "X")
    case "b", "B":
      if specification.isAlternate { prefix += [0x30, specification.type] }
      digits = Self.digits(magnitude, base: 2)
    case "o":
      digits = Self.digits(magnitude, base: 8)
      if specification.isAlternate, magnitude != 0, specification.precision ?? 0 <= digits.count {
        prefix.append(0x30)
      }
    default: throw .wrongType(specification.type, .integer)
    }
  }

  /// Appends a number in its field: the fill is around it, or between the sign and the digits.
  static func appendNumber(
    _ prefix: [UInt8],
    _ digits: [UInt8],
    _ specification: FormatSpecification,
    isInteger: Bool = true,
    to bytes: inout [UInt8]
  ) {
    let count = prefix.count + digits.count
    if specification.alignment == .numeric {
      bytes += prefix
      if specification.width > count {
        bytes.append(
          contentsOf: repeatElement(specification.fill, count: specification.width - count)
        )
      }
      bytes += digits
      return
    }
    var zeros = 0
    if isInteger, let precision = specification.precision {
      zeros = max(precision - digits.count, 0)
    }
    pad(count + zeros, specification, default: .right, to: &bytes) { bytes in
      bytes += prefix
      bytes.append(contentsOf: repeatElement(0x30, count: zeros))
      bytes += digits
    }
  }

  /// Appends what has `count` characters with the fill around it.
  static func pad(
    _ count: Int,
    _ specification: FormatSpecification,
    default alignment: FormatSpecification.Alignment,
    to bytes: inout [UInt8],
    _ append: (inout [UInt8]) -> Void
  ) {
    let padding = max(specification.width - count, 0)
    let before: Int
    switch specification.alignment ?? alignment {
    case .left, .numeric: before = 0
    case .right: before = padding
    case .center: before = padding / 2
    }
    bytes.append(contentsOf: repeatElement(specification.fill, count: before))
    append(&bytes)
    bytes.append(contentsOf: repeatElement(specification.fill, count: padding - before))
  }

  /// The digits of a number in a base up to 36, at least one.
  static func digits(_ value: UInt128, base: UInt128, isGreat: Bool = false) -> [UInt8] {
    var digits: [UInt8] = []
    var rest = value
    repeat {
      let digit = UInt8(rest % base)
      digits.append(digit < 10 ? digit | 0x30 : digit - 10 + (isGreat ? 0x41 : 0x61))
      rest /= base
    } while rest != 0
    digits.reverse()
    return digits
  }

  /// The digits with a separator between groups of three.
  static func grouped(_ digits: [UInt8], _ separator: UInt8) -> [UInt8] {
    var result: [UInt8] = []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(separator) }
      result.append(digit)
    }
    return result
  }
}
