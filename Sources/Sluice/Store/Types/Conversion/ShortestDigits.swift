// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The digits of a positive number without zeros at the end, and where the point stands among them.
struct ShortestDigits {
  private(set) var digits: UInt64
  /// The number of digits.
  private(set) var count: Int
  /// The number of digits before the point, which may be beyond them or in front of them.
  private(set) var point: Int

  /// The digits times a power of ten; the last digit is not 0.
  private init(_ digits: UInt64, _ power: Int) {
    self.digits = digits
    count = 1
    var rest = digits / 10
    while rest != 0 {
      count += 1
      rest /= 10
    }
    point = count + power
  }

  /// The fewest digits that read back as the same double.
  init(_ value: Double) {
    let (digits, power) = NumberWriter.shortest(value.bitPattern, NumberContext.shared)
    self.init(digits, power)
  }

  /// The fewest digits that read back as the same float, or those of the double with its value.
  ///
  /// As elsewhere, the float's own digits are given up where they are half way to another float, or
  /// where two decimals are as near: the method of Grisu does not decide these.
  init(_ value: Float) {
    var text = value.description
    let shortest = text.withUTF8 { ShortestDigits(swiftText: $0) }
    let double = Double(value)
    let upper = double + Double(value.ulp) / 2
    let lower = double - (double - Double(value.nextDown)) / 2
    let exact = ShortestDigits(double)
    let candidate = shortest.value
    let isAtEdge =
      candidate == upper || candidate == lower || ShortestDigits(upper).count < shortest.count
      || ShortestDigits(lower).count < shortest.count
    var isTie = exact.count == shortest.count + 1 && exact.digits % 10 == 5
    if isTie {
      let other = 2 * double - candidate
      isTie = lower <= other && other <= upper
    }
    self = isAtEdge || isTie ? exact : shortest
  }

  /// Finds the digits in what Swift writes.
  private init(swiftText text: TextBytes) {
    var digits: UInt64 = 0
    var power = 0
    var isFraction = false
    var cursor = TextCursor(text)
    while cursor.isAtDigit || cursor.byte == 0x2E {
      if cursor.byte == 0x2E {
        isFraction = true
      } else {
        digits = digits &* 10 &+ UInt64(cursor.byte &- 0x30)
        if isFraction { power -= 1 }
      }
      cursor.place += 1
    }
    if cursor.skip(0x65) {
      let exponent = TextBytes(rebasing: text[cursor.place...])
      power += TextReader.integer(exponent, as: Int.self) ?? 0
    }
    while digits != 0, digits % 10 == 0 {
      digits /= 10
      power += 1
    }
    self.init(digits, power)
  }

  /// The double that is nearest to the number.
  private var value: Double {
    Double(bitPattern: NumberScanner.nearest(digits, point - count, NumberContext.shared))
  }

  /// Appends the number with a point and a digit behind it, or with an exponent of ten that is not
  /// from -4 to 15.
  func append(to bytes: inout [UInt8]) {
    if point > 0, point <= 16 {
      if point >= count {
        bytes.appendDigits(UInt(digits))
        bytes.append(contentsOf: repeatElement(0x30, count: point - count))
        bytes.append(0x2E)
        bytes.append(0x30)
      } else {
        appendSplit(after: point, to: &bytes)
      }
    } else if point <= 0, point > -4 {
      bytes.append(0x30)
      bytes.append(0x2E)
      bytes.append(contentsOf: repeatElement(0x30, count: -point))
      bytes.appendDigits(UInt(digits))
    } else {
      if count > 1 { appendSplit(after: 1, to: &bytes) } else { bytes.appendDigits(UInt(digits)) }
      bytes.append(0x65)
      bytes.append(point > 0 ? 0x2B : 0x2D)
      bytes.appendDigits(abs(point - 1), width: 2)
    }
  }

  /// Appends the digits with a point after some of them.
  private func appendSplit(after place: Int, to bytes: inout [UInt8]) {
    var unit: UInt64 = 1
    for _ in place..<count { unit *= 10 }
    bytes.appendDigits(UInt(digits / unit))
    bytes.append(0x2E)
    bytes.appendDigits(UInt(digits % unit), width: count - place)
  }
}
