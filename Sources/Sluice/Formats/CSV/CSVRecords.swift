// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Takes the fields of CSV as `CSVEncoder` writes it apart, from pieces that are cut anywhere.
///
/// For files of one's own: what others write is read by the intake of a resource, which tells what is
/// wrong with it.
struct CSVRecords: Sendable {
  private enum State { case start, plain, quoted, closed }

  private var state = State.start
  private var field: [UInt8] = []
  private var fields: [String?] = []

  /// The records that are complete with these bytes. A field without a byte has no value.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [[String?]] {
    var records: [[String?]] = []
    for byte in bytes {
      switch (state, byte) {
      case (.start, CSVText.quote): state = .quoted
      case (.closed, CSVText.quote):
        field.append(byte)
        state = .quoted
      case (.quoted, CSVText.quote): state = .closed
      case (.quoted, _): field.append(byte)
      case (_, 0x2C): endField()
      case (_, CSVText.lineFeed):
        endField()
        records.append(fields)
        fields = []
      case (_, CSVText.carriageReturn): break
      default:
        field.append(byte)
        state = .plain
      }
    }
    return records
  }

  /// The record that no line feed follows, if there is one.
  mutating func finish() -> [[String?]] {
    guard !fields.isEmpty || state != .start else { return [] }
    endField()
    defer { fields = [] }
    return [fields]
  }

  private mutating func endField() {
    fields.append(state == .start ? nil : String(decoding: field, as: UTF8.self))
    field = []
    state = .start
  }
}
