// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// `format` and `printf`, as DuckDB 2.0 has them.
@Suite struct FormatTemplateTests {
  struct TemplateExample: Sendable, CustomTestStringConvertible {
    enum Argument: Sendable {
      case integer(Int128, bits: Int = 64, isSigned: Bool = true)
      case double(Double)
      case boolean(Bool)
      case text(String)
    }

    var template: String
    var arguments: [Argument]
    var output: String?
    var testDescription: String { "\(template.debugDescription) \(arguments)" }

    init(_ template: String, _ arguments: [Argument], _ output: String?) {
      (self.template, self.arguments, self.output) = (template, arguments, output)
    }

    /// The text, or nothing if there is a fault.
    func text(isPercent: Bool) -> String? {
      let template = template.reading { text in
        isPercent ? try? FormatTemplate(percents: text) : try? FormatTemplate(braces: text)
      }
      guard let template else { return nil }
      return write(template, arguments[...], [])
    }

    private func write(
      _ template: FormatTemplate,
      _ rest: ArraySlice<Argument>,
      _ done: [FormatArgument]
    ) -> String? {
      switch rest.first {
      case .integer(let value, let bits, let isSigned):
        return write(
          template,
          rest.dropFirst(),
          done + [.integer(value, bits: bits, isSigned: isSigned)]
        )
      case .double(let value): return write(template, rest.dropFirst(), done + [.double(value)])
      case .boolean(let value): return write(template, rest.dropFirst(), done + [.boolean(value)])
      case .text(let text):
        return text.reading { write(template, rest.dropFirst(), done + [.text($0)]) }
      case nil:
        var bytes: [UInt8] = []
        guard (try? template.append(done, to: &bytes)) != nil else { return nil }
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }

  /// Templates with braces.
  static let braces: [TemplateExample] = [
    .init("{}", [.integer(1234567)], "1234567"),
    .init("{}", [.integer(-1234567)], "-1234567"),
    .init("{}", [.double(1234.5678)], "1234.5678"),
    .init("{}", [.text("abc")], "abc"),
    .init("{}", [.boolean(true)], "true"),
    .init("{:d}", [.integer(1234567)], "1234567"),
    .init("{:d}", [.integer(-1234567)], "-1234567"),
    .init("{:d}", [.double(1234.5678)], nil),
    .init("{:d}", [.text("abc")], nil),
    .init("{:d}", [.boolean(true)], "1"),
    .init("{:,}", [.integer(1234567)], "1,234,567"),
    .init("{:,}", [.integer(-1234567)], "-1,234,567"),
    .init("{:,}", [.double(1234.5678)], "1,234.5678"),
    .init("{:,}", [.text("abc")], "abc"),
    .init("{:,}", [.boolean(true)], "true"),
    .init("{:_}", [.integer(1234567)], "1_234_567"),
    .init("{:_}", [.integer(-1234567)], "-1_234_567"),
    .init("{:_}", [.double(1234.5678)], "1_234.5678"),
    .init("{:_}", [.text("abc")], "abc"),
    .init("{:_}", [.boolean(true)], "true"),
    .init("{:10}|", [.integer(1234567)], "   1234567|"),
    .init("{:10}|", [.integer(-1234567)], "  -1234567|"),
    .init("{:10}|", [.double(1234.5678)], " 1234.5678|"),
    .init("{:10}|", [.text("abc")], "abc       |"),
    .init("{:10}|", [.boolean(true)], "true      |"),
    .init("{:<10}|", [.integer(1234567)], "1234567   |"),
    .init("{:<10}|", [.integer(-1234567)], "-1234567  |"),
    .init("{:<10}|", [.double(1234.5678)], "1234.5678 |"),
    .init("{:<10}|", [.text("abc")], "abc       |"),
    .init("{:<10}|", [.boolean(true)], "true      |"),
    .init("{:>10}|", [.integer(1234567)], "   1234567|"),
    .init("{:>10}|", [.integer(-1234567)], "  -1234567|"),
    .init("{:>10}|", [.double(1234.5678)], " 1234.5678|"),
    .init("{:>10}|", [.text("abc")], "       abc|"),
    .init("{:>10}|", [.boolean(true)], "      true|"),
    .init("{:^10}|", [.integer(1234567)], " 1234567  |"),
    .init("{:^10}|", [.integer(-1234567)], " -1234567 |"),
    .init("{:^10}|", [.double(1234.5678)], "1234.5678 |"),
    .init("{:^10}|", [.text("abc")], "   abc    |"),
    .init("{:^10}|", [.boolean(true)], "   true   |"),
    .init("{:*^10}|", [.integer(1234567)], "*1234567**|"),
    .init("{:*^10}|", [.integer(-1234567)], "*-1234567*|"),
    .init("{:*^10}|", [.double(1234.5678)], "1234.5678*|"),
    .init("{:*^10}|", [.text("abc")], "***abc****|"),
    .init("{:*^10}|", [.boolean(true)], "***true***|"),
    .init("{:+}", [.integer(1234567)], "+1234567"),
    .init("{:+}", [.integer(-1234567)], "-1234567"),
    .init("{:+}", [.double(1234.5678)], "+1234.5678"),
    .init("{:+}", [.text("abc")], nil),
    .init("{:+}", [.boolean(true)], nil),
    .init("{: }", [.integer(1234567)], " 1234567"),
    .init("{: }", [.integer(-1234567)], "-1234567"),
    .init("{: }", [.double(1234.5678)], " 1234.5678"),
    .init("{: }", [.text("abc")], nil),
    .init("{: }", [.boolean(true)], nil),
    .init("{:x}", [.integer(1234567)], "12d687"),
    .init("{:x}", [.integer(-1234567)], "-12d687"),
    .init("{:x}", [.double(1234.5678)], nil),
    .init("{:x}", [.text("abc")], nil),
    .init("{:x}", [.boolean(true)], "1"),
    .init("{:#x}", [.integer(1234567)], "0x12d687"),
    .init("{:#x}", [.integer(-1234567)], "-0x12d687"),
    .init("{:#x}", [.double(1234.5678)], nil),
    .init("{:#x}", [.text("abc")], nil),
    .init("{:#x}", [.boolean(true)], "0x1"),
    .init("{:b}", [.integer(1234567)], "100101101011010000111"),
    .init("{:b}", [.integer(-1234567)], "-100101101011010000111"),
    .init("{:b}", [.double(1234.5678)], nil),
    .init("{:b}", [.text("abc")], nil),
    .init("{:b}", [.boolean(true)], "1"),
    .init("{:o}", [.integer(1234567)], "4553207"),
    .init("{:o}", [.integer(-1234567)], "-4553207"),
    .init("{:o}", [.double(1234.5678)], nil),
    .init("{:o}", [.text("abc")], nil),
    .init("{:o}", [.boolean(true)], "1"),
    .init("{:e}", [.integer(1234567)], nil),
    .init("{:e}", [.integer(-1234567)], nil),
    .init("{:e}", [.double(1234.5678)], "1.234568e+03"),
    .init("{:e}", [.text("abc")], nil),
    .init("{:e}", [.boolean(true)], nil),
    .init("{:.2f}", [.integer(1234567)], nil),
    .init("{:.2f}", [.integer(-1234567)], nil),
    .init("{:.2f}", [.double(1234.5678)], "1234.57"),
    .init("{:.2f}", [.text("abc")], nil),
    .init("{:.2f}", [.boolean(true)], nil),
    .init("{:010}", [.integer(1234567)], "0001234567"),
    .init("{:010}", [.integer(-1234567)], "-001234567"),
    .init("{:010}", [.double(1234.5678)], "01234.5678"),
    .init("{:010}", [.text("abc")], nil),
    .init("{:010}", [.boolean(true)], "true000000"),
    .init("{:g}", [.integer(1234567)], nil),
    .init("{:g}", [.integer(-1234567)], nil),
    .init("{:g}", [.double(1234.5678)], "1234.57"),
    .init("{:g}", [.text("abc")], nil),
    .init("{:g}", [.boolean(true)], nil),
    .init("{:.3}", [.integer(1234567)], nil),
    .init("{:.3}", [.integer(-1234567)], nil),
    .init("{:.3}", [.double(1234.5678)], "1.23e+03"),
    .init("{:.3}", [.text("abc")], "abc"),
    .init("{:.3}", [.boolean(true)], nil),
    .init("{:s}", [.integer(1234567)], nil),
    .init("{:s}", [.integer(-1234567)], nil),
    .init("{:s}", [.double(1234.5678)], nil),
    .init("{:s}", [.text("abc")], "abc"),
    .init("{:s}", [.boolean(true)], nil),
    .init("{:=+10}", [.integer(1234567)], "+  1234567"),
    .init("{:=+10}", [.integer(-1234567)], "-  1234567"),
    .init("{:=+10}", [.double(1234.5678)], "+1234.5678"),
    .init("{:=+10}", [.text("abc")], nil),
    .init("{:=+10}", [.boolean(true)], nil),
    .init("{:a}", [.integer(1234567)], nil),
    .init("{:a}", [.integer(-1234567)], nil),
    .init("{:a}", [.double(1234.5678)], "0x1.34a456d5cfaadp+10"),
    .init("{:a}", [.text("abc")], nil),
    .init("{:a}", [.boolean(true)], nil),
    .init("{:t.}", [.integer(1234567)], "1.234.567"),
    .init("{:t.}", [.integer(-1234567)], "-1.234.567"),
    .init("{:t.}", [.double(1234.5678)], "1.234,5678"),
    .init("{:t.}", [.text("abc")], "abc"),
    .init("{:t.}", [.boolean(true)], "true"),
    .init("{} {}", [.integer(1)], nil),
    .init("{1} {0}", [.integer(1), .text("b")], "b 1"),
    .init("{0} {0}", [.integer(1)], "1 1"),
    .init("{{}}", [.integer(1)], "{}"),
    .init("{", [.integer(1)], nil),
    .init("}", [.integer(1)], nil),
    .init("{a}", [.integer(1)], nil),
    .init("{:d", [.integer(1)], nil),
    .init("{0", [.integer(1)], nil),
    .init("{0}{}", [.integer(1), .integer(2)], nil),
    .init("{}{0}", [.integer(1), .integer(2)], nil),
    .init("{:{}}|", [.integer(42), .integer(8)], "      42|"),
    .init("{:.{}f}|", [.double(3.14159), .integer(2)], "3.14|"),
    .init("{:{}}", [.integer(42), .integer(-5)], nil),
    .init("{:{}}", [.integer(42), .text("a")], nil),
    .init("{:{<10}", [.integer(1)], nil),
    .init("{:}<10}", [.integer(1)], nil),
    .init("{:15,}", [.integer(1)], nil),
    .init("{:,15}", [.integer(1234567)], "      1,234,567"),
    .init("{:,015d}", [.integer(1234567)], "0000001,234,567"),
    .init("{:,.2f}", [.double(-1234567.891)], "-1,234,567.89"),
    .init("{:999999999999}", [.integer(1)], nil),
    .init("{:5}|", [.text("ééé")], "ééé  |"),
    .init("{:.2}|", [.text("ééé")], "éé|"),
    .init("{:.0f}", [.double(0.5)], "0"),
    .init("{:.0f}", [.double(1.5)], "2"),
    .init("{:.2f}", [.double(2.675)], "2.67"),
    .init("{:.2f}", [.double(0.125)], "0.12"),
    .init("{:.50f}", [.double(0.1)], "0.10000000000000000555111512312578270211815834045410"),
    .init("{:f}", [.double(.nan)], "nan"),
    .init("{:F}", [.double(.infinity)], "INF"),
    .init("{:10}|", [.double(.infinity)], "inf       |"),
    .init("{:010}|", [.double(-.infinity)], "-inf000000|"),
    .init("{}", [.double(-0.0)], "-0.0"),
    .init("{}", [.double(1e+20)], "1e+20"),
    .init("{:,}", [.double(1000000000000000.0)], "1,000,000,000,000,000.0"),
    .init("{:,}", [.double(1e+16)], "1e+16"),
    .init("{:e}", [.double(9.9999999)], "1.000000e+01"),
    .init("{:.3g}", [.double(999.9)], "1e+03"),
    .init("{:.3g}", [.double(9999.0)], "1e+04"),
    .init("{:#g}", [.double(1.0)], "1.00000"),
    .init("{:.3}", [.double(100.0)], "100.0"),
    .init("{:.3}", [.double(0.00012345)], "0.000123"),
    .init(
      "{:x}",
      [.integer(170141183460469231731687303715884105727, bits: 128)],
      "7fffffffffffffffffffffffffffffff"
    ),
    .init(
      "{:,}",
      [.integer(123456789012345678901234567890, bits: 128)],
      "123,456,789,012,345,678,901,234,567,890"
    ),
    .init("{:+}", [.integer(170141183460469231731687303715884105727, bits: 128)], nil),
    .init("{:.1a}", [.double(1.96875)], "0x2.0p+0"),
    .init("x", [], "x"),
    .init("{}", [], nil),
  ]

  /// Templates with percent signs.
  static let percents: [TemplateExample] = [
    .init("%d", [.integer(42)], "42"),
    .init("%d", [.integer(-42)], "-42"),
    .init("%d", [.integer(1234567)], "1234567"),
    .init("%d", [.double(1234.5678)], nil),
    .init("%d", [.text("abc")], nil),
    .init("%d", [.boolean(true)], "1"),
    .init("%5d|", [.integer(42)], "   42|"),
    .init("%5d|", [.integer(-42)], "  -42|"),
    .init("%5d|", [.integer(1234567)], "1234567|"),
    .init("%5d|", [.double(1234.5678)], nil),
    .init("%5d|", [.text("abc")], nil),
    .init("%5d|", [.boolean(true)], "    1|"),
    .init("%-5d|", [.integer(42)], "42   |"),
    .init("%-5d|", [.integer(-42)], "-42  |"),
    .init("%-5d|", [.integer(1234567)], "1234567|"),
    .init("%-5d|", [.double(1234.5678)], nil),
    .init("%-5d|", [.text("abc")], nil),
    .init("%-5d|", [.boolean(true)], "1    |"),
    .init("%05d", [.integer(42)], "00042"),
    .init("%05d", [.integer(-42)], "-0042"),
    .init("%05d", [.integer(1234567)], "1234567"),
    .init("%05d", [.double(1234.5678)], nil),
    .init("%05d", [.text("abc")], nil),
    .init("%05d", [.boolean(true)], "00001"),
    .init("%+d", [.integer(42)], "+42"),
    .init("%+d", [.integer(-42)], "-42"),
    .init("%+d", [.integer(1234567)], "+1234567"),
    .init("%+d", [.double(1234.5678)], nil),
    .init("%+d", [.text("abc")], nil),
    .init("%+d", [.boolean(true)], "+1"),
    .init("% d", [.integer(42)], " 42"),
    .init("% d", [.integer(-42)], "-42"),
    .init("% d", [.integer(1234567)], " 1234567"),
    .init("% d", [.double(1234.5678)], nil),
    .init("% d", [.text("abc")], nil),
    .init("% d", [.boolean(true)], " 1"),
    .init("%x", [.integer(42)], "2a"),
    .init("%x", [.integer(-42)], "ffffffffffffffd6"),
    .init("%x", [.integer(1234567)], "12d687"),
    .init("%x", [.double(1234.5678)], nil),
    .init("%x", [.text("abc")], nil),
    .init("%x", [.boolean(true)], "1"),
    .init("%#x", [.integer(42)], "0x2a"),
    .init("%#x", [.integer(-42)], "0xffffffffffffffd6"),
    .init("%#x", [.integer(1234567)], "0x12d687"),
    .init("%#x", [.double(1234.5678)], nil),
    .init("%#x", [.text("abc")], nil),
    .init("%#x", [.boolean(true)], "0x1"),
    .init("%X", [.integer(42)], "2A"),
    .init("%X", [.integer(-42)], "FFFFFFFFFFFFFFD6"),
    .init("%X", [.integer(1234567)], "12D687"),
    .init("%X", [.double(1234.5678)], nil),
    .init("%X", [.text("abc")], nil),
    .init("%X", [.boolean(true)], "1"),
    .init("%o", [.integer(42)], "52"),
    .init("%o", [.integer(-42)], "1777777777777777777726"),
    .init("%o", [.integer(1234567)], "4553207"),
    .init("%o", [.double(1234.5678)], nil),
    .init("%o", [.text("abc")], nil),
    .init("%o", [.boolean(true)], "1"),
    .init("%e", [.integer(42)], nil),
    .init("%e", [.integer(-42)], nil),
    .init("%e", [.integer(1234567)], nil),
    .init("%e", [.double(1234.5678)], "1.234568e+03"),
    .init("%e", [.text("abc")], nil),
    .init("%e", [.boolean(true)], nil),
    .init("%.2f", [.integer(42)], nil),
    .init("%.2f", [.integer(-42)], nil),
    .init("%.2f", [.integer(1234567)], nil),
    .init("%.2f", [.double(1234.5678)], "1234.57"),
    .init("%.2f", [.text("abc")], nil),
    .init("%.2f", [.boolean(true)], nil),
    .init("%g", [.integer(42)], nil),
    .init("%g", [.integer(-42)], nil),
    .init("%g", [.integer(1234567)], nil),
    .init("%g", [.double(1234.5678)], "1234.57"),
    .init("%g", [.text("abc")], nil),
    .init("%g", [.boolean(true)], nil),
    .init("%s", [.integer(42)], nil),
    .init("%s", [.integer(-42)], nil),
    .init("%s", [.integer(1234567)], nil),
    .init("%s", [.double(1234.5678)], nil),
    .init("%s", [.text("abc")], "abc"),
    .init("%s", [.boolean(true)], "true"),
    .init("%10s|", [.integer(42)], nil),
    .init("%10s|", [.integer(-42)], nil),
    .init("%10s|", [.integer(1234567)], nil),
    .init("%10s|", [.double(1234.5678)], nil),
    .init("%10s|", [.text("abc")], "       abc|"),
    .init("%10s|", [.boolean(true)], "      true|"),
    .init("%-10s|", [.integer(42)], nil),
    .init("%-10s|", [.integer(-42)], nil),
    .init("%-10s|", [.integer(1234567)], nil),
    .init("%-10s|", [.double(1234.5678)], nil),
    .init("%-10s|", [.text("abc")], "abc       |"),
    .init("%-10s|", [.boolean(true)], "true      |"),
    .init("%.2s", [.integer(42)], nil),
    .init("%.2s", [.integer(-42)], nil),
    .init("%.2s", [.integer(1234567)], nil),
    .init("%.2s", [.double(1234.5678)], nil),
    .init("%.2s", [.text("abc")], "ab"),
    .init("%.2s", [.boolean(true)], "tr"),
    .init("%c", [.integer(42)], "*"),
    .init("%c", [.integer(-42)], nil),
    .init("%c", [.integer(1234567)], nil),
    .init("%c", [.double(1234.5678)], nil),
    .init("%c", [.text("abc")], nil),
    .init("%c", [.boolean(true)], "\u{1}"),
    .init("%i", [.integer(42)], "42"),
    .init("%i", [.integer(-42)], "-42"),
    .init("%i", [.integer(1234567)], "1234567"),
    .init("%i", [.double(1234.5678)], nil),
    .init("%i", [.text("abc")], nil),
    .init("%i", [.boolean(true)], "1"),
    .init("%u", [.integer(42)], "42"),
    .init("%u", [.integer(-42)], "18446744073709551574"),
    .init("%u", [.integer(1234567)], "1234567"),
    .init("%u", [.double(1234.5678)], nil),
    .init("%u", [.text("abc")], nil),
    .init("%u", [.boolean(true)], "1"),
    .init("%hd", [.integer(42)], "42"),
    .init("%hd", [.integer(-42)], "-42"),
    .init("%hd", [.integer(1234567)], "-10617"),
    .init("%hd", [.double(1234.5678)], nil),
    .init("%hd", [.text("abc")], nil),
    .init("%hd", [.boolean(true)], "1"),
    .init("%hhx", [.integer(42)], "2a"),
    .init("%hhx", [.integer(-42)], "d6"),
    .init("%hhx", [.integer(1234567)], "87"),
    .init("%hhx", [.double(1234.5678)], nil),
    .init("%hhx", [.text("abc")], nil),
    .init("%hhx", [.boolean(true)], "1"),
    .init("%,d", [.integer(42)], "42"),
    .init("%,d", [.integer(-42)], "-42"),
    .init("%,d", [.integer(1234567)], "1,234,567"),
    .init("%,d", [.double(1234.5678)], nil),
    .init("%,d", [.text("abc")], nil),
    .init("%,d", [.boolean(true)], "1"),
    .init("%.3d", [.integer(42)], "042"),
    .init("%.3d", [.integer(-42)], "-042"),
    .init("%.3d", [.integer(1234567)], "1234567"),
    .init("%.3d", [.double(1234.5678)], nil),
    .init("%.3d", [.text("abc")], nil),
    .init("%.3d", [.boolean(true)], "001"),
    .init("%08.2f", [.integer(42)], nil),
    .init("%08.2f", [.integer(-42)], nil),
    .init("%08.2f", [.integer(1234567)], nil),
    .init("%08.2f", [.double(1234.5678)], "01234.57"),
    .init("%08.2f", [.text("abc")], nil),
    .init("%08.2f", [.boolean(true)], nil),
    .init("%.d", [.integer(42)], "42"),
    .init("%.d", [.integer(-42)], "-42"),
    .init("%.d", [.integer(1234567)], "1.234.567"),
    .init("%.d", [.double(1234.5678)], nil),
    .init("%.d", [.text("abc")], nil),
    .init("%.d", [.boolean(true)], "1"),
    .init("%%", [.integer(1)], "%"),
    .init("%d %d", [.integer(1)], nil),
    .init("%2$s %1$s", [.text("a"), .text("b")], "b a"),
    .init("%1$s %s", [.text("a"), .text("b")], nil),
    .init("%s %1$s", [.text("a"), .text("b")], nil),
    .init("%*d|", [.integer(5), .integer(42)], "   42|"),
    .init("%*d|", [.integer(-5), .integer(42)], "42   |"),
    .init("%.*f", [.integer(2), .double(3.14159)], "3.14"),
    .init("%*.*f|", [.integer(10), .integer(2), .double(3.14159)], "      3.14|"),
    .init("%", [.integer(1)], nil),
    .init("%l", [.integer(1)], nil),
    .init("%0$d", [.integer(1)], nil),
    .init("%s", [.text("a"), .text("b")], "a"),
    .init("x", [], "x"),
    .init("%x", [.integer(-1)], "ffffffffffffffff"),
    .init(
      "%lx",
      [.integer(-1267650600228229401496703205376, bits: 128)],
      "fffffff0000000000000000000000000"
    ),
    .init("%u", [.integer(-5)], "18446744073709551611"),
    .init("%010.5d", [.integer(-42)], "-000000042"),
    .init("%-05d|", [.integer(42)], "00042|"),
    .init("%+ d", [.integer(5)], " 5"),
    .init("%#.10X", [.integer(0)], "0000000000"),
    .init("%c", [.integer(228)], nil),
    .init("%-5c|", [.integer(65)], "    A|"),
    .init("%s %d %.2f", [.text("a"), .integer(1), .double(2.5)], "a 1 2.50"),
    .init("%'15.2f|", [.double(1234567.891)], "   1'234'567.89|"),
    .init("%f", [.double(1e+20)], "100000000000000000000.000000"),
    .init("%d%%", [.integer(50)], "50%"),
  ]

  @Test(arguments: braces)
  func `braces are filled`(_ example: TemplateExample) {
    #expect(example.text(isPercent: false) == example.output)
  }

  @Test(arguments: percents)
  func `percent signs are filled`(_ example: TemplateExample) {
    #expect(example.text(isPercent: true) == example.output)
  }

  @Test(arguments: [
    (0 as Int64, "0 bytes", "0 bytes"),
    (1 as Int64, "1 byte", "1 byte"),
    (-1 as Int64, "-1 byte", "-1 byte"),
    (1000 as Int64, "1000 bytes", "1.0 kB"),
    (1023 as Int64, "1023 bytes", "1.0 kB"),
    (1024 as Int64, "1.0 KiB", "1.0 kB"),
    (1025 as Int64, "1.0 KiB", "1.0 kB"),
    (1536 as Int64, "1.5 KiB", "1.5 kB"),
    (-1500 as Int64, "-1.4 KiB", "-1.5 kB"),
    (1048575 as Int64, "1023.9 KiB", "1.0 MB"),
    (1048576 as Int64, "1.0 MiB", "1.0 MB"),
    (8161043050 as Int64, "7.5 GiB", "8.1 GB"),
    (Int64.max, "8191.9 PiB", "9223.3 PB"),
    (Int64.min, "-8192.0 PiB", "-9223.3 PB"),
    (999999 as Int64, "976.5 KiB", "999.9 kB"),
    (1999 as Int64, "1.9 KiB", "1.9 kB"),
  ])
  func `bytes are counted`(_ count: Int64, _ binary: String, _ decimal: String) {
    var bytes: [UInt8] = []
    CountText.append(byteCount: count, isDecimal: false, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == binary)
    bytes = []
    CountText.append(byteCount: count, isDecimal: true, to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == decimal)
  }

  @Test(arguments: [
    (Int64(255), Int64(16), Int64(8), "000000FF"), (10, 2, 0, "1010"), (0, 2, 0, "0"),
    (.max, 36, 0, "1Y2P0IJ32E8E7"), (-1, 2, 0, nil), (10, 1, 0, nil), (10, 37, 0, nil),
    (10, 2, 65, nil), (10, 2, -1, nil),
  ])
  func `numbers have bases`(_ value: Int64, _ base: Int64, _ width: Int64, _ text: String?) {
    var bytes: [UInt8] = []
    let isWritten = CountText.append(value, base: base, width: width, to: &bytes)
    #expect((isWritten ? String(decoding: bytes, as: UTF8.self) : nil) == text)
  }
}
