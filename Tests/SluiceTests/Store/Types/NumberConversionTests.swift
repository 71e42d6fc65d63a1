// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Numbers in text, as DuckDB 2.0 casts them from VARCHAR and back.
@Suite struct NumberConversionTests {
  /// Casts to BOOLEAN.
  static let booleans: [ConversionExample] = [
    .init("t", "true"),
    .init("T", "true"),
    .init("true", "true"),
    .init("TRUE", "true"),
    .init("tRuE", "true"),
    .init("1", "true"),
    .init("0", "false"),
    .init("yes", "true"),
    .init("no", "false"),
    .init("y", "true"),
    .init("n", "false"),
    .init("YES", "true"),
    .init("on", nil),
    .init("off", nil),
    .init(" true", nil),
    .init("true ", nil),
    .init("f", "false"),
    .init("F", "false"),
    .init("false", "false"),
    .init("", nil),
    .init("2", nil),
    .init("01", nil),
    .init("tr", nil),
    .init("trues", nil),
    .init("yess", nil),
  ]

  /// Casts to INTEGER.
  static let integers: [ConversionExample] = [
    .init("1.5", "2"),
    .init("2.5", "3"),
    .init("-1.5", "-2"),
    .init("-0.5", "-1"),
    .init("0.5", "1"),
    .init("0.49", "0"),
    .init("1e3", "1000"),
    .init("1E3", "1000"),
    .init("1e+3", "1000"),
    .init("1e-1", "0"),
    .init("5e-1", "1"),
    .init("15e-1", "2"),
    .init("0x1F", "31"),
    .init("0XfF", "255"),
    .init("0xff_ff", "65535"),
    .init("0b101", "5"),
    .init("1_000", "1000"),
    .init("_1", nil),
    .init("1_", nil),
    .init("1__0", nil),
    .init(" 12 ", "12"),
    .init("\t12\n", "12"),
    .init("+5", "5"),
    .init("- 5", nil),
    .init("- ", nil),
    .init("-", nil),
    .init("+", nil),
    .init("-0x1F", nil),
    .init("12abc", nil),
    .init("2147483647", "2147483647"),
    .init("2147483648", nil),
    .init("2147483647.4", "2147483647"),
    .init("2147483647.5", nil),
    .init("-2147483648", "-2147483648"),
    .init("-2147483648.4", "-2147483648"),
    .init("-2147483648.5", nil),
    .init("-2147483649", nil),
    .init("1.", "1"),
    .init(".5", "1"),
    .init(".", nil),
    .init("", nil),
    .init("1e", nil),
    .init("1e400", nil),
    .init("1.5e1", "15"),
    .init("1.55e1", "16"),
    .init("1.4999999999999999999999999", "1"),
    .init("99999999999e-5", "1000000"),
    .init("99999999999999999999e-5", nil),
    .init("-.5", "-1"),
    .init("0.", "0"),
    .init("1_0.5_5", "11"),
    .init("1e1_0", nil),
    .init("0x", nil),
    .init("1 2", nil),
    .init("\u{B}12", "12"),
    .init("\u{A0}12", nil),
    .init("1e-400", "0"),
    .init("0e99999", nil),
    .init("1.2e-", nil),
    .init("1e5.", "100000"),
    .init("1e.", nil),
    .init("0.9e-1", "0"),
    .init("5e-3", "0"),
    .init("00012", "12"),
    .init("-0", "0"),
    .init("0x1_", nil),
    .init("0b12", nil),
    .init("0b1_0", "2"),
  ]

  /// Casts to TINYINT.
  static let tiny: [ConversionExample] = [
    .init("127", "127"),
    .init("128", nil),
    .init("-128", "-128"),
    .init("-129", nil),
    .init("127.4", "127"),
    .init("127.5", nil),
    .init("255", nil),
    .init("-0", "0"),
    .init("-1", "-1"),
    .init("-0.4", "0"),
    .init("1e2", "100"),
    .init("2e2", nil),
    .init("0x7f", "127"),
    .init("0x80", nil),
  ]

  /// Casts to UTINYINT.
  static let unsignedTiny: [ConversionExample] = [
    .init("255", "255"),
    .init("255.4", "255"),
    .init("255.5", nil),
    .init("256", nil),
    .init("-0", "0"),
    .init("-00", "0"),
    .init("-0.0", nil),
    .init("-0.4", nil),
    .init("-1", nil),
    .init("0xff", "255"),
    .init("2.5e2", "250"),
    .init("0b11111111", "255"),
  ]

