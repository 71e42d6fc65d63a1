// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Writes batches as lines of JSON, one record a row.
///
/// Fields without a value are left out, and so are numbers that JSON has no form for. Decimals and
/// large integers of ledgers are text with all their digits; times are ISO 8601, instants with `Z`;
/// bytes are Base64; json columns are the JSON that they hold.
///
/// Take the bytes when there are enough of them, or write them where they lie:
///
/// ```swift
/// encoder.append(batch)
/// try encoder.withUnsafeBytes { try file.write($0) }
/// encoder.removeAll()
/// ```
public struct JSONLEncoder: Sendable {
  private var bytes = EncodedBytes()

  /// Makes an encoder without bytes.
  public init() {}

  /// The number of bytes that were written and not taken.
  public var byteCount: Int { bytes.count }

  /// Appends the rows of a batch.
  public mutating func append(_ batch: Batch) {
    guard batch.rowCount > 0 else { return }
    let lines = JSONLines(batch)
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
