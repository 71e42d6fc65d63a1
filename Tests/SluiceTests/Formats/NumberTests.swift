// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

@Suite struct NumberTests {
  /// What the scanner says about a text, in a form that can be compared.
  enum Outcome: Equatable, Sendable {
    case integer(Int64, used: Int)
    case double(UInt64, used: Int)
    case bigInteger(used: Int)
    case invalid(at: Int)
  }

  static func scan(_ text: String) -> Outcome {
    let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 32)
    return bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return .invalid(at: -1) }
      let number = NumberScanner.scan(start, .shared)
      let used = number.end - start
      switch number.kind {
      case .integer: return .integer(number.integer, used: used)
      case .double: return .double(number.bits, used: used)
      case .bigInteger: return .bigInteger(used: used)
      case .invalid: return .invalid(at: used)
      }
    }
  }

  static func written(
    _ write: (UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>
  ) -> String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: NumberWriter.slack) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      let end = write(start)
      return String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
    }
  }

  static func text(_ value: Double) -> String {
    written { NumberWriter.append(value, to: $0, .shared) }
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("12345678", 12_345_678),
      ("123456789", 123_456_789),
      ("999999999999999999", 999_999_999_999_999_999),
      ("9223372036854775807", .max), ("-9223372036854775808", .min),
      ("1000000000000000000", 1_000_000_000_000_000_000),
    ] as [(String, Int64)]
  )
  func `integers are read exactly`(text: String, value: Int64) {
    #expect(Self.scan(text) == .integer(value, used: text.utf8.count))
    #expect(Self.scan(text + ",9") == .integer(value, used: text.utf8.count))
  }

  @Test(arguments: [
    "9223372036854775808", "-9223372036854775809", "9999999999999999999", "18446744073709551616",
    "123456789012345678901234567890",
  ])
  func `integers beyond 64 bits are left to the caller`(text: String) {
    #expect(Self.scan(text) == .bigInteger(used: text.utf8.count))
  }

  @Test(arguments: [
    ("", 0), ("-", 1), ("-a", 1), ("+1", 0), ("01", 1), ("-01", 2), ("00", 1), ("1.", 2),
    ("1.e3", 2),
    (".5", 0), ("1e", 2), ("1e+", 3), ("1E-x", 3), ("01.5", 1), ("1.5e", 4), ("-.5", 1), ("e5", 0),
  ])
  func `what is no number is refused where it goes wrong`(text: String, place: Int) {
    #expect(Self.scan(text) == .invalid(at: place))
  }

  @Test(
    arguments: [
      ("0.0", 0.0), ("-0.0", -0.0), ("-0e0", -0.0), ("0e999999999999999999999", 0), ("1.5", 1.5),
      ("1e400", .infinity), ("-1e400", -.infinity), ("1e-400", 0), ("0.1", 0.1), ("1E5", 1e5),
      ("5e-324", .leastNonzeroMagnitude), ("2.4703282292062328e-324", .leastNonzeroMagnitude),
      ("2.4703282292062327e-324", 0),
      ("1.7976931348623158e308", .greatestFiniteMagnitude), ("1.7976931348623159e308", .infinity),
      ("2.2250738585072011e-308", Double.leastNormalMagnitude.nextDown),
      ("9007199254740993.0", 9007199254740992),
      ("9007199254740993.00000000000000000000000000000001", 9007199254740994),
      ("9007199254740992.99999999999999999999999999999999", 9007199254740992),
      ("0.000000000000000000000000000000000000000012345678901234567", 1.2345678901234567e-41),
      ("123456789012345678901234567890.5e-10", 12345678901234567890.123456789),
    ] as [(String, Double)]
  )
  func `doubles are rounded to the nearest`(text: String, value: Double) {
    #expect(Self.scan(text) == .double(value.bitPattern, used: text.utf8.count))
  }

  @Test func `long runs of digits are read exactly`() {
    let zeros = String(repeating: "0", count: 5_000)
    let half = "4503599627370496.5"
    #expect(Self.scan(half + zeros) == .double((4503599627370496.0).bitPattern, used: 5_018))
    #expect(Self.scan(half + zeros + "1") == .double((4503599627370497.0).bitPattern, used: 5_019))
    #expect(Self.scan("0." + zeros + "1e5001") == .double((1.0).bitPattern, used: 5_008))
    #expect(Self.scan("1" + zeros + "e-5000") == .double((1.0).bitPattern, used: 5_007))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `numbers survive writing and reading`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<1_000 {
      let integer = Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random)
      let digits = Self.written { NumberWriter.append(integer, to: $0) }
      #expect(digits == integer.description)
      #expect(Self.scan(digits) == .integer(integer, used: digits.utf8.count))
      let unsigned = random.next() >> UInt64.random(in: 0..<64, using: &random)
      #expect(Self.written { NumberWriter.append(unsigned, to: $0) } == unsigned.description)

      let double = Double(bitPattern: random.next())
      guard double.isFinite else { continue }
      let short = Self.text(double)
      #expect(Double(short)?.bitPattern == double.bitPattern)
      #expect(Self.digits(short) == Self.digits(double.description))
      #expect(Self.scan(short) == .double(double.bitPattern, used: short.utf8.count))
    }
  }

  /// The digits of a number without zeros at either end.
  static func digits(_ text: String) -> Substring {
    let all = text.prefix { $0 != "e" }.filter { $0.isNumber }
    let front = all.drop { $0 == "0" }
    return front[..<(front.lastIndex { $0 != "0" }.map(front.index(after:)) ?? front.endIndex)]
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `reading agrees with the standard library`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let whole = random.next() >> UInt64.random(in: 0..<64, using: &random)
      var text = "\(whole)."
      for _ in 0...Int.random(in: 0...40, using: &random) {
        text += String(Int.random(in: 0...9, using: &random))
      }
      if Bool.random(using: &random) { text += "e\(Int.random(in: -350...310, using: &random))" }
      let expected = Double(text) ?? .nan
      #expect(Self.scan(text) == .double(expected.bitPattern, used: text.utf8.count))
    }
  }

  @Test(
    arguments: [
      (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1.5, "-1.5"), (123456.789, "123456.789"),
      (1e15, "1000000000000000.0"), (1e16, "1e+16"), (1.5e16, "1.5e+16"), (1e-4, "0.0001"),
      (1.25e-3, "0.00125"), (0.00012345678901234, "0.00012345678901234"), (1e-5, "1e-05"),
      (1.5e-7, "1.5e-07"), (.leastNonzeroMagnitude, "5e-324"), (1e23, "1e+23"),
      (9007199254740992, "9007199254740992.0"),
      (1.7976931348623157e308, "1.7976931348623157e+308"), (0.1 + 0.2, "0.30000000000000004"),
      (1717171717.123, "1717171717.123"), (123456789012.5, "123456789012.5"),
      (1e11, "100000000000.0"),
      (1e22, "1e+22"), (1234567890123456.7, "1234567890123456.8"), (0.001, "0.001"), (100, "100.0"),
      (2.2250738585072014e-308, "2.2250738585072014e-308"), (.infinity, "inf"),
      (-.infinity, "-inf"),
      (.nan, "nan"), (-52.520008, "-52.520008"), (0.000123, "0.000123"),
      (999999999.999999, "999999999.999999"),
    ] as [(Double, String)]
  )
  func `doubles are written as Python writes them`(value: Double, text: String) {
    #expect(Self.text(value) == text)
  }
}
