// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The count is that of the chunk which the cells belong to.

/// Casts between booleans, integers, decimals, floats and doubles.
enum Casting {
  /// The numbers in another form.
  ///
  /// What does not fit is refused, or missing if `isTrying`. Decimals are rounded half away from zero,
  /// doubles that become integers half to even.
  static func cast(
    _ cells: Cells,
    count: Int,
    from source: NumberForm,
    to target: NumberForm,
    isTrying: Bool = false
  ) throws(KernelFailure) -> Cells {
    if cells.isConstantNull { return .null(target.kind) }
    if target.kind == .bool { return toBool(cells, count, source) }
    if target.kind == .double {
      return source.kind == .double
        ? try doubleToDouble(cells, count, source, target, isTrying)
        : integerToDouble(cells, count, source, target)
    }
    if source.kind == .double { return try doubleToInteger(cells, count, target, isTrying) }
    return try integerToInteger(cells, count, source, target, isTrying)
  }

  /// Decimals or integers with another scale and other limits, in place of kind `target`.
  static func rescale(
    _ cells: Cells,
    count: Int,
    from scale: Int,
    to target: NumberForm,
    isTrying: Bool = false
  ) throws(KernelFailure) -> Cells {
    var source = NumberForm(kind: cells.kind)
    source.scale = scale
    return try cast(cells, count: count, from: source, to: target, isTrying: isTrying)
  }

  private static func toBool(_ cells: Cells, _ count: Int, _ source: NumberForm) -> Cells {
    switch source.kind {
    case .bool: cells
    case .int32: KernelLoops.map(cells, count: count, to: .bool) { (x: Int32) in bit(x != 0) }
    case .int64: KernelLoops.map(cells, count: count, to: .bool) { (x: Int64) in bit(x != 0) }
    case .int128: KernelLoops.map(cells, count: count, to: .bool) { (x: Int128) in bit(x != 0) }
    case .double: KernelLoops.map(cells, count: count, to: .bool) { (x: Double) in bit(x != 0) }
    default: preconditionFailure("Only numbers and booleans are cast.")
    }
  }

  /// Settles rows that a fast pass found not to fit: refuses the first, or makes all of them missing.
  ///
  /// `fits` is asked for rows that have a value only.
  @inline(__always)
  static func settle<Value: BitwiseCopyable>(
    _ cells: Cells,
    _ count: Int,
    _ block: CellBlock,
    _ kind: CellKind,
    isTrying: Bool,
    fits: (Value) -> Bool
  ) throws(KernelFailure) {
    for row in 0..<count where cells.isValid(row) && !fits(cells.value(row)) {
      guard isTrying else { throw .outOfRange(row: row) }
      block.setMissing(row, stride: kind.stride)
    }
  }
}
