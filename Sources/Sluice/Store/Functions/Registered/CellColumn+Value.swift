// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension CellColumn {
  /// Adds a value of one of the types that functions of users return.
  ///
  /// - Returns: Whether it is one of the type; if it is not, nothing was added.
  func append(_ value: Value, _ type: SQLType) -> Bool {
    switch (value, type) {
    case (.null, _): appendMissing()
    case (.bool(let value), .boolean): append(value: value ? 1 : 0 as UInt8)
    case (.int(let value), .bigint): append(value: value)
    case (.double(let value), .double): append(value: value)
    case (.text(let text), .varchar):
      var text = text
      text.withUTF8 { append(run: ByteRun($0)) }
    case (.binary(let bytes), .blob): bytes.withUnsafeBufferPointer { append(run: ByteRun($0)) }
    case (.date(let date), .date): append(value: date.days)
    case (.time(let time), .time): append(value: time.microseconds)
    case (.timestamp(let moment), .timestampTZ), (.timestamp(let moment), .timestamp):
      append(value: moment.microseconds)
    case (_, .decimal(let width, let scale)):
      guard let digits = value.exactDecimal?.unscaled(scale: scale, precision: width) else {
        return false
      }
      if type.cellKind == .int64 {
        append(value: Int64(truncatingIfNeeded: digits))
      } else {
        append(value: digits)
      }
    default: return false
    }
    return true
  }
}
