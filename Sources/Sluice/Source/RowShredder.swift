// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a run asks of a shredder; tests put their own in its place.
protocol RowShredder: AnyObject {
  /// The memory that the rows take which were not taken yet, about.
  var pendingByteCount: Int { get }
  /// Shreds one record.
  func shred(_ record: Value) throws
  /// Shreds values of a type that can be encoded.
  func shredEach<Element: Encodable>(_ values: some Sequence<Element>) throws
  /// Takes rows that are columns already.
  func shred(_ batch: Batch) throws
  /// Makes the table without a row and, if they are wanted, the tables that are declared below it.
  func materialize(withTablesBelow hasTablesBelow: Bool) throws
  /// Takes all rows so far.
  func takeBatches() -> [TableBatch]
  /// Checks rows as `plan` says from here on.
  func hold(to plan: CheckPlan)
  /// Tries a record once more that was put aside; false if it is put aside again.
  func retry(_ record: QuarantinedRecord) throws -> Bool
  /// Says what can only be said when all records are through.
  func reportEnd()
  /// An intake that hands the records of JSON to this shredder, read as `hints` say.
  func jsonIntake(_ hints: TableHints) -> any TextFeed
  /// An intake that hands the records of CSV to this shredder.
  func csvIntake(_ options: CSVOptions, _ malformed: MalformedRecords) -> any TextFeed
}

/// What a run asks of an intake of JSON or CSV.
protocol TextFeed: AnyObject {
  /// Where the next bytes go.
  var freeSpace: UnsafeMutableRawBufferPointer { get }
  /// Takes the first `count` bytes of the free space.
  func accept(_ count: Int) throws
  /// Takes the end of the input.
  func finish() throws
}

extension RowShredder {
  func hold(to plan: CheckPlan) {}
  func retry(_ record: QuarantinedRecord) throws -> Bool {
    try shred(record.value ?? .null)
    return true
  }
}

extension TableShredder: RowShredder {
  func jsonIntake(_ hints: TableHints) -> any TextFeed {
    JSONIntake(
      into: self,
      layout: hints.jsonLayout,
      recordLimit: hints.jsonRecordLimit,
      malformed: hints.malformed
    )
  }

  func csvIntake(_ options: CSVOptions, _ malformed: MalformedRecords) -> any TextFeed {
    CSVIntake(into: self, options: options, malformed: malformed)
  }
}

extension JSONIntake: TextFeed {}
extension CSVIntake: TextFeed {}
