// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Sluice

@Suite struct ExactDecimalTests {
  @Test(arguments: [
    ("1E+3", "1E+3", "1000"), ("0.0", "0.0", "0.0"), ("1.50", "1.50", "1.50"),
    ("0e5", "0E+5", "0"), ("1e-7", "1E-7", "0.0000001"), ("0.000001", "0.000001", "0.000001"),
    ("-0", "-0", "-0"), (" +12\t", "12", "12"), ("\u{a0}1\u{2003}", "1", "1"),
    ("1_000.5", "1000.5", "1000.5"), (".5", "0.5", "0.5"), ("5.", "5", "5"),
    (
      "123456789012345678901234567890123456789012345E-50",
      "0.00000123456789012345678901234567890123456789012345",
      "0.00000123456789012345678901234567890123456789012345"
    ),
    ("00012.50E-3", "0.01250", "0.01250"), ("-1.5E+10", "-1.5E+10", "-15000000000"),
    ("inf", "Infinity", "Infinity"), ("-Infinity", "-Infinity", "-Infinity"),
    ("NAN", "NaN", "NaN"), ("9999999999999999999", "9999999999999999999", "9999999999999999999"),
    ("1E+999999999", "1E+999999999", "1E+999999999"),
  ])
  func `texts keep their form`(text: String, description: String, plain: String) throws {
    let decimal = try #require(ExactDecimal(text))
    #expect(decimal.description == description)
    #expect(decimal.plainDescription == plain)
  }

  @Test(arguments: [
    "", " ", "abc", "1e", "e5", ".", "1.2.3", "--1", "1e+", "12 3", "0x10", "1e5.0", "in",
    "1e99999999999999999999", "1é", "+", "infinit",
  ])
  func `other texts are no decimals`(text: String) {
    #expect(ExactDecimal(text) == nil)
  }

  @Test(
    arguments: [
      ("1.5", 0, 5, 2), ("2.5", 0, 5, 3), ("-2.5", 0, 5, -3), ("2.4999999", 0, 5, 2),
      ("123.456", 2, 5, 12_346), ("999.995", 2, 5, nil), ("999.99", 2, 5, 99_999),
      ("1E+3", 0, 4, 1_000), ("1E+3", 0, 3, nil), ("1E-400", 9, 38, 0), ("0E+400", 9, 38, 0),
      ("1E+400", 9, 38, nil), ("NaN", 0, 38, nil), ("0.5", 0, 1, 1), ("0.05", 0, 1, 0),
    ] as [(String, Int, Int, Int128?)]
  )
  func `unscaled rounds half away from zero`(
    text: String,
    scale: Int,
    precision: Int,
    expected: Int128?
  ) throws {
    let decimal = try #require(ExactDecimal(text))
    #expect(decimal.unscaled(scale: scale, precision: precision) == expected)
  }

  @Test func `integers of 256 bits go in and out`() throws {
    let text = "115792089237316195423570985008687907853269984665640564039457584007913129639935"
    let largest = try #require(ExactDecimal(text))
    let limbs = try #require(largest.limbs256())
    #expect(limbs.limbs == (.max, .max, .max, .max))
    #expect(ExactDecimal(limbs: limbs.limbs, isNegative: true).description == "-" + text)
    #expect(ExactDecimal(text + ".5")?.limbs256() == nil)
    #expect(ExactDecimal("0.5")?.limbs256()?.limbs.0 == 1)
    #expect(ExactDecimal("2.5")?.limbs256()?.limbs.0 == 3)
    #expect(ExactDecimal("2.4999999")?.limbs256()?.limbs.0 == 2)
    #expect(ExactDecimal("3.5")?.limbs256()?.limbs.0 == 4)
    #expect(ExactDecimal("2.5000001")?.limbs256()?.limbs.0 == 3)
  }

  @Test func `doubles convert exactly or by their text`() throws {
    let huge = try #require(ExactDecimal(exactInteger: 1e308))
    #expect(huge.description.hasPrefix("1000000000000000010979063629440455417404923096773118"))
    #expect(huge.description.count == 309)
    #expect(huge.doubleValue == 1e308)
    #expect(ExactDecimal(1e16 as Double).description == "1E+16")
    #expect(ExactDecimal(0.1 as Double).description == "0.1")
    #expect(ExactDecimal(0.0 as Double).description == "0.0")
    #expect(ExactDecimal(exactInteger: 1.5) == nil)
    #expect(ExactDecimal(exactInteger: .infinity) == nil)
    #expect(ExactDecimal("1E+400")?.doubleValue == .infinity)
    #expect(ExactDecimal("-1E-400")?.doubleValue.sign == .minus)
    let largestSubnormal = Double.leastNormalMagnitude.nextDown
    #expect(ExactDecimal("2.2250738585072011e-308")?.doubleValue == largestSubnormal)
  }

