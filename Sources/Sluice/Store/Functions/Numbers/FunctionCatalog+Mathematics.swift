// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Mathematics {
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
