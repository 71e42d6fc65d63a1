// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes batches as CSV, one record a row, as RFC 4180 has it.
///
/// A field stands in quotes only where it has to: where it holds the delimiter, a quote or a line
/// end, or begins or ends with a blank. A missing value is an empty field, an empty text a pair of
/// quotes. Values are written as ``JSONLEncoder`` writes them, json as text.
///
/// ```swift
/// var encoder = CSVEncoder(columns: ["id", "name"])
/// encoder.appendHeader()
/// encoder.append(batch)
/// try encoder.withUnsafeBytes { try file.write($0) }
/// encoder.removeAll()
/// ```
public struct CSVEncoder: Sendable {
  /// The columns, in the order of the fields.
  public let columns: [String]
  /// The byte between fields.
  public let delimiter: UInt8
  /// Whether records end with a carriage return before the line feed.
  public var usesCarriageReturns = false
  private var bytes = EncodedBytes()

  /// Makes an encoder without bytes. The delimiter is an ASCII byte as in ``CSVOptions/delimiter``.
  public init(columns: [String], delimiter: UInt8 = UInt8(ascii: ",")) {
    precondition(
      CSVOptions.canDelimit(delimiter),
      "A delimiter is an ASCII byte, but no letter, digit, quote, line end, point or sign."
    )
    precondition(!columns.isEmpty, "Records of CSV have at least one field.")
    self.columns = columns
    self.delimiter = delimiter
  }

  /// The number of bytes that were written and not taken.
  public var byteCount: Int { bytes.count }

  /// Appends the record with the names of the columns.
  public mutating func appendHeader() {
    var header: [UInt8] = []
    for name in columns {
      if !header.isEmpty { header.append(delimiter) }
      let text = Array(name.utf8)
      let isPlain = text.withUnsafeBufferPointer { CSVLines.isPlain($0, delimiter) }
      guard !isPlain else {
        header += text
        continue
      }
      header.append(CSVText.quote)
      for byte in text {
        if byte == CSVText.quote { header.append(byte) }
        header.append(byte)
      }
      header.append(CSVText.quote)
    }
    bytes.append(header + (usesCarriageReturns ? [0x0D, 0x0A] : [0x0A]))
  }

  /// Appends the rows of a batch. Columns that it lacks are empty; others that it has are left out.
  public mutating func append(_ batch: Batch) {
    guard batch.rowCount > 0 else { return }
    let lines = CSVLines(batch, columns, delimiter, usesCarriageReturns)
    bytes.reserve(lines.rowRoom)
    lines.write(to: &bytes)
  }

  /// Calls `body` with the bytes.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try bytes.withUnsafeBytes(body)
  }

  /// Forgets the bytes and keeps their memory for those to come.
  public mutating func removeAll() { bytes.removeAll() }

  /// Takes the bytes away.
  public mutating func take() -> [UInt8] { bytes.take() }
}