  /// Casts to BIGINT.
  static let big: [ConversionExample] = [
    .init("9223372036854775807", "9223372036854775807"),
    .init("9223372036854775808", nil),
    .init("9223372036854775807.4", "9223372036854775807"),
    .init("9223372036854775807.5", nil),
    .init("-9223372036854775808", "-9223372036854775808"),
    .init("-9223372036854775809", nil),
    .init("9.223372036854775807e18", "9223372036854775807"),
    .init("1.23456789012345678901234567890", "1"),
    .init("0x7fffffffffffffff", "9223372036854775807"),
    .init("0xffffffffffffffff", nil),
    .init("1e18", "1000000000000000000"),
    .init("1e19", nil),
    .init("123456789012345678", "123456789012345678"),
    .init("1234567890123456789", "1234567890123456789"),
  ]

  /// Casts to UBIGINT.
  static let unsignedBig: [ConversionExample] = [
    .init("18446744073709551615", "18446744073709551615"),
    .init("18446744073709551616", nil),
    .init("18446744073709551615.4", "18446744073709551615"),
    .init("18446744073709551614.5", "18446744073709551615"),
    .init("18446744073709551615.5", nil),
    .init("1844674407370955161.5e1", "18446744073709551615"),
    .init("1e19", "10000000000000000000"),
    .init("2e19", nil),
    .init("-1", nil),
    .init("0xffffffffffffffff", "18446744073709551615"),
    .init("0x1ffffffffffffffff", nil),
  ]

  /// Casts to HUGEINT.
  static let huge: [ConversionExample] = [
    .init("170141183460469231731687303715884105727", "170141183460469231731687303715884105727"),
    .init("170141183460469231731687303715884105728", nil),
    .init("-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728"),
    .init("-170141183460469231731687303715884105729", nil),
    .init("1e38", "100000000000000000000000000000000000000"),
    .init("1.7e38", "170000000000000000000000000000000000000"),
    .init("2e38", nil),
    .init("1.5", "2"),
    .init("2.5", "3"),
    .init("-1.5", "-2"),
    .init("0x1F", "31"),
    .init("0b11", "3"),
    .init("123456789012345678901234567890.5", "123456789012345678901234567891"),
    .init("1e-1", "0"),
    .init("15e-1", "2"),
    .init("1_000", "1000"),
    .init("1.123456789012345678901234567890e30", "1123456789012345678901234567890"),
    .init("0.00001e40", "100000000000000000000000000000000000"),
    .init("1e40", nil),
    .init("1e-50", "0"),
    .init("99999999999999999999999999999999999999.9", "100000000000000000000000000000000000000"),
    .init("91.388411280409574017650070350000519452049", nil),
  ]

  /// Casts to DOUBLE.
  static let doubles: [ConversionExample] = [
    .init("inf", "inf"),
    .init("INF", "inf"),
    .init("infinity", "inf"),
    .init("Infinity", "inf"),
    .init("-inf", "-inf"),
    .init("+inf", "inf"),
    .init("nan", "nan"),
    .init("NaN", "nan"),
    .init("-nan", "-nan"),
    .init("nan(1)", "nan"),
    .init("1e400", "inf"),
    .init("-1e400", "-inf"),
    .init("1e-400", "0.0"),
    .init("1.5", "1.5"),
    .init(".5", "0.5"),
    .init("5.", "5.0"),
    .init(".", nil),
    .init("1_000.5", "1000.5"),
    .init("1__0", nil),
    .init("0x1F", nil),
    .init("1e5", "100000.0"),
    .init("1E+05", "100000.0"),
    .init(" 1.5 ", "1.5"),
    .init("+1.5", "1.5"),
    .init("++1", nil),
    .init("+-1", "-1.0"),
    .init("-+1", nil),
    .init("1.5abc", nil),
    .init("1e", nil),
    .init("1e+", nil),
    .init("1,5", nil),
    .init("2.2250738585072012e-308", "2.2250738585072014e-308"),
    .init("4.9e-324", "5e-324"),
    .init("2e-324", "0.0"),
    .init("1_000e1_0", "10000000000000.0"),
    .init("inf ", "inf"),
    .init(" inf", "inf"),
    .init("infinit", nil),
    .init("1e_5", nil),
    .init("1_.5", nil),
    .init("1._5", nil),
    .init("-0", "-0.0"),
    .init("9007199254740993", "9007199254740992.0"),
    .init("9007199254740992.5", "9007199254740992.0"),
    .init("9007199254740993.00000000000000000000001", "9007199254740994.0"),
    .init("1.7976931348623158e308", "1.7976931348623157e+308"),
    .init("1.7976931348623159e308", "inf"),
    .init("123456789012345678901234567890", "1.2345678901234568e+29"),
    .init("0.1", "0.1"),
    .init("1e15", "1000000000000000.0"),
    .init("1e16", "1e+16"),
    .init("1e17", "1e+17"),
    .init("123456789.123456789", "123456789.12345679"),
    .init("0.0001", "0.0001"),
    .init("0.00001", "1e-05"),
    .init("100000000000000000000", "1e+20"),
    .init("", nil),
  ]

