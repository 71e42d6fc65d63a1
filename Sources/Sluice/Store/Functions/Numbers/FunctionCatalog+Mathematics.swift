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
      (["sqrt"], { $0.squareRoot() }), (["ln"], { log($0) }),
      (["log", "log10"], { log10($0) }), (["log2"], { log2($0) }),
      (["asin"], { asin($0) }),
      (["acos"], { acos($0) }),
      (["acosh"], { acosh($0) }), (["atanh"], { atanh($0) }),
      (["sin"], { sin($0) }), (["cos"], { cos($0) }),
      (["tan"], { tan($0) }),
      (["cot"], { 1 / tan($0) }),
      (["gamma"], { tgamma($0) }), (["lgamma"], { lgamma($0) }),
    ]

  /// The number with so many digits behind the point, halves to even.
  static func roundedExactly(_ x: Double, _ digits: Int) -> Double {
    let text = [UInt8](unsafeUninitializedCapacity: 700) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      // Safe: the buffer has room for all digits, and the format takes what is given.
      let written = start.withMemoryRebound(to: CChar.self, capacity: buffer.count) { target in
        withVaList([Int32(digits), x]) { vsnprintf(target, buffer.count, "%.*f", $0) }
      }
      count = min(max(0, Int(written)), buffer.count - 1)
    }
    return text.withUnsafeBufferPointer { TextReader.double($0) } ?? x
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
