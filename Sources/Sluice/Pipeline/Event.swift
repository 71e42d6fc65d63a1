// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Something that happened in a run.
public enum Event: Sendable {
  /// The run started.
  case runStarted(pipeline: String, source: String, loadID: String)
  /// Records of a resource are being extracted.
  case resourceStarted(String)
  /// All records of a resource were extracted.
  case resourceFinished(String)
  /// Figures that a resource has gathered until its end.
  case measured(Record, resource: String)
  /// A table came into being.
  case tableAdded(String, resource: String)
  /// A column came into being.
  case columnAdded(Column, table: String, resource: String)
  /// A column got a wider type than it had, for values came that did not fit.
  case columnTypeChanged(Column, from: DataType, table: String, resource: String)
  /// A table has as many columns as it may: other fields go into the json column `overflow`.
  case columnsFull(table: String, overflow: String, resource: String)
  /// Two names of the source became the same: the later value of a record wins.
  case namesCollide(
    name: String,
    table: String,
    first: [String],
    second: [String],
    resource: String
  )
  /// A field was null in every record, so there is no column for it.
  case onlyNulls(column: String, table: String, resource: String)
  /// A stage left out what is declared of a column, or of a whole table.
  case hintIgnored(column: String?, table: String, Violation, resource: String)
  /// A stage or a check left out a value or a row, or put a whole record aside.
  case discarded(Discard, resource: String)
  /// A row breaks a check.
  case checkFailed(
    check: String,
    table: String,
    record: Int,
    outcome: Check.Outcome,
    resource: String
  )
  /// All rows are through a check.
  case checked(RunReport.Check)
  /// JSON that cannot be read was left out.
  case recordSkipped(SkippedRecord)
  /// A resource is through, and this is what it did along one of its cursors.
  case cursorFinished(CursorReport)
  /// So many records lie at the boundary of a cursor that their hashes are no longer in the state, but in
  /// `table`; or in the state all the same, which is `nil`, for the destination cannot read them back.
  case boundaryIsLarge(resource: String, cursor: String, records: Int, table: String?)
  /// Records that had been put aside were tried once more.
  case replayed(RunReport.Replay)
  /// Rows reached the destination. They are not visible yet.
  case batchLoaded(table: String, rows: Int, bytes: Int)
  /// What a load that is visible did to the rows of a table, where the destination says so.
  case rowsChanged(table: String, RowChanges, loadID: String)
  /// The load is visible.
  case committed(loadID: String, schema: Schema)
  /// A file in the import folder took the place of the schema; what has rows may not fit it.
  case schemaImported(String, file: String, tablesWithRows: [String])
  /// The schema was written to the export folder.
  case schemaExported(String, file: String)
  /// The schema of a load that is visible could not be written to the export folder.
  case schemaNotExported(String, file: String, any Error)
  /// All that was extracted is in a package, and will be loaded whatever happens.
  case packageSealed(String)
  /// A package of an earlier run, or one that was asked for, is loaded.
  case packageLoaded(String, tables: [LoadedTable])
  /// A load was taken back.
  case undone(loadID: String, rows: [String: Int])
  /// The dataset is gone, so the state, the schemas and the packages of the workspace were forgotten.
  case stateWiped(pipeline: String)
  /// Something could not be written to the workspace. The load is visible all the same.
  case notKept(String, any Error)
  /// The run ended well.
  case runFinished(Duration)
  /// The run failed: nothing of it is visible.
  case failed(any Error)
  /// The destination refused a call for now, and it is made again after a while.
  case retrying(Retry)
}

/// A record that could not be read, as it was.
public struct SkippedRecord: Sendable, Hashable {
  /// Resource, record, line and byte.
  public var location: LoadError.Location
  /// What is wrong with it.
  public var reason: String
  /// The bytes as they came.
  public var raw: [UInt8]

  /// A record that could not be read.
  public init(location: LoadError.Location, reason: String, raw: [UInt8]) {
    self.location = location
    self.reason = reason
    self.raw = raw
  }
}

extension Event {
  /// Tells what a shredder told, with the resource.
  init(_ event: ShredEvent, resource: String) {
    switch event {
    case .tableAdded(let table):
      self = .tableAdded(table, resource: resource)
    case .columnAdded(let table, let column):
      self = .columnAdded(column, table: table, resource: resource)
    case .typeChanged(let table, let column, let old):
      self = .columnTypeChanged(column, from: old, table: table, resource: resource)
    case .columnsFull(let table, let overflow):
      self = .columnsFull(table: table, overflow: overflow, resource: resource)
    case .namesCollide(let table, let name, let first, let second):
      self = .namesCollide(
        name: name,
        table: table,
        first: first,
        second: second,
        resource: resource
      )
    case .onlyNulls(let table, let column):
      self = .onlyNulls(column: column, table: table, resource: resource)
    case .recordSkipped(let record):
      self = .recordSkipped(
        SkippedRecord(
          location: .init(
            resource: resource,
            record: record.record,
            line: record.error.line,
            offset: record.error.offset
          ),
          reason: record.error.description,
          raw: record.bytes
        )
      )
    case .checkFailed(let table, let check, let outcome, let record):
      self = .checkFailed(
        check: check,
        table: table,
        record: record,
        outcome: outcome,
        resource: resource
      )
    case .discarded(let discard):
      self = .discarded(discard, resource: resource)
    }
  }

  /// A sequence of events, and the function that feeds it: `LoadPipeline(…).onEvent(feed)`.
  ///
  /// It ends with the first run. Of events that nobody has taken, the latest `limit` are kept.
  public static func stream(
    keeping limit: Int = 10_000
  ) -> (events: AsyncStream<Event>, feed: @Sendable (Event) -> Void) {
    let (events, continuation) = AsyncStream.makeStream(
      of: Event.self,
      bufferingPolicy: .bufferingNewest(limit)
    )
    return (
      events,
      { event in
        continuation.yield(event)
        switch event {
        case .runFinished, .failed: continuation.finish()
        default: break
        }
      }
    )
  }
}
