// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Reads the texts of the fields of one column of a file.
struct FieldReader: Sendable {
  let type: SQLType
  /// The format of dates; `nil` for the usual one.
  var dateFormat: TimeFormat?
  /// The format of timestamps; `nil` for the usual one.
  var timestampFormat: TimeFormat?

  /// Adds the value of a text to a column.
  ///
  /// - Returns: Whether the text is one of the type; if it is not, the value is missing.
  func append(_ text: TextBytes, to column: CellColumn) -> Bool {
    switch type {
    case .date where dateFormat != nil:
      if let date = try? dateFormat?.read(text).date {
        column.append(value: date)
        return true
      }
    case _ where timestampFormat != nil && type.isMoment:
      if let moment = moment(text) {
        column.append(value: moment)
        return true
      }
    case .list, .array, .structure, .map, .union:
      if let nested = NestedText(text, as: type),
        let value = Datum(nested, type, isLenient: false)
      {
        column.append(Cells([value], type), count: 1)
        return true
      }
    case .varchar:
      guard let start = text.baseAddress, !JSONText.isValidUTF8(start, count: text.count) else {
        column.append(run: ByteRun(text))
        return true
      }
    case .json where !JSONCells.isValid(text): break
    default: return StoredJSON.append(plain: text, type, to: column)
    }
    column.appendMissing()
    return false
  }

  /// The moment of a text of the format, as the type has it; `nil` if it is none.
  private func moment(_ text: TextBytes) -> Int64? {
    guard let reading = try? timestampFormat?.read(text) else { return nil }
    return switch type {
    case .timestampNS, .timestampTZNS: reading.exactTimestamp
    case .timestampS: reading.timestamp.flatMap { SQLTimestamp.rounded($0, to: 1_000_000) }
    case .timestampMS: reading.timestamp.flatMap { SQLTimestamp.rounded($0, to: 1_000) }
    default: reading.timestamp
    }
  }
}

extension CellColumn {
  /// Takes the last cell away.
  func removeLast() {
    if shape.kind == .structure { for child in children { child.removeLast() } }
    setValid(count - 1, true)
    setCount(count - 1)
  }
}