  /// Casts to FLOAT.
  static let floats: [ConversionExample] = [
    .init("1e39", "inf"),
    .init("3.4028236e38", "inf"),
    .init("3.4028235677973366e38", "3.4028235e+38"),
    .init("3.4028235677973362e38", "3.4028235e+38"),
    .init("1e-46", "0.0"),
    .init("7e-46", "0.0"),
    .init("7.0064923216240854e-46", "1e-45"),
    .init("7.006492321624085e-46", "0.0"),
    .init("0.1", "0.1"),
    .init("16777217", "16777216.0"),
    .init("16777216", "16777216.0"),
    .init("1.17549435e-38", "1.1754944e-38"),
    .init("123456789", "123456790.0"),
    .init("43428.4375", "43428.4375"),
    .init("113928544", "113928544.0"),
    .init("1.00000017881393421514957253748434595763683319091796875", "1.0000001"),
    .init("1.00000017881393421514957253748434595763683319091796875001", "1.0000001"),
    .init("1.00000017881393421514957253748434595763683319091796874999", "1.0000001"),
    .init("1.5", "1.5"),
    .init("nan", "nan"),
    .init("-inf", "-inf"),
    .init("0.3", "0.3"),
    .init("3.14159274", "3.1415927"),
    .init("1e10", "10000000000.0"),
    .init("1e15", "1000000000000000.0"),
    .init("1e16", "1e+16"),
  ]

  struct DecimalExample: Sendable, CustomTestStringConvertible {
    var width: Int
    var scale: Int
    var example: ConversionExample
    var testDescription: String { "DECIMAL(\(width),\(scale)): \(example.testDescription)" }

    init(_ width: Int, _ scale: Int, _ input: String, _ output: String?) {
      (self.width, self.scale) = (width, scale)
      example = ConversionExample(input, output)
    }
  }