  @Test func `all forms of a number are equal`() throws {
    let forms = ["1.5", "1.50", "15E-1", "0.00000000000000000000000000000000000015E+37"]
    let decimals = try forms.map { try #require(ExactDecimal($0)) }
    #expect(Set(decimals).count == 1)
    let order = [
      "-Infinity", "-1E+400", "-2", "-1.5", "-1E-9", "0", "1E-400", "1", "9.9", "10",
      "1E+30", "1E+400", "Infinity", "NaN",
    ]
    let sorted = try order.reversed().map { try #require(ExactDecimal($0)) }.sorted()
    #expect(sorted.map(\.description) == order)
    #expect(ExactDecimal("-0") == ExactDecimal("0E+9"))
    #expect(ExactDecimal.notANumber == .notANumber)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `decimals agree with a model in 128 bits`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    for _ in 0..<300 {
      let bits = Int.random(in: 1...100, using: &random)
      let unscaled =
        Int128(truncatingIfNeeded: UInt128.random(in: 0..<1 << bits, using: &random))
        * (Bool.random(using: &random) ? 1 : -1)
      let scale = Int.random(in: 0...12, using: &random)
      let decimal = ExactDecimal(unscaled: unscaled, scale: scale)
      let readBack = try #require(ExactDecimal(decimal.description))
      #expect(readBack.description == decimal.description)
      #expect(readBack == decimal)
      #expect(decimal.unscaled(scale: scale, precision: 38) == unscaled)
      var power: Int128 = 1
      for _ in 0..<scale { power *= 10 }
      #expect(decimal.isInteger == (unscaled % power == 0))
      let quotient = unscaled.magnitude / power.magnitude
      let isUp = unscaled.magnitude % power.magnitude * 2 >= power.magnitude && scale > 0
      let rounded = Int128(quotient + (isUp ? 1 : 0)) * unscaled.signum()
      #expect(decimal.unscaled(scale: 0, precision: 38) == rounded)
      let other = ExactDecimal(unscaled: unscaled / 7 * 7, scale: scale)
      #expect((other < decimal) == (unscaled / 7 * 7 < unscaled))
      #expect(decimal.int128 == (unscaled % power == 0 ? unscaled / power : nil))
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `long coefficients survive arithmetic on limbs`(seed: UInt64) {
    var random = SplitMix(state: seed)
    for _ in 0..<50 {
      let count = Int.random(in: 1...320, using: &random)
      var digits = (0..<count).map { _ in UInt8.random(in: 0x30...0x39, using: &random) }
      if digits[0] == 0x30 { digits[0] = 0x31 }
      var magnitude = Magnitude(digits: digits)
      #expect(magnitude.digits == digits)
      #expect(magnitude.digitCount == count)
      #expect(Magnitude(limbs: magnitude.limbs) == magnitude)
      let power = Int.random(in: 0...40, using: &random)
      let original = magnitude
      magnitude.multiply(byPowerOfTen: power)
      #expect(magnitude.digits == digits + Array(repeating: 0x30, count: power))
      let hasRest = magnitude.divide(byPowerOfTen: power)
      #expect(!hasRest)
      #expect(magnitude == original)
    }
  }

  @Test func `decimals code as text`() throws {
    let decimals = [try #require(ExactDecimal("1.50")), ExactDecimal(7 as Int64)]
    let data = try JSONEncoder().encode(decimals)
    #expect(String(decoding: data, as: UTF8.self) == #"["1.50","7"]"#)
    let decoded = try JSONDecoder().decode([ExactDecimal].self, from: Data(#"["1.50",7]"#.utf8))
    #expect(decoded.map(\.description) == ["1.50", "7"])
  }

  @Test(arguments: [
    (1e16, "1e+16"), (1e-7, "1e-07"), (1e15, "1000000000000000.0"), (0.0001, "0.0001"),
    (9_007_199_254_740_994, "9007199254740994.0"), (-9.06e15, "-9060000000000000.0"),
    (-0.0, "-0.0"), (.leastNonzeroMagnitude, "5e-324"), (1e22, "1e+22"), (1.5, "1.5"),
    (.nan, "nan"), (-.infinity, "-inf"), (1.7976931348623157e308, "1.7976931348623157e+308"),
    (1.25e-5, "1.25e-05"), (123_456_789.125, "123456789.125"),
  ])
  func `doubles are written as in Python`(value: Double, expected: String) {
    #expect(pythonDescription(of: value) == expected)
  }
}
