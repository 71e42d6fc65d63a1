// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. One value of a growing column, for those who look at rows before they are
// taken.

extension UnsafeMutablePointer where Pointee == ColumnBuffer {
  /// The value of `row`, which is below the number of rows of the table; `.null` if there is none.
  func value(at row: Int, in heap: ByteHeap) -> Value {
    guard row < pointee.rows, pointee.validity[row >> 6] >> UInt64(row & 63) & 1 == 1 else {
      return .null
    }
    let type = pointee.type
    switch pointee.storage {
    case .bool: return .bool(load(row, as: UInt8.self) != 0)
    case .int32: return .date(CalendarDate(days: load(row, as: Int32.self)))
    case .double: return .double(load(row, as: Double.self))
    case .int64:
      let number = load(row, as: Int64.self)
      switch type.kind {
      case .timestamp:
        return .timestamp(
          Timestamp(microseconds: number, offset: type.hasTimeZone ?? true ? 0 : nil)
        )
      case .time: return .time(TimeOfDay(microseconds: number))
      default: return .int(number)
      }
    case .int128:
      let number = load(row, as: Int128.self)
      if type.kind == .bigint {
        if let small = Int64(exactly: number) { return .int(small) }
        return .bigInt(ExactDecimal(unscaled: number, scale: 0))
      }
      return .decimal(ExactDecimal(unscaled: number, scale: type.storedScale))
    case .wide:
      let number = load(row, as: WideInteger.self)
      return .wei(ExactDecimal(limbs: number.limbs, isNegative: number.isNegative))
    case .bytes:
      let view = load(row, as: UInt64.self)
      // Safe: views are written together with the bytes that they point at.
      let bytes = UnsafeBufferPointer(
        start: heap.base + Int(view >> 32),
        count: Int(view & 0xFFFF_FFFF)
      )
      switch type.kind {
      case .binary: return .binary(Array(bytes))
      case .json:
        let text = String(decoding: bytes, as: UTF8.self)
        return (try? Value(json: text)) ?? .text(text)
      default: return .text(String(decoding: bytes, as: UTF8.self))
      }
    }
  }

  private func load<Element: BitwiseCopyable>(_ row: Int, as type: Element.Type) -> Element {
    pointee.data.assumingMemoryBound(to: Element.self)[row]
  }
}
