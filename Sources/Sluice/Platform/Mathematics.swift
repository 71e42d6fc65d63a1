// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The functions of the library of C, by names that say what they are.
enum Mathematics {
  static func sine(_ x: Double) -> Double { sin(x) }

  /// The natural logarithm.
  static func naturalLogarithm(_ x: Double) -> Double { log(x) }

  /// The logarithm to base two.
  static func binaryLogarithm(_ x: Double) -> Double { log2(x) }

  /// Functions that take every number.
  static let total: [([String], @Sendable (Double) -> Double)] = [
    (["exp"], { exp($0) }), (["cbrt"], { cbrt($0) }), (["atan"], { atan($0) }),
    (["sinh"], { sinh($0) }), (["cosh"], { cosh($0) }), (["tanh"], { tanh($0) }),
    (["asinh"], { asinh($0) }), (["degrees"], { $0 * (180 / .pi) }),
    (["radians"], { $0 * (.pi / 180) }),
  ]

  /// Functions that make no number of some, as those of IEEE 754 do.
  static let partial: [([String], @Sendable (Double) -> Double)] = [
    (["sqrt"], { $0.squareRoot() }), (["ln"], { $0 < 0 ? .nan : log($0) }),
    (["log", "log10"], { $0 < 0 ? .nan : log10($0) }), (["log2"], { $0 < 0 ? .nan : log2($0) }),
    (["asin"], { asin($0) }),
    (["acos"], { acos($0) }),
    (["acosh"], { acosh($0) }), (["atanh"], { atanh($0) }),
    (["sin"], { sin($0) }), (["cos"], { cos($0) }),
    (["tan"], { tan($0) }),
    (["cot"], { 1 / tan($0) }),
    (["gamma"], { tgamma($0) }), (["lgamma"], { lgamma($0) }),
  ]

  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
  static func angle(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
  static func logarithm(_ x: Double, base: Double) -> Double { log10(x) / log10(base) }
  static func next(_ x: Double, toward y: Double) -> Double { nextafter(x, y) }
}
