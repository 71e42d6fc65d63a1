// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Vector {
  /// The value of `row`, for people: `.null` where there is none.
  ///
  /// Json comes as the value that it stands for.
  public subscript(row: Int) -> Value {
    guard validity[row] else { return .null }
    switch storage {
    case .bool(let values): return .bool(values[row] != 0)
    case .int32(let values): return .date(CalendarDate(days: values[row]))
    case .double(let values): return .double(values[row])
    case .int64(let values):
      switch type.kind {
      case .timestamp:
        return .timestamp(
          Timestamp(microseconds: values[row], offset: type.hasTimeZone ?? true ? 0 : nil)
        )
      case .time: return .time(TimeOfDay(microseconds: values[row]))
      default: return .int(values[row])
      }
    case .int128(let values):
      if type.kind == .bigint {
        if let small = Int64(exactly: values[row]) { return .int(small) }
        return .bigInt(ExactDecimal(unscaled: values[row], scale: 0))
      }
      return .decimal(ExactDecimal(unscaled: values[row], scale: type.storedScale))
    case .wide(let values):
      return .wei(ExactDecimal(limbs: values[row].limbs, isNegative: values[row].isNegative))
    case .bytes(let views):
      switch type.kind {
      case .binary: return .binary(Array(views.bytes(at: row)))
      case .json:
        let text = views.string(at: row)
        return (try? Value(json: text)) ?? .text(text)
      default: return .text(views.string(at: row))
      }
    }
  }
}

extension Batch {
  /// The rows as records, for people; missing values are left out.
  public var records: [Record] { (0..<rowCount).map { record(at: $0) } }

  /// One row as a record; missing values are left out.
  func record(at row: Int) -> Record {
    var record = Record()
    for (name, vector) in zip(names, vectors) where vector.validity[row] {
      record[name] = vector[row]
    }
    return record
  }
}