  /// Casts to DECIMAL.
  static let decimals: [DecimalExample] = [
    .init(4, 1, "1.25", "1.3"),
    .init(4, 1, "1.35", "1.4"),
    .init(4, 1, "1.249999", "1.2"),
    .init(4, 1, "1.25e0", "1.3"),
    .init(4, 1, "999.94", "999.9"),
    .init(4, 1, "999.95", nil),
    .init(4, 1, "-999.95", nil),
    .init(4, 1, "1e2", "100.0"),
    .init(4, 1, "1e3", nil),
    .init(4, 1, "1e-1", "0.1"),
    .init(4, 1, "5e-2", "0.1"),
    .init(4, 1, "4e-2", "0.0"),
    .init(4, 1, "5e-3", "0.0"),
    .init(4, 1, "0x1F", nil),
    .init(4, 1, "1_000.5", nil),
    .init(4, 1, "+1.5", "1.5"),
    .init(4, 1, " 1.5 ", "1.5"),
    .init(4, 1, "1.", "1.0"),
    .init(4, 1, ".5", "0.5"),
    .init(4, 1, ".", nil),
    .init(4, 1, "", nil),
    .init(4, 1, "1e", nil),
    .init(4, 1, "nan", nil),
    .init(4, 1, "-0.04", "0.0"),
    .init(4, 1, "-0.05", "-0.1"),
    .init(4, 1, "1e-400", "0.0"),
    .init(4, 1, "00001.5", "1.5"),
    .init(4, 1, "12.34.5", nil),
    .init(4, 1, "1_0", "10.0"),
    .init(4, 1, "1._5", nil),
    .init(4, 1, "1.5_5", "1.6"),
    .init(4, 1, "125e-2", "1.3"),
    .init(4, 1, "1.25e1", "12.5"),
    .init(4, 1, "0.00125e3", "1.2"),
    .init(4, 1, "99999e-2", nil),
    .init(4, 1, "12.345678e1", "123.4"),
    .init(4, 1, "999.9e1", nil),
    .init(4, 1, "99.99e1", "999.9"),
    .init(18, 0, "999999999999999999", "999999999999999999"),
    .init(18, 0, "999999999999999999.4", "999999999999999999"),
    .init(18, 0, "999999999999999999.5", nil),
    .init(18, 0, "0.5", "1"),
    .init(18, 0, "1.5", "2"),
    .init(18, 0, "-0.5", "-1"),
    .init(18, 0, "1e17", "100000000000000000"),
    .init(18, 0, "1e18", nil),
    .init(18, 0, "123.5e1", "1235"),
    .init(18, 0, "12345678901234567.25", "12345678901234567"),
    .init(
      38,
      10,
      "1234567890123456789012345678.12345678905",
      "1234567890123456789012345678.1234567891"
    ),
    .init(38, 10, "12345678901234567890123456789", nil),
    .init(38, 10, "1e27", "1000000000000000000000000000.0000000000"),
    .init(38, 10, "1e28", nil),
    .init(38, 10, "1e-10", "0.0000000001"),
    .init(38, 10, "5e-11", "0.0000000001"),
    .init(38, 10, "4.9e-11", "0.0000000000"),
    .init(38, 10, "-0.00000000005", "-0.0000000001"),
    .init(4, 4, "0.5", ".5000"),
    .init(4, 4, "-0.5", "-.5000"),
    .init(4, 4, "0", ".0000"),
    .init(4, 4, "1", nil),
    .init(4, 4, "0.99994", ".9999"),
    .init(4, 4, "0.99995", nil),
    .init(4, 4, ".1234", ".1234"),
    .init(5, 1, "9.9999e4", nil),
    .init(5, 1, "9999.94", "9999.9"),
    .init(5, 1, "9999.95", nil),
    .init(5, 1, "-.0000000002e12", "0.0"),
  ]

  @Test(arguments: booleans)
  func `booleans are words`(_ example: ConversionExample) {
    example.check({ TextReader.boolean($0) }, { TextWriter.append($0, to: &$1) })
  }

  @Test(arguments: integers)
  func `Int32 are read and rounded`(_ example: ConversionExample) {
    example.check(
      { TextReader.integer($0, as: Int32.self) },
      { TextWriter.append(Int128($0), to: &$1) }
    )
  }

  @Test(arguments: tiny)
  func `Int8 are read and rounded`(_ example: ConversionExample) {
    example.check(
      { TextReader.integer($0, as: Int8.self) },
      { TextWriter.append(Int128($0), to: &$1) }
    )
  }

  @Test(arguments: unsignedTiny)
  func `UInt8 are read and rounded`(_ example: ConversionExample) {
    example.check(
      { TextReader.integer($0, as: UInt8.self) },
      { TextWriter.append(Int128($0), to: &$1) }
    )
  }

  @Test(arguments: big)
  func `Int64 are read and rounded`(_ example: ConversionExample) {
    example.check(
      { TextReader.integer($0, as: Int64.self) },
      { TextWriter.append(Int128($0), to: &$1) }
    )
  }

  @Test(arguments: unsignedBig)
  func `UInt64 are read and rounded`(_ example: ConversionExample) {
    example.check(
      { TextReader.integer($0, as: UInt64.self) },
      { TextWriter.append(Int128($0), to: &$1) }
    )
  }

  @Test(arguments: huge)
  func `Int128 are read and rounded`(_ example: ConversionExample) {
    example.check(
      { TextReader.integer($0, as: Int128.self) },
      { TextWriter.append(Int128($0), to: &$1) }
    )
  }

  @Test(arguments: doubles)
  func `doubles are the nearest`(_ example: ConversionExample) {
    example.check({ TextReader.double($0) }, { TextWriter.append($0, to: &$1) })
  }

  @Test(arguments: floats)
  func `floats are the nearest`(_ example: ConversionExample) {
    example.check({ TextReader.float($0) }, { TextWriter.append(float: $0, to: &$1) })
  }

  @Test(arguments: decimals)
  func `decimals are rounded at their scale`(_ example: DecimalExample) {
    let (width, scale) = (example.width, example.scale)
    example.example.check(
      { TextReader.decimal($0, width: width, scale: scale) },
      { TextWriter.append($0, width: width, scale: scale, to: &$1) }
    )
  }
}
