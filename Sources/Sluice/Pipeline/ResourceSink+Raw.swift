// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Pages that are written down as they come.

extension ResourceSink {
  /// Writes a page down.
  func keep(_ page: Page, to table: String?, _ raw: RawWriter) async throws {
    try keepMalformed(raw)
    let (rows, bytes) = try await raw.append(page, to: table)
    run.cut?.count(rows: rows, bytes: bytes)
    try Task.checkCancellation()
  }

  /// Writes records down that could not be read.
  func keepMalformed(_ raw: RawWriter) throws {
    let records = malformed.withLock { records in
      defer { records = [] }
      return records
    }
    for record in records { try raw.append(record) }
  }
}
