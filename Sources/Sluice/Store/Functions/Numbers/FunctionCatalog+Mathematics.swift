// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#elseif canImport(Musl)
internal import Musl
#endif

/// The functions of the library of C, by names that say what they are.
enum Mathematics {
  static func sine(_ x: Double) -> Double { sin(x) }

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

  /// The number with so many digits behind the point, decided by its exact value.
  static func rounded(_ x: Double, _ digits: Int, tiesToEven: Bool) -> Double {
    guard digits <= 22, x.isFinite else { return x }
    let power = PowersOfTen.double(digits)
    let product = x * power
    // From there on there is nothing behind the last digit.
    guard product.magnitude < 4_503_599_627_370_496 else { return x }
    // What the product lost in rounding decides where it looks like a half.
    let lost = (-product).addingProduct(x, power)
    let below = product.rounded(.down)
    let distance = product - below
    let isAbove: Bool
    if distance != 0.5 {
      isAbove = distance > 0.5
    } else if lost != 0 {
      isAbove = lost > 0
    } else if tiesToEven {
      isAbove = below.truncatingRemainder(dividingBy: 2) != 0
    } else {
      isAbove = x > 0
    }
    let made = (isAbove ? below + 1 : below) / power
    return made == 0 && x < 0 ? -0.0 : made
  }

  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
  static func angle(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
  static func logarithm(_ x: Double, base: Double) -> Double { log10(x) / log10(base) }
  static func next(_ x: Double, toward y: Double) -> Double { nextafter(x, y) }
}

extension FunctionCatalog {
  /// Adds what computes with doubles.
  mutating func addMathematics() {
    for (names, body) in Mathematics.total + Mathematics.partial {
      add(names, [.double], .double) { call in
        KernelLoops.map(call.cells[0], count: call.count, to: .double) { (x: Double) in body(x) }
      }
    }
    add(["pow", "power", "**", "^"], [.double, .double], .double) { call in
      call.rows { row -> Double? in Mathematics.power(call.double(0, row), call.double(1, row)) }
    }
    add(["atan2"], [.double, .double], .double) { call in
      call.rows { row -> Double? in Mathematics.angle(call.double(0, row), call.double(1, row)) }
    }
    add(["log"], [.double, .double], .double) { call in
      call.rows { row -> Double? in
        Mathematics.logarithm(call.double(1, row), base: call.double(0, row))
      }
    }
    add(["nextafter"], [.double, .double], .double) { call in
      call.rows { row -> Double? in
        Mathematics.next(call.double(0, row), toward: call.double(1, row))
      }
    }
    add(["fdiv"], [.double, .double], .double) { call in
      call.rows { row -> Double? in (call.double(0, row) / call.double(1, row)).rounded(.down) }
    }
    add(["fmod"], [.double, .double], .double) { call in
      call.rows { row -> Double? in
        let (x, y) = (call.double(0, row), call.double(1, row))
        return x - (x / y).rounded(.down) * y
      }
    }
    add(["pi"], [], .double) { _ in .constant(.double, Double.pi) }
    let tests: [(String, @Sendable (Double) -> Bool)] = [
      ("isnan", { $0.isNaN }), ("isinf", { $0.isInfinite }), ("isfinite", { $0.isFinite }),
      ("signbit", { $0.sign == .minus }),
    ]
    for (name, test) in tests {
      add([name], [.double], .boolean) { call in
        KernelLoops.map(call.cells[0], count: call.count, to: .bool) { (x: Double) in bit(test(x)) }
      }
    }
    for (name, isFinite) in [("isinf", false), ("isfinite", true)] {
      add([name], [.date], .boolean) { call in
        call.flags { row in SQLDate.isFinite(call.value(0, row, Int32.self)) == isFinite }
      }
      for type in [SQLType.timestamp, .timestampTZ] {
        add([name], [type], .boolean) { call in
          call.flags { row in SQLTimestamp.isFinite(call.value(0, row, Int64.self)) == isFinite }
        }
      }
    }
  }
}
