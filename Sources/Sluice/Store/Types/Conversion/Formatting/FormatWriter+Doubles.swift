// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FormatWriter {
  /// Appends a double: plainly, with an exponent, or as it is shorter.
  static func append(
    _ value: Double,
    _ specification: FormatSpecification,
    to bytes: inout [UInt8]
  ) throws(FormatFault) {
    let type = UnicodeScalar(specification.type | 0x20)
    let isGreat = specification.type != 0 && specification.type & 0x20 == 0
    switch UnicodeScalar(specification.type) {
    case "\0" where !specification.isPercent, "a", "A", "e", "E", "f", "F", "g", "G", "n", "L":
      break
    default: throw .wrongType(specification.type, .double)
    }
    var prefix: [UInt8] = []
    switch specification.sign {
    case _ where value.sign == .minus: prefix.append(0x2D)
    case .plus: prefix.append(0x2B)
    case .space: prefix.append(0x20)
    case .none: break
    }
    guard value.isFinite else {
      let word: StaticString =
        value.isNaN
        ? (isGreat && type != "l" ? "NAN" : "nan") : isGreat && type != "l" ? "INF" : "inf"
      TextWriter.append(word: word, to: &prefix)
      pad(prefix.count, specification, default: .left, to: &bytes) { $0 += prefix }
      return
    }
    var number: DoubleLayout
    switch specification.type == 0 ? "\0" : type {
    case "a": number = DoubleLayout(hexadecimal: value.magnitude, specification)
    case "e": number = DoubleLayout(scientific: value.magnitude, specification)
    case "f": number = DoubleLayout(fixed: value.magnitude, specification)
    case "\0" where specification.precision == nil:
      number = DoubleLayout(shortest: value.magnitude)
    default: number = DoubleLayout(general: value.magnitude, specification)
    }
    if let separator = specification.separator {
      if number.isPlain { number.whole = grouped(number.whole, separator) }
      // Where a point separates groups, a comma stands in its place, but not for all types.
      if separator == 0x2E, !["a", "n", "l"].contains(type), number.rest.first == 0x2E {
        number.rest[0] = 0x2C
      }
    }
    var digits = number.whole + number.rest
    if isGreat, type != "l" { digits = digits.map { $0 &- 0x61 < 26 ? $0 & ~0x20 : $0 } }
    appendNumber(prefix, digits, specification, isInteger: false, to: &bytes)
  }
}

/// The digits of a double before the point, and everything behind them.
private struct DoubleLayout {
  var whole: [UInt8] = []
  var rest: [UInt8] = []
  /// Whether there is no exponent.
  var isPlain = true

  /// The fewest digits that read back, with a point.
  init(shortest value: Double) {
    var text: [UInt8] = []
    TextWriter.append(value, to: &text)
    let end = text.firstIndex { !$0.isASCIIDigit } ?? text.count
    whole = Array(text[..<end])
    rest = Array(text[end...])
    isPlain = !text.contains(0x65)
  }

  /// So many digits behind the point.
  init(fixed value: Double, _ specification: FormatSpecification) {
    let places = specification.precision ?? 6
    let digits = DecimalExpansion.digits(value, places: places)
    whole = Array(digits.dropLast(places))
    // What is rounded to nothing has no point, even where one is asked for.
    guard places > 0 || value == 0 || whole != [0x30] else { return }
    appendFraction(digits.suffix(places), specification)
  }

  /// One digit before the point and so many behind it, with an exponent.
  init(scientific value: Double, _ specification: FormatSpecification) {
    let places = specification.precision ?? 6
    let (digits, exponent) = DecimalExpansion.digits(value, count: places + 1)
    whole = [digits[0]]
    if places > 0 { appendFraction(digits[1...], specification) }
    appendExponent(exponent)
  }

  /// So many digits, with an exponent if the number is small or has more of them.
  init(general value: Double, _ specification: FormatSpecification) {
    let precision = specification.precision ?? 6
    var (digits, exponent) = DecimalExpansion.digits(value, count: max(precision, 1))
    while digits.count > 1, digits.last == 0x30 { digits.removeLast() }
    let hasZeros = specification.isAlternate || (specification.type == 0 && precision != 0)
    let zeros = hasZeros ? max(precision - digits.count, 0) : 0
    // Without any digits asked for, the limit is the one of the shortest text.
    guard exponent >= -4, exponent < (precision > 0 ? precision : 16) else {
      whole = [digits[0]]
      if digits.count > 1 || zeros > 0 { rest.append(0x2E) }
      rest += digits[1...]
      rest.append(contentsOf: repeatElement(0x30, count: zeros))
      appendExponent(exponent)
      return
    }
    if exponent < 0 {
      whole = [0x30]
      rest = [0x2E]
      rest.append(contentsOf: repeatElement(0x30, count: -exponent - 1))
      rest += digits
    } else if digits.count <= exponent + 1 {
      whole = digits
      whole.append(contentsOf: repeatElement(0x30, count: exponent + 1 - digits.count))
      guard hasZeros else { return }
      rest = [0x2E]
      rest.append(contentsOf: repeatElement(0x30, count: max(precision - exponent - 1, 1)))
    } else {
      whole = Array(digits[...exponent])
      rest = [0x2E]
      rest += digits[(exponent + 1)...]
      rest.append(contentsOf: repeatElement(0x30, count: zeros))
    }
  }

  private mutating func appendFraction(
    _ digits: ArraySlice<UInt8>,
    _ specification: FormatSpecification
  ) {
    if !digits.isEmpty || specification.isAlternate { rest.append(0x2E) }
    rest += digits
  }

  private mutating func appendExponent(_ exponent: Int) {
    isPlain = false
    rest.append(0x65)
    rest.append(exponent < 0 ? 0x2D : 0x2B)
    rest.appendDigits(abs(exponent), width: 2)
  }

  /// A hexadecimal significand and an exponent of two.
  init(hexadecimal value: Double, _ specification: FormatSpecification) {
    isPlain = false
    var fraction = value.significandBitPattern
    var lead: UInt64 = value.isNormal ? 1 : 0
    let exponent = value == 0 ? 0 : value.isNormal ? Int(value.exponent) : -1_022
    var places = 13
    if let precision = specification.precision, precision < 13 {
      // Halves go to the even digit.
      let cut = UInt64(52 - 4 * precision)
      let all = lead << 52 | fraction
      let half: UInt64 = 1 << (cut - 1)
      var kept = all >> cut
      let dropped = all & (1 << cut - 1)
      if dropped > half || (dropped == half && kept & 1 == 1) { kept += 1 }
      lead = kept >> UInt64(4 * precision)
      fraction = (kept << cut) & (1 << 52 - 1)
      places = precision
    } else if specification.precision == nil {
      while places > 0, fraction >> UInt64(52 - 4 * places) & 15 == 0 { places -= 1 }
    }
    whole = [0x30, 0x78, UInt8(lead) | 0x30]
    if places > 0 || specification.isAlternate { rest.append(0x2E) }
    for place in 0..<places {
      rest.append(
        TextWriter.hexadecimal(UInt8(fraction >> UInt64(48 - 4 * place) & 15))
      )
    }
    if let precision = specification.precision, precision > 13 {
      rest.append(contentsOf: repeatElement(0x30, count: precision - 13))
    }
    rest.append(0x70)
    rest.append(exponent < 0 ? 0x2D : 0x2B)
    rest.appendDigits(abs(exponent))
  }
}
