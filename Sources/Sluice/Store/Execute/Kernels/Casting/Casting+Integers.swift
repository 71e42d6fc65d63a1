// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The count is that of the chunk which the cells belong to.

extension Casting {
  static func integerToInteger(
    _ cells: Cells,
    _ count: Int,
    _ source: NumberForm,
    _ target: NumberForm,
    _ isTrying: Bool
  ) throws(KernelFailure) -> Cells {
    switch source.kind {
    case .bool: try fromInteger(UInt8.self, Int64.self, cells, count, source, target, isTrying)
    case .int32: try fromInteger(Int32.self, Int64.self, cells, count, source, target, isTrying)
    case .int64: try fromInteger(Int64.self, Int64.self, cells, count, source, target, isTrying)
    case .int128: try fromInteger(Int128.self, Int128.self, cells, count, source, target, isTrying)
    default: preconditionFailure("Only numbers and booleans are cast.")
    }
  }

  /// `Wide` has room for the source; if the target is wider than that, 128 bits are taken.
  @inline(__always)
  private static func fromInteger<
    Origin: FixedWidthInteger & BitwiseCopyable,
    Wide: FixedWidthInteger & SignedInteger & BitwiseCopyable
  >(
    _ type: Origin.Type,
    _ wide: Wide.Type,
    _ cells: Cells,
    _ count: Int,
    _ source: NumberForm,
    _ target: NumberForm,
    _ isTrying: Bool
  ) throws(KernelFailure) -> Cells {
    switch target.kind {
    case .int32:
      try scaled(Origin.self, Wide.self, Int32.self, cells, count, source, target, isTrying)
    case .int64:
      try scaled(Origin.self, Wide.self, Int64.self, cells, count, source, target, isTrying)
    default:
      try scaled(Origin.self, Int128.self, Int128.self, cells, count, source, target, isTrying)
    }
  }

  private static func scaled<
    Origin: FixedWidthInteger & BitwiseCopyable,
    Wide: FixedWidthInteger & SignedInteger & BitwiseCopyable,
    Target: FixedWidthInteger & BitwiseCopyable
  >(
    _ type: Origin.Type,
    _ wide: Wide.Type,
    _ result: Target.Type,
    _ cells: Cells,
    _ count: Int,
    _ source: NumberForm,
    _ target: NumberForm,
    _ isTrying: Bool
  ) throws(KernelFailure) -> Cells {
    let shift = target.scale - source.scale
    let (lower, upper) = target.limits.clamped(Wide.self)
    if shift == 0 {
      return try converted(Origin.self, Target.self, cells, count, target.kind, isTrying) {
        (x: Origin) -> (Target, Bool) in
        let value = Wide(truncatingIfNeeded: x)
        return (Target(truncatingIfNeeded: value), value >= lower && value <= upper)
      }
    }
    guard let power = Wide(exactly: PowersOfTen.integer(abs(shift))) else {
      // A power beyond 64 bits: all are out of range but zero, or all become zero.
      return try converted(Origin.self, Target.self, cells, count, target.kind, isTrying) {
        (x: Origin) -> (Target, Bool) in (0, shift < 0 || x == 0)
      }
    }
    if shift > 0 {
      return try converted(Origin.self, Target.self, cells, count, target.kind, isTrying) {
        (x: Origin) -> (Target, Bool) in
        let (value, isOver) = Wide(truncatingIfNeeded: x).multipliedReportingOverflow(by: power)
        return (
          Target(truncatingIfNeeded: value), !isOver && value >= lower && value <= upper
        )
      }
    }
    let half = power / 2
    return try converted(Origin.self, Target.self, cells, count, target.kind, isTrying) {
      (x: Origin) -> (Target, Bool) in
      // Half away from zero. The remainder decides, so that nothing is added that overflows.
      let (quotient, remainder) = Wide(truncatingIfNeeded: x).quotientAndRemainder(
        dividingBy: power
      )
      let up: Wide = remainder >= half ? 1 : remainder <= 0 - half ? -1 : 0
      let value = quotient &+ up
      return (Target(truncatingIfNeeded: value), value >= lower && value <= upper)
    }
  }

  @inline(__always)
  static func converted<Origin: BitwiseCopyable, Target: BitwiseCopyable>(
    _ type: Origin.Type,
    _ result: Target.Type,
    _ cells: Cells,
    _ count: Int,
    _ kind: CellKind,
    _ isTrying: Bool,
    _ body: (Origin) -> (Target, Bool)
  ) throws(KernelFailure) -> Cells {
    guard count > 0 else { return .null(kind) }
    let count = cells.isConstant ? 1 : count
    let block = CellBlock(kind, capacity: count)
    let (values, target) = (cells.values(Origin.self), block.cells(Target.self))
    var failures: UInt8 = 0
    for row in 0..<count {
      let (value, fits) = body(values[row])
      target[row] = value
      failures |= bit(fits) ^ 1
    }
    block.takeMissing(of: cells, count: count)
    if failures != 0 {
      try settle(cells, count, block, kind, isTrying: isTrying) { (x: Origin) in body(x).1 }
    }
    return Cells(kind, block, isConstant: cells.isConstant)
  }
}
