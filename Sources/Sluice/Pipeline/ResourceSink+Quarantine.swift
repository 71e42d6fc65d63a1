// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Records that are put aside, and those that are tried once more.

extension ResourceSink {
  /// Tries a record once more, under the hints of today; false if it is put aside again.
  func retry(_ record: QuarantinedRecord) async throws -> Bool {
    try await gate.enter()
    defer { gate.leave() }
    let index = try index(for: table(of: record))
    let hasPassed = try shredders[index].shredder.retry(record)
    try await flush(after: index)
    return hasPassed
  }

  /// The table for a record, in the names of the source: that which it was for, unless records name it.
  private func table(of record: QuarantinedRecord) throws -> String {
    if case .byRecord(let tableName) = hints.table, let value = record.value {
      return try self.table(of: value, tableName, number: record.record)
    }
    if let table = try fixedTable(nil),
      try run.keeper.normalizedName(table, of: name) == record.rootTable
    {
      return table
    }
    return record.rootTable
  }

  /// Puts records aside that could not be read.
  func quarantineMalformed(isLast: Bool = false) async throws {
    let records = malformed.withLock { records in
      defer { records = [] }
      return records
    }
    if !records.isEmpty {
      let table = try fixedTable(nil).map { try run.keeper.normalizedName($0, of: name) } ?? name
      for record in records {
        let discard = Discard(record, in: table)
        try quarantine.add(.init(malformed: record), to: table, for: discard)
        run.emit(.discarded(discard, resource: name))
      }
    }
    guard isLast || quarantine.byteCount > run.flushBytes, let batch = quarantine.take() else {
      return
    }
    try await send([batch])
  }
}
