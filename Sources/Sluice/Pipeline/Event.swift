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
  /// A table came into being.
  case tableAdded(String, resource: String)
  /// A column came into being.
  case columnAdded(Column, table: String, resource: String)
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
  /// A stage left out a value, or a whole row.
  case discarded(table: String, column: String?, isRow: Bool, resource: String)
  /// JSON that cannot be read was left out.
  case recordSkipped(SkippedRecord)
  /// Rows reached the destination. They are not visible yet.
  case batchLoaded(table: String, rows: Int, bytes: Int)
  /// The load is visible.
  case committed(loadID: String, schema: Schema)
  /// The run ended well.
  case runFinished(Duration)
  /// The run failed: nothing of it is visible.
  case failed(any Error)
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
    case .discarded(let table, let column, let isRow):
      self = .discarded(table: table, column: column, isRow: isRow, resource: resource)
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
