// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension CellCast {
  /// Casts between bytes, bits, numbers as bits, and identifiers.
  static func ofBytes(_ failure: CastFailure) -> CellCast? {
    switch (failure.source, failure.target) {
    case (.blob, .bit):
      return CellCast {
        try failure.rewrite($0, $1) { blob, bytes in
          guard !blob.isEmpty else { return false }
          bytes.append(0)
          bytes.append(contentsOf: blob)
          return true
        }
      }
    case (.bit, .blob):
      return CellCast {
        try failure.rewrite($0, $1) { bits, bytes in
          guard let padding = bits.first, bits.count > 1 else { return false }
          bytes.append(bits[1] & UInt8(truncatingIfNeeded: 0xFF >> Int(padding)))
          bytes.append(contentsOf: bits[2...])
          return true
        }
      }
    case (.blob, .uuid):
      return CellCast {
        try failure.read($0, $1) { blob -> Int128? in
          guard blob.count == 16 else { return nil }
          let value = blob.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
          return Int128(bitPattern: value ^ 1 << 127)
        }
      }
    case (.uuid, .blob):
      return CellCast { cells, count in
        let block = CellBlock(.bytes, capacity: count)
        for row in 0..<count {
          guard cells.isValid(row) else {
            block.setMissing(row, stride: CellKind.bytes.stride)
            continue
          }
          let value = UInt128(bitPattern: cells.value(row, Int128.self)) ^ 1 << 127
          let bytes = (0..<16).map { UInt8(truncatingIfNeeded: value >> UInt128(120 - 8 * $0)) }
          block.cells(ByteRun.self)[row] = bytes.withUnsafeBufferPointer { block.store($0) }
        }
        return Cells(.bytes, block)
      }
    case (.uuid, .uhugeint), (.uhugeint, .uuid): return CellCast { cells, _ in cells }
    case (.uuid, .hugeint), (.hugeint, .uuid):
      return CellCast {
        try failure.map($0, $1) { (value: Int128) -> Int128? in value ^ Int128.min }
      }
    case (let source, .bit):
      guard let width = source.bitWidth else { return nil }
      return CellCast { toBits($0, $1, source, width) }
    case (.bit, let target):
      guard let width = target.bitWidth else { return nil }
      return CellCast { try ofBits($0, $1, failure, width) }
    default: return nil
    }
  }

  private static func toBits(_ cells: Cells, _ count: Int, _ type: SQLType, _ width: Int) -> Cells {
    let block = CellBlock(.bytes, capacity: count)
    for row in 0..<count {
      guard cells.isValid(row) else {
        block.setMissing(row, stride: CellKind.bytes.stride)
        continue
      }
      let value: Int128
      switch cells.kind {
      case .bool: value = Int128(cells.value(row, UInt8.self))
      case .int32: value = Int128(cells.value(row, Int32.self))
      case .int64: value = Int128(cells.value(row, Int64.self))
      case .int128:
        value = cells.value(row, Int128.self) ^ (type == .uhugeint ? Int128.min : 0)
      default:
        let double = cells.value(row, Double.self)
        value =
          type == .float ? Int128(Float(double).bitPattern) : Int128(double.bitPattern)
      }
      var bytes: [UInt8] = [0]
      for place in (0..<width).reversed() {
        bytes.append(UInt8(truncatingIfNeeded: value >> Int128(8 * place)))
      }
      block.cells(ByteRun.self)[row] = bytes.withUnsafeBufferPointer { block.store($0) }
    }
    return Cells(.bytes, block)
  }

  private static func ofBits(
    _ cells: Cells,
    _ count: Int,
    _ failure: CastFailure,
    _ width: Int
  ) throws -> Cells {
    let target = failure.target
    func value(_ bits: TextBytes) -> Int128? {
      guard let padding = bits.first, bits.count - 1 <= width, bits.count > 1 else { return nil }
      var value = UInt128(bits[1] & UInt8(truncatingIfNeeded: 0xFF >> Int(padding)))
      for byte in bits[2...] { value = value << 8 | UInt128(byte) }
      // The highest bit is the sign of types that have one.
      if target.integerRange?.lowerBound != 0, target.isInteger, width < 16,
        value >> UInt128(8 * width - 1) & 1 == 1
      {
        return Int128(truncatingIfNeeded: value) - (1 << Int128(8 * width))
      }
      return Int128(truncatingIfNeeded: value)
    }
    switch target.cellKind {
    case .bool: return try failure.read(cells, count) { value($0).map { bit($0 != 0) } }
    case .int32:
      return try failure.read(cells, count) { value($0).map { Int32(truncatingIfNeeded: $0) } }
    case .int64:
      return try failure.read(cells, count) { value($0).map { Int64(truncatingIfNeeded: $0) } }
    case .int128 where target == .uhugeint:
      return try failure.read(cells, count) { value($0).map { $0 ^ Int128.min } }
    case .int128: return try failure.read(cells, count) { value($0) }
    default:
      return try failure.read(cells, count) {
        value($0).map {
          target == .float
            ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0)))
            : Double(bitPattern: UInt64(truncatingIfNeeded: $0))
        }
      }
    }
  }
}

extension SQLType {
  /// The bytes of a number in DuckDB's memory, which its bits are taken from.
  fileprivate var bitWidth: Int? {
    switch self {
    case .boolean, .tinyint, .utinyint: 1
    case .smallint, .usmallint: 2
    case .integer, .uinteger, .float: 4
    case .bigint, .ubigint, .double: 8
    case .hugeint, .uhugeint: 16
    default: nil
    }
  }
}
