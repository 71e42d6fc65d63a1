// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Arithmetic {
  /// The numbers with the other sign, within `limits` if they are integers.
  static func negate(
    _ cells: Cells,
    count: Int,
    limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    switch cells.kind {
    case .int32: return try signed(Int32.self, cells, count, limits) { 0 &- $0 }
    case .int64: return try signed(Int64.self, cells, count, limits) { 0 &- $0 }
    case .int128: return try signed(Int128.self, cells, count, limits) { 0 &- $0 }
    case .double: return KernelLoops.map(cells, count: count, to: .double) { (x: Double) in -x }
    default: preconditionFailure("Numbers are integers or doubles.")
    }
  }

  /// The numbers without their sign, within `limits` if they are integers.
  static func absolute(
    _ cells: Cells,
    count: Int,
    limits: IntegerLimits
  ) throws(KernelFailure) -> Cells {
    switch cells.kind {
    case .int32: return try signed(Int32.self, cells, count, limits) { ($0 ^ $0 >> 31) &- $0 >> 31 }
    case .int64: return try signed(Int64.self, cells, count, limits) { ($0 ^ $0 >> 63) &- $0 >> 63 }
    case .int128: return try signed(Int128.self, cells, count, limits) { $0 < 0 ? 0 &- $0 : $0 }
    case .double:
      return KernelLoops.map(cells, count: count, to: .double) { (x: Double) in x.magnitude }
    default: preconditionFailure("Numbers are integers or doubles.")
    }
  }

  /// Rounds doubles to floats; what is beyond them becomes an infinity.
  static func roundToFloat(_ cells: Cells, count: Int) -> Cells {
    KernelLoops.map(cells, count: count, to: .double) { (x: Double) in Double(Float(x)) }
  }

  @inline(__always)
  private static func signed<Value: FixedWidthInteger & SignedInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ cells: Cells,
    _ count: Int,
    _ limits: IntegerLimits,
    _ body: (Value) -> Value
  ) throws(KernelFailure) -> Cells {
    let (lower, upper) = limits.clamped(Value.self)
    var isOutside: UInt8 = 0
    let result = KernelLoops.map(cells, count: count, to: cells.kind) { (x: Value) -> Value in
      let value = body(x)
      // The least integer of the machine is its own opposite.
      isOutside |= bit(value < lower) | bit(value > upper) | bit(x == .min)
      return value
    }
    if isOutside != 0 {
      let failure = KernelLoops.firstFailure(cells, count: count) { (x: Value) in
        let value = body(x)
        return value < lower || value > upper || x != 0 && value == x && x == .min
      }
      if let failure { throw .outOfRange(row: failure) }
    }
    return result
  }
}
