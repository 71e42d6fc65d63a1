// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TableShredder {
  /// Puts a record aside that is not loaded.
  func quarantine(_ original: OriginalRecord, for discard: Discard) {
    let buffer = quarantine ?? QuarantineBuffer(context)
    quarantine = buffer
    do throws(LoadError) {
      try buffer.add(original, to: tables[0].name, for: discard, retried: retried)
    } catch {
      preconditionFailure("The columns of the table take all that a record is made of.")
    }
    context.report(.discarded(discard))
  }

  /// Puts a record aside that cannot be read.
  func quarantine(_ record: MalformedRecord) {
    quarantine(.init(malformed: record), for: Discard(record, in: tables[0].name))
  }

  /// Tries a record once more that was put aside.
  ///
  /// If it is refused again, it stays what it is, with the new reason, and the answer is false.
  func retry(_ record: QuarantinedRecord) throws(LoadError) -> Bool {
    retried = record
    defer { retried = nil }
    // Whatever is said of it names the number that it had.
    recordCount = record.record - 1
    let count = quarantine?.recordCount ?? 0
    guard let value = record.value else {
      let violation = Violation(
        record.reason,
        clause: .init("malformed", "quarantine"),
        expected: record.expected,
        found: record.found
      )
      let discard = Discard(
        .record,
        table: record.table,
        sourcePath: record.path,
        record: recordCount + 1,
        violation: violation
      )
      recordCount += 1
      quarantine(.value(.null), for: discard)
      return false
    }
    try shred(value)
    return quarantine?.recordCount ?? 0 == count
  }
}
