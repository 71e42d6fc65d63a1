// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Casting {
  static func doubleToDouble(
    _ cells: Cells,
    _ count: Int,
    _ source: NumberForm,
    _ target: NumberForm,
    _ isTrying: Bool
  ) throws(KernelFailure) -> Cells {
    guard target.isFloat, !source.isFloat else { return cells }
    return try converted(Double.self, Double.self, cells, count, .double, isTrying) { x in
      let float = Float(x)
      return (Double(float), float.isFinite || !x.isFinite)
    }
  }

  static func integerToDouble(
    _ cells: Cells,
    _ count: Int,
    _ source: NumberForm,
    _ target: NumberForm
  ) -> Cells {
    if target.isFloat { return integerTo(Float.self, cells, count, source) { Double($0) } }
    return integerTo(Double.self, cells, count, source) { $0 }
  }

  @inline(__always)
  private static func integerTo<Target: BinaryFloatingPoint & BitwiseCopyable>(
    _ type: Target.Type,
    _ cells: Cells,
    _ count: Int,
    _ source: NumberForm,
    _ widen: (Target) -> Double
  ) -> Cells {
    switch source.kind {
    case .bool:
      KernelLoops.map(cells, count: count, to: .double) { (x: UInt8) in widen(Target(x)) }
    case .int32:
      KernelLoops.map(cells, count: count, to: .double) { (x: Int32) in widen(Target(x)) }
    case .int64:
      if source.scale == 0 {
        KernelLoops.map(cells, count: count, to: .double) { (x: Int64) in widen(Target(x)) }
      } else {
        decimalTo(Int64.self, Target.self, cells, count, source.scale, widen)
      }
    case .int128: decimalTo(Int128.self, Target.self, cells, count, source.scale, widen)
    default: preconditionFailure("Only numbers and booleans are cast.")
    }
  }

  @inline(__always)
  private static func decimalTo<
    Value: FixedWidthInteger & SignedInteger & BitwiseCopyable,
    Target: BinaryFloatingPoint & BitwiseCopyable
  >(
    _ type: Value.Type,
    _ result: Target.Type,
    _ cells: Cells,
    _ count: Int,
    _ scale: Int,
    _ widen: (Target) -> Double
  ) -> Cells {
    let whole = PowersOfTen.integer(scale)
    let power = Target(whole)
    let exact = Value(1) << Value(Target.significandBitCount + 1)
    let divisor = Value(clamping: whole)
    return KernelLoops.map(cells, count: count, to: .double) { (x: Value) in
      if scale == 0 || (x <= exact && x >= 0 - exact) { return widen(Target(x) / power) }
      // More digits than the target has: whole and broken parts are rounded on their own.
      let (quotient, remainder) = x.quotientAndRemainder(dividingBy: divisor)
      return widen(Target(quotient) + Target(remainder) / power)
    }
  }

  static func doubleToInteger(
    _ cells: Cells,
    _ count: Int,
    _ target: NumberForm,
    _ isTrying: Bool
  ) throws(KernelFailure) -> Cells {
    switch target.kind {
    case .int32: try rounded(Int32.self, cells, count, target, isTrying) { Int32($0) }
    case .int64: try rounded(Int64.self, cells, count, target, isTrying) { Int64($0) }
    default: try rounded(Int128.self, cells, count, target, isTrying) { Int128($0) }
    }
  }

  @inline(__always)
  private static func rounded<Target: FixedWidthInteger & BitwiseCopyable>(
    _ type: Target.Type,
    _ cells: Cells,
    _ count: Int,
    _ target: NumberForm,
    _ isTrying: Bool,
    _ convert: (Double) -> Target
  ) throws(KernelFailure) -> Cells {
    let lower = Double(target.limits.lower)
    // The first number that does not fit: a power of two or of ten, where the greatest is none.
    let beyond = Double(target.limits.upper) + 1
    if target.isDecimal {
      let power = PowersOfTen.double(target.scale)
      let least = 0 - beyond
      return try converted(Double.self, Target.self, cells, count, target.kind, isTrying) { x in
        let value = roundedAway(x * power)
        let fits = value > least && value < beyond
        return (fits ? convert(value) : 0, fits)
      }
    }
    return try converted(Double.self, Target.self, cells, count, target.kind, isTrying) { x in
      let value = roundedToEven(x)
      let fits = value >= lower && value < beyond
      return (fits ? convert(value) : 0, fits)
    }
  }

  /// The nearest integer, half away from zero.
  @inline(__always)
  private static func roundedAway(_ x: Double) -> Double {
    guard x.magnitude < 0x1p52 else { return x }
    let whole = Double(Int64(x))
    let rest = x - whole
    return whole + Double(Int(bit(rest >= 0.5)) - Int(bit(rest <= -0.5)))
  }

  /// The nearest integer, half to even.
  @inline(__always)
  private static func roundedToEven(_ x: Double) -> Double {
    // Adding 1.5 · 2⁵² leaves no room for digits behind the point; rounding functions are calls.
    guard x.magnitude < 0x1p51 else { return x.rounded(.toNearestOrEven) }
    return (x + 0x1.8p52) - 0x1.8p52
  }
}
