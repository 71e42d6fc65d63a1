// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension UnsafeMutablePointer where Pointee == ColumnBuffer {
  /// Stores a value that has the type of the column; false if it lies outside of what that can hold.
  func store(_ value: Value, at row: Int, in heap: inout ByteHeap) -> Bool {
    let type = pointee.type
    switch (pointee.storage, value) {
    case (.bool, .bool(let value)):
      put(value ? 1 as UInt8 : 0, at: row)
    case (.double, .double(let value)):
      put(value, at: row)
    case (.int64, .int(let value)):
      if pointee.isNarrow, let bits = type.precision {
        guard value >> Int64(bits - 1) == 0 || value >> Int64(bits - 1) == -1 else { return false }
      }
      put(value, at: row)
    case (.int128, .int(let value)):
      put(Int128(value), at: row)
    case (.int128, .bigInt(let value)):
      guard let unscaled = value.unscaled(scale: 0, precision: 38) else { return false }
      put(unscaled, at: row)
    case (.int64, .timestamp(let value)):
      let digits = pointee.isNarrow ? type.precision ?? 6 : 6
      put(value.rounded(toDigits: digits).microseconds, at: row)
    case (.int64, .time(let value)):
      put(value.microseconds, at: row)
    case (.int32, .date(let value)):
      put(value.days, at: row)
    case (.int128, .decimal(let value)):
      guard
        let unscaled = value.unscaled(scale: type.storedScale, precision: type.storedPrecision)
      else { return false }
      put(unscaled, at: row)
    case (.wide, .wei(let value)), (.wide, .decimal(let value)), (.wide, .bigInt(let value)):
      guard let (limbs, isNegative) = value.limbs256() else { return false }
      put(WideInteger(limbs: limbs, isNegative: isNegative), at: row)
    case (.bytes, .text(let text)) where type.kind == .text:
      put(heap.append(text), at: row)
    case (.bytes, .binary(let bytes)) where type.kind == .binary,
      (.bytes, .hexBytes(let bytes)) where type.kind == .binary:
      put(heap.append(bytes), at: row)
    case (.bytes, _) where type.kind == .json:
      put(heap.append(JSONWriter().bytes(value)), at: row)
    default:
      return false
    }
    return true
  }
}
