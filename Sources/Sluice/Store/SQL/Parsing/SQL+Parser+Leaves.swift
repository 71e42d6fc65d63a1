// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Operands that hold no others.

extension SQL.Parser {
  mutating func number() throws(SQLError) -> SQL.Literal {
    let part = token
    let digits = bytes[part.bytes].filter { $0 != UInt8(ascii: "_") }
    advance()
    if digits.count > 2, digits[0] == UInt8(ascii: "0"), digits[1] >= UInt8(ascii: "A") {
      let radix: UInt128 =
        switch digits[1] | 0x20 {
        case UInt8(ascii: "x"): 16
        case UInt8(ascii: "o"): 8
        default: 2
        }
      if radix != 16 || digits[1] | 0x20 != UInt8(ascii: "e") {
        guard let value = Self.integer(digits.dropFirst(2), radix: radix) else {
          throw SQLError(
            .outOfRange,
            "the number \(source(part)) does not fit in 128 bits",
            at: part.range
          )
        }
        return .integer(value)
      }
    }
    if digits.allSatisfy(SQL.Lexer.isDigit), let value = Self.integer(digits[...], radix: 10) {
      return .integer(value)
    }
    let text = String(decoding: digits, as: UTF8.self).lowercased()
    return .number(text.hasPrefix(".") ? "0" + text : text)
  }

  private static func integer(
    _ digits: ContiguousArray<UInt8>.SubSequence,
    radix: UInt128
  ) -> UInt128? {
    var value: UInt128 = 0
    for digit in digits {
      let amount = UInt128(digit <= UInt8(ascii: "9") ? digit - 0x30 : (digit | 0x20) - 0x57)
      let (product, isTooGreat) = value.multipliedReportingOverflow(by: radix)
      let (sum, isSumTooGreat) = product.addingReportingOverflow(amount)
      guard !isTooGreat, !isSumTooGreat else { return nil }
      value = sum
    }
    return value
  }

  mutating func parameter() throws(SQLError) -> SQL.Parameter {
    let part = token
    let text = String(decoding: bytes[part.bytes].dropFirst(), as: UTF8.self)
    advance()
    guard !text.isEmpty else { return .number(nextParameter()) }
    guard SQL.Lexer.isDigit(bytes[part.bytes.lowerBound + 1]) else { return .name(text) }
    guard let number = Int(text), 1...65_535 ~= number else {
      throw SQLError(
        .outOfRange,
        "the number of a parameter is 1 to 65535, not \(source(part))",
        at: part.range
      )
    }
    return .number(number)
  }

  mutating func positionReference() throws(SQLError) -> Int {
    let part = token
    let text = String(decoding: bytes[part.bytes].dropFirst(), as: UTF8.self)
    advance()
    guard let number = Int(text), number > 0 else {
      throw SQLError(
        .outOfRange,
        "columns are counted from 1, not as \(source(part))",
        at: part.range
      )
    }
    return number
  }
}
