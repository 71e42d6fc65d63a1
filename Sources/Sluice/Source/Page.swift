// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a resource sends at once.
enum Page {
  /// Values of any shape; those that are no records become rows with a column `value`.
  case values([Value])
  /// Values of a type that can be encoded.
  case encodable(any EncodablePage)
  /// JSON, piece by piece.
  case json(any ByteStream)
  /// CSV, piece by piece.
  case csv(any ByteStream, CSVOptions)
  /// Rows that are columns already.
  case batch(Batch)
  /// No rows, but the table is wanted.
  case materialize
  /// What is known of the table has changed.
  case hints(TableHints, table: String?)
}

extension Page {
  /// Whether the page tells of the table, and has no rows.
  var isHints: Bool { if case .hints = self { true } else { false } }
}

/// Several values of one type that can be encoded.
protocol EncodablePage {
  /// The number of values.
  var count: Int { get }
  /// Hands the values in `range` to a shredder.
  func shred(_ range: Range<Int>, into shredder: any RowShredder) throws
  /// The values, as values of any shape.
  func values() throws -> [Value]
}

/// The only page of its kind.
struct TypedPage<Element: Encodable>: EncodablePage {
  let elements: [Element]

  var count: Int { elements.count }

  func shred(_ range: Range<Int>, into shredder: any RowShredder) throws {
    try shredder.shredEach(elements[range])
  }

  func values() throws -> [Value] { try elements.map { try ValueEncoder.encode($0) } }
}

/// Thrown through the code of a resource whose records nobody wants any more.
struct NotWanted: Error {}

/// Where pages go. Sinks stand one behind the other, the shredders at the end.
protocol OutputSink: AnyObject, Sendable {
  /// The clock of the run.
  var clock: any TimeSource { get }
  /// What is known of the table.
  var hints: TableHints { get }
  /// Takes a point at which the run may be cut; throws `NotWanted` to cut it there.
  func checkpoint() async throws
  /// What the resource remembers.
  var state: StateScope { get }
  /// Figures of the resource.
  var metrics: ResourceMetrics { get }
  /// Hears of a record that could not be read and was passed over.
  func passOver(_ record: MalformedRecord)
  /// What cursors need of the run; `nil` where there is no run.
  var services: CursorServices? { get }
  /// The cursors of the resource, as they stand.
  var cursors: [CursorPosition] { get }
  /// Takes a page; `table` is where the user wants it, in the names of the source.
  func send(_ page: Page, to table: String?) async throws
}

extension OutputSink {
  func checkpoint() async throws {}
  var services: CursorServices? { nil }
  var cursors: [CursorPosition] { [] }
}
