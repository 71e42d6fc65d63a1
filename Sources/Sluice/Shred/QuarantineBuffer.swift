// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Gathers the records that were put aside, as rows of the table for them.
final class QuarantineBuffer {
  /// The memory that the rows take which were not taken yet, about.
  private(set) var byteCount = 0
  /// The records that were put aside, those that were taken since included.
  private(set) var recordCount = 0
  private let context: ShredContext
  private var ids: RowIDGenerator
  private let builders = QuarantineTable.columns.map { VectorBuilder($0.type ?? .text) }
  /// What a row takes beside its texts.
  private static let rowBytes = 256

  /// Starts without rows.
  init(_ context: ShredContext) {
    self.context = context
    ids = RowIDGenerator(seed: context.seed.forked(for: QuarantineTable.name))
  }

  /// Adds a record for the table called `rootTable`; one that was `retried` stays what it is.
  func add(
    _ original: OriginalRecord,
    to rootTable: String,
    for discard: Discard,
    retried: QuarantinedRecord? = nil
  ) throws(LoadError) {
    if let retried { return try add(retried.again(for: discard)) }
    let (format, text) = original.stored
    var record = QuarantinedRecord(
      id: ids.next(),
      loadID: context.loadID,
      quarantinedAt: context.schema.now,
      schema: context.schema.schema.name,
      resource: context.resource,
      rootTable: rootTable,
      table: discard.table,
      path: [],
      record: discard.record,
      reason: "",
      format: format,
      text: text,
      attempts: 1
    )
    record.setReason(discard)
    try add(record)
  }

  /// Adds a record as it was put aside.
  func add(_ record: QuarantinedRecord) throws(LoadError) {
    for (builder, value) in zip(builders, record.row) { try builder.append(value) }
    recordCount += 1
    byteCount += record.text.utf8.count + record.reason.utf8.count + Self.rowBytes
  }

  /// The rows so far, and the table for them in the schema; `nil` if there are none.
  func take() -> TableBatch? {
    guard byteCount > 0 else { return nil }
    byteCount = 0
    if context.schema.withSchema({ $0.ensureQuarantine() }) {
      context.report(.tableAdded(QuarantineTable.name))
    }
    let count = builders[0].count
    let batch = Batch(
      names: QuarantineTable.columns.map(\.name),
      vectors: builders.map { $0.finish() },
      rowCount: count
    )
    return TableBatch(table: QuarantineTable.name, batch: batch)
  }
}

extension QuarantinedRecord {
  /// This record, put aside once more, for a reason that may be another.
  func again(for discard: Discard) -> QuarantinedRecord {
    var record = self
    record.setReason(discard)
    record.attempts += 1
    return record
  }

  /// Takes over where and why.
  fileprivate mutating func setReason(_ discard: Discard) {
    table = discard.table
    column = discard.column
    path = discard.sourcePath
    clause = discard.violation.clause?.description
    reason = discard.violation.description
    expected = discard.violation.expected
    found = discard.violation.found
  }
}

extension Discard {
  /// Says of a record for the table called `table` that it cannot be read.
  init(_ record: MalformedRecord, in table: String) {
    self.init(
      .record,
      table: table,
      record: record.record,
      violation: Violation(
        "The record cannot be read.",
        advice: "Correct it at its source: \(record.error.advice).",
        clause: .init("malformed", "quarantine"),
        expected: record.error.expected,
        found: record.error.found
      )
    )
  }
}
