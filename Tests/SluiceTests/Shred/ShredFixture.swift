// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// A shredder with what it made so far, for tests.
final class ShredFixture {
  let keeper: SchemaKeeper
  let shredder: TableShredder
  let events = Locked<[ShredEvent]>([])
  var tables: [String: [Record]] = [:]

  init(
    _ table: String = "t",
    schema: Schema = Schema("s"),
    naming: any NamingConvention = .snakeCase,
    stages: [any Stage] = [InferTypes(), EvolveSchema()],
    configure: (inout ShredContext) -> Void = { _ in }
  ) {
    keeper = SchemaKeeper(
      schema,
      naming: naming,
      now: Timestamp(microseconds: 1_700_000_000_000_000),
      stages: stages
    )
    let events = events
    var context = ShredContext(
      resource: "r",
      schema: keeper,
      loadID: "1.5",
      seed: RowIDSeed(7),
      report: { event in events.withLock { $0.append(event) } }
    )
    configure(&context)
    shredder = TableShredder(table: table, context: context)
  }

  /// Takes the rows so far into `tables`.
  func take() {
    for batch in shredder.takeBatches() {
      tables[batch.table, default: []] += batch.batch.records
    }
  }

  /// Shreds JSON that comes in pieces of `size` bytes.
  @discardableResult
  func json(
    _ text: String,
    piece size: Int = 1 << 20,
    layout: JSONLayout = .automatic,
    malformed: MalformedRecords = .fail
  ) throws -> Self {
    let intake = JSONIntake(into: shredder, layout: layout, malformed: malformed)
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let space = intake.freeSpace
      let piece = rest.prefix(min(size, space.count))
      piece.withUnsafeBytes { space.copyMemory(from: $0) }
      rest = rest.dropFirst(piece.count)
      try intake.accept(piece.count)
    }
    try intake.finish()
    take()
    return self
  }

  /// Shreds values one after the other.
  @discardableResult
  func values(_ values: [Value]) throws -> Self {
    for value in values { try shredder.shred(value) }
    take()
    return self
  }

  /// The names of a table's columns, in the order of the schema.
  func columns(_ table: String) -> [String] {
    keeper.schema[table]?.columns.map(\.name) ?? []
  }

  /// The rows of a table with the fields that are given, each a line of JSON.
  func rows(_ table: String, _ fields: String...) -> [String] {
    (tables[table] ?? []).map { row in
      JSONWriter().string(.list(fields.map { row[$0] ?? .null }))
    }
  }
}
