// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// A shredder with a schema of its own, and the rows that came out of it.
final class ShredHarness {
  let shredder: TableShredder
  let keeper: SchemaKeeper
  let events = Locked<[String]>([])
  private(set) var rows: [String: [Record]] = [:]

  init(
    table: String = "t",
    nesting: Int? = nil,
    settings: SchemaSettings = SchemaSettings(),
    columns: [Column] = [],
    stages: [any Stage] = [InferTypes(), EvolveSchema()],
    limit: Int = 1_000
  ) {
    var schema = Schema("s", settings: settings)
    if !columns.isEmpty {
      var declared = Table(table)
      for column in columns { declared[column.name] = column }
      schema[table] = declared
    }
    keeper = SchemaKeeper(
      schema,
      naming: SnakeCase(),
      now: Timestamp(microseconds: 1_700_000_000_000_000),
      stages: stages
    )
    let events = events
    var context = ShredContext(
      resource: "r",
      schema: keeper,
      loadID: "1700000000.5",
      seed: RowIDSeed(7),
      report: { event in events.withLock { $0.append("\(event)") } }
    )
    context.maximumNesting = nesting
    context.nestingLimit = limit
    shredder = TableShredder(table: table, context: context)
  }

  /// Moves the rows so far out of the shredder.
  func take() {
    for batch in shredder.takeBatches() { rows[batch.table, default: []] += batch.batch.records }
  }

  /// Sends JSON in pieces, and takes rows after some of them.
  func json(_ text: [UInt8], sizes: () -> Int = { .max }, takes: () -> Bool = { false }) throws {
    let intake = JSONIntake(into: shredder)
    try feed(text, sizes, takes, { intake.freeSpace }, { try intake.accept($0) })
    try intake.finish()
    take()
  }

  /// Sends CSV in pieces, and takes rows after some of them.
  @discardableResult
  func csv(
    _ text: [UInt8],
    options: CSVOptions = CSVOptions(),
    malformed: MalformedRecords = .fail,
    sizes: () -> Int = { .max },
    takes: () -> Bool = { false }
  ) throws -> CSVIntake {
    let intake = CSVIntake(into: shredder, options: options, malformed: malformed)
    try feed(text, sizes, takes, { intake.freeSpace }, { try intake.accept($0) })
    try intake.finish()
    take()
    return intake
  }

  private func feed(
    _ text: [UInt8],
    _ sizes: () -> Int,
    _ takes: () -> Bool,
    _ space: () -> UnsafeMutableRawBufferPointer,
    _ accept: (Int) throws -> Void
  ) throws {
    var start = 0
    while start < text.count {
      let space = space()
      let count = min(sizes(), text.count - start, space.count)
      space.copyBytes(from: text[start..<start + count])
      try accept(count)
      if takes() { take() }
      start += count
    }
  }

  /// The rows of a table without the columns that the library adds.
  func data(_ table: String = "t") -> [Record] {
    (rows[table] ?? []).map { row in
      Record(row.filter { !$0.key.hasPrefix("_dlt") }.map { ($0.key, $0.value) })
    }
  }

  /// The rows of a table as text, fields by name.
  ///
  /// The order of the columns in a batch says when each got its first value or, on the careful way
  /// and with a declared type, its first null. It means nothing.
  ///
  /// Records that were put aside keep their bytes only if they came as bytes: these are left out.
  func sortedData(_ table: String = "t") -> [String] {
    let bytes: Set = table == "_sluice_quarantine" ? ["format", "record"] : []
    return data(table).map { row in
      let fields = row.filter { !bytes.contains($0.key) }.sorted { $0.key < $1.key }
      return Record(fields.map { ($0.key, $0.value) }).description
    }
  }

  /// The columns of a table that hold data, with their kinds.
  func columns(_ table: String = "t") -> [String] {
    (keeper.schema[table]?.columns ?? []).filter { !$0.name.hasPrefix("_dlt") }
      .map { "\($0.name) \($0.type?.description ?? "?")" }
  }
}
