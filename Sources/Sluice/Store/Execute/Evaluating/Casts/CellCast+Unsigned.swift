// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension CellCast {
  /// Casts between unsigned integers of 128 bits and other numbers.
  static func ofUnsigned(_ failure: CastFailure) -> CellCast? {
    if failure.source == .uhugeint, let form = NumberForm(failure.target) {
      return fromUnsigned(failure, form)
    }
    guard failure.target == .uhugeint, let form = NumberForm(failure.source) else { return nil }
    if form.kind == .double {
      return CellCast {
        try failure.map($0, $1) { (number: Double) -> Int128? in
          UInt128(exactly: number.rounded(.toNearestOrEven)).map(UnsignedNumber.cell)
        }
      }
    }
    var wide = NumberForm(.hugeint) ?? form
    wide.limits = IntegerLimits(lower: 0, upper: .max)
    let target = wide
    return CellCast { cells, count in
      do {
        let made = try Casting.cast(
          cells,
          count: count,
          from: form,
          to: target,
          isTrying: failure.isTry
        )
        return KernelLoops.map(made, count: count, to: .int128) { (number: Int128) in
          number ^ Int128.min
        }
      } catch {
        throw failure.outOfRange
      }
    }
  }

  private static func fromUnsigned(_ failure: CastFailure, _ form: NumberForm) -> CellCast {
    switch form.kind {
    case .bool:
      return CellCast {
        try failure.map($0, $1) { (cell: Int128) in bit(UnsignedNumber.value(cell) != 0) }
      }
    case .double:
      return CellCast {
        try failure.map($0, $1) { (cell: Int128) -> Double? in
          let number = UnsignedNumber.value(cell)
          return form.isFloat ? Double(Float(number)) : Double(number)
        }
      }
    default: break
    }
    let power = PowersOfTen.integer(form.scale).magnitude
    @Sendable func number(_ cell: Int128) -> Int128? {
      let (scaled, overflow) = UnsignedNumber.value(cell).multipliedReportingOverflow(by: power)
      guard !overflow, let number = Int128(exactly: scaled), form.limits.contains(number) else {
        return nil
      }
      return number
    }
    switch form.kind {
    case .int32:
      return CellCast {
        try failure.map($0, $1) { (cell: Int128) in
          number(cell).map { Int32(truncatingIfNeeded: $0) }
        }
      }
    case .int64:
      return CellCast {
        try failure.map($0, $1) { (cell: Int128) in
          number(cell).map { Int64(truncatingIfNeeded: $0) }
        }
      }
    default: return CellCast { try failure.map($0, $1) { (cell: Int128) in number(cell) } }
    }
  }
}
