// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what rounds numbers.
  mutating func addRounding() {
    addWholes(["ceil", "ceiling"], .up)
    addWholes(["floor"], .down)
    addWholes(["trunc"], .towardZero)
    addWholes(["round"], .toNearestOrAwayFromZero)
    addRound(["round"], .toNearestOrAwayFromZero)
    addRound(["round_even", "roundbankers"], .toNearestOrEven)
    addRound(["trunc"], .towardZero)
    add(["even"], [.double], .double) { call in
      call.rows { row -> Double? in
        let x = call.double(0, row)
        let half = (x.magnitude / 2).rounded(.up) * 2
        return x < 0 ? -half : half
      }
    }
  }

  /// Rounds to whole numbers.
  private mutating func addWholes(_ names: [String], _ rule: FloatingPointRoundingRule) {
    // Whole numbers stay what they are only where digits may be cut off before the point.
    let makesDoubles = rule == .up || rule == .down
    add(names, signature: "NUMBER") { arguments in
      guard arguments.count == 1 else { return nil }
      let type = arguments[0].type
      switch type {
      case .decimal(let width, let scale):
        return TypedFunction([type], .decimal(width: width, scale: 0)) { call in
          try Self.rounded(call, type, dropping: scale, kept: 0, rule)
        }
      case .float:
        return TypedFunction([.float], .float) { call in
          KernelLoops.map(call.cells[0], count: call.count, to: .double) { (x: Double) in
            x.rounded(rule)
          }
        }
      case .uhugeint where rule == .towardZero: return TypedFunction([type], type) { $0.cells[0] }
      case _ where type.isInteger && !makesDoubles:
        return TypedFunction([type], type) { $0.cells[0] }
      default:
        return TypedFunction([.double], .double) { call in
          KernelLoops.map(call.cells[0], count: call.count, to: .double) { (x: Double) in
            x.rounded(rule)
          }
        }
      }
    }
  }

  /// Rounds to a number of digits behind the point, or before it if that is below zero.
  private mutating func addRound(_ names: [String], _ rule: FloatingPointRoundingRule) {
    add(names, signature: "NUMBER, INTEGER") { arguments in
      guard arguments.count == 2 else { return nil }
      let type = arguments[0].type
      switch type {
      case .decimal(let width, let scale):
        var digits = scale
        if let value = arguments[1].numbers?.first {
          digits = Int(min(max(value, 0), Double(scale)))
        }
        let kept = digits
        return TypedFunction([type, .integer], .decimal(width: width, scale: kept)) { call in
          try call.roundedDecimals(type, scale, kept, rule)
        }
      case _ where type.isInteger:
        return TypedFunction([type, .integer], type) { call in
          try call.roundedDecimals(type, 0, 0, rule)
        }
      default:
        let isFloat = type == .float
        return TypedFunction([isFloat ? .float : .double, .integer], isFloat ? .float : .double) {
          call in
          call.rows { row -> Double? in
            let x = call.double(0, row)
            let digits = Int(call.value(1, row, Int32.self))
            let made = Self.rounded(x, digits, rule)
            return isFloat ? Double(Float(made)) : made
          }
        }
      }
    }
  }

  private static func rounded(
    _ x: Double,
    _ digits: Int,
    _ rule: FloatingPointRoundingRule
  ) -> Double {
    let power = Mathematics.power(10, Double(digits.magnitude))
    if digits >= 0, rule != .towardZero {
      return Mathematics.rounded(x, digits, tiesToEven: rule == .toNearestOrEven)
    }
    if digits < 0 {
      let made = (x / power).rounded(rule) * power
      return made.isFinite ? made : 0
    }
    let made = (x * power).rounded(rule) / power
    return made.isFinite ? made : x
  }

  private static func rounded(
    _ call: ScalarArguments,
    _ type: SQLType,
    dropping scale: Int,
    kept: Int,
    _ rule: FloatingPointRoundingRule
  ) throws -> Cells {
    var call = call
    call.cells = [call.cells[0], .constant(.int32, Int32(kept))]
    return try call.roundedDecimals(type, scale, kept, rule)
  }
}

extension ScalarArguments {
  /// Decimals that are rounded to the digits which the second argument says, with `kept` in the end.
  fileprivate func roundedDecimals(
    _ type: SQLType,
    _ scale: Int,
    _ kept: Int,
    _ rule: FloatingPointRoundingRule
  ) throws -> Cells {
    let range = result.integerRange
    func made(_ row: Int) throws(SQLError) -> Int128? {
      let value: Int128 =
        switch cells[0].kind {
        case .int32: Int128(self.value(0, row, Int32.self))
        case .int64: Int128(self.value(0, row, Int64.self))
        default: self.value(0, row, Int128.self)
        }
      let digits = min(Int(self.value(1, row, Int32.self)), kept)
      let dropped = scale - digits
      guard dropped > 0 else { return value }
      guard dropped <= 38 else { return 0 }
      let power = PowersOfTen.integer(dropped)
      var (quotient, rest) = value.quotientAndRemainder(dividingBy: power)
      if rest != 0 {
        let sign: Int128 = value < 0 ? -1 : 1
        let distance = rest.magnitude
        let other = power.magnitude - distance
        switch rule {
        case .up: if sign > 0 { quotient += 1 }
        case .down: if sign < 0 { quotient -= 1 }
        case .toNearestOrAwayFromZero: if distance >= other { quotient += sign }
        case .toNearestOrEven:
          if distance > other || distance == other && quotient % 2 != 0 { quotient += sign }
        default: break
        }
      }
      // Digits that are gone before the ones that are kept come back as zeros.
      let back = quotient.multipliedReportingOverflow(
        by: PowersOfTen.integer(min(38, max(0, kept - digits)))
      )
      if back.overflow || range?.contains(back.partialValue) == false {
        throw SQLError(.outOfRange, "the rounded number does not fit into \(result)")
      }
      return back.partialValue
    }
    switch result.cellKind {
    case .int32: return try rows { row -> Int32? in try made(row).flatMap { Int32(exactly: $0) } }
    case .int64: return try rows { row -> Int64? in try made(row).flatMap { Int64(exactly: $0) } }
    default: return try rows { row -> Int128? in try made(row) }
    }
  }
}
