// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds division of decimals that stay decimals.
  mutating func addDecimalDivision() {
    for hasScale in [false, true] {
      add(["decimal_division"], signature: "DECIMAL, DECIMAL") { arguments in
        guard arguments.count == (hasScale ? 3 : 2), let left = Self.digits(arguments[0].type),
          let right = Self.digits(arguments[1].type)
        else { return nil }
        let whole = left.width - left.scale + right.scale
        var scale = max(6, left.scale + right.width + 1)
        if hasScale {
          guard case .integer(let wanted) = arguments[2].literal, 0...38 ~= wanted else {
            return nil
          }
          scale = Int(wanted)
        }
        // What has no room for all digits is refused.
        guard whole + scale <= 38, scale <= 38 else { return nil }
        let width = max(1, whole + scale)
        let digits = scale
        let sides = [left, right].map { SQLType.decimal(width: 38, scale: $0.scale) }
        let shift = digits + right.scale - left.scale
        return TypedFunction(
          sides + (hasScale ? [.integer] : []),
          .decimal(width: width, scale: digits)
        ) { call in
          let limit = PowersOfTen.integer(width)
          func quotient(_ row: Int) throws -> Int128 {
            let (x, y) = (call.value(0, row, Int128.self), call.value(1, row, Int128.self))
            guard y != 0 else { throw KernelFailure.divisionByZero(row: row) }
            guard let made = Self.quotient(x.magnitude, y.magnitude, shift: shift),
              made < limit.magnitude
            else { throw KernelFailure.outOfRange(row: row) }
            return (x < 0) == (y < 0) ? Int128(made) : -Int128(made)
          }
          if call.result.cellKind == .int64 {
            return try call.rows { row -> Int64? in Int64(try quotient(row)) }
          }
          return try call.rows { row -> Int128? in try quotient(row) }
        }
      }
    }
  }

  private static func digits(_ type: SQLType) -> (width: Int, scale: Int)? {
    switch type {
    case .decimal(let width, let scale): (width, scale)
    case .null: (1, 0)
    default: type.isInteger ? type.decimalWidth.map { (min(38, $0), 0) } : nil
    }
  }

  /// The quotient times a power of ten, halves rounded up; `nil` if it does not fit.
  private static func quotient(_ x: UInt128, _ y: UInt128, shift: Int) -> UInt128? {
    if x == 0 { return 0 }
    guard -38...38 ~= shift else { return nil }
    let power = PowersOfTen.integer(shift.magnitude < 39 ? Int(shift.magnitude) : 38).magnitude
    var (divisor, wide) = (y, (high: UInt128(0), low: x))
    if shift >= 0 {
      wide = x.multipliedFullWidth(by: power)
    } else {
      let (product, overflow) = y.multipliedReportingOverflow(by: power)
      guard !overflow else { return 0 }
      divisor = product
    }
    guard wide.high < divisor else { return nil }
    let (whole, rest) = divisor.dividingFullWidth(wide)
    guard rest >= divisor - rest else { return whole }
    let (next, overflow) = whole.addingReportingOverflow(1)
    return overflow ? nil : next
  }
}
