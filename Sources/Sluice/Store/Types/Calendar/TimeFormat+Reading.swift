// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TimeFormat {
  /// Reads a text of the format. Spaces around it are of no account.
  func read(_ text: TextBytes) throws(TimeMismatch) -> TimeReading {
    var reader = TimeFormatReader(text)
    if reader.readSpecial() { return reader.reading }
    for (index, field) in fields.enumerated() {
      try reader.skip(literals[index], index)
      try reader.read(field)
    }
    if let last = literals.last { try reader.skip(last, fields.count) }
    try reader.finish()
    return reader.reading
  }

  /// Reads a text of the first of several formats that it has; the fault is that of the first one.
  static func read(
    _ text: TextBytes,
    _ formats: [TimeFormat]
  ) throws(TimeMismatch) -> TimeReading {
    var first: TimeMismatch?
    for format in formats {
      do {
        let reading = try format.read(text)
        if reading.timestamp != nil { return reading }
        first = first ?? TimeMismatch(.noSuchDay, 0)
      } catch {
        first = first ?? error
      }
    }
    throw first ?? TimeMismatch(.trailingBytes, 0)
  }
}
