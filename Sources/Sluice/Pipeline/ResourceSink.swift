// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The end of the way for the records of one resource: shreds pages and sends batches to the loader.
final class ResourceSink: OutputSink, @unchecked Sendable {
  // Unchecked: `gate` lets one task at a time at everything below it; hints are behind a lock.
  private let gate = Gate()
  private var shredders: [(table: String, shredder: any RowShredder, pendingBytes: Int)] = []
  private var pendingBytes = 0
  private var isFinished = false
  private var indices: [String: Int] = [:]
  private var destinations: [String: Int] = [:]
  private var recordCount = 0

  private struct Known {
    var resource: TableHints
    var tables: [String: TableHints] = [:]
  }

  private let known: Locked<Known>
  private let run: RunContext
  /// The resource.
  let name: String

  /// Takes the records of the resource called `name`.
  init(_ name: String, _ hints: TableHints, in run: RunContext) {
    self.name = name
    self.run = run
    known = Locked(Known(resource: hints))
  }

  var clock: any TimeSource { run.clock }
  var hints: TableHints { known.withLock { $0.resource } }

  func passOver(_ record: MalformedRecord) {
    run.emit(Event(.recordSkipped(record), resource: name))
  }

  /// Checks what is known beforehand, and returns the table in the destination.
  ///
  /// A table that depends on the record comes later: then there is none to return. The table itself
  /// is there once a page was sent to it, even an empty one.
  @discardableResult
  func declare() throws -> String? {
    let hints = hints
    guard let table = try fixedTable(nil) else {
      try checkDispositions(of: hints, table: nil)
      return nil
    }
    guard hints.forFirstRecord == nil else {
      throw LoadError(
        .inconsistentHints,
        "Hints depend on the first record of each table, but all records go to one table. Name the "
          + "table by record, too.",
        at: LoadError.Location(resource: name)
      )
    }
    let normalized = try run.keeper.normalizedName(table, of: name)
    run.owners.withLock { owners in
      if owners[normalized] == nil {
        owners[normalized] = RunContext.Owner(resource: name, hints: hints)
      }
    }
    return try register(hints, table: table, isTrial: true)
  }

  func send(_ page: Page, to table: String?) async throws {
    try await gate.enter()
    defer { gate.leave() }
    guard !isFinished else {
      let error = LoadError(
        .resourceFailed,
        "Records were sent after 'extract' had returned. Wait for all that send before returning.",
        at: LoadError.Location(resource: name)
      )
      // Whoever sent them may not look at the error, and the rows would be missing.
      run.channel.fail(error)
      throw error
    }
    switch page {
    case .hints(let hints, let table):
      try update(hints, table: table)
    case .values(let values):
      try await send(values, to: table)
    case .encodable(let page):
      if let table = try fixedTable(table) {
        try await shred(page.count, into: table) { try page.shred($0, into: $1) }
      } else {
        try await send(page.values(), to: nil)
      }
    case .json(let stream):
      if let table = try fixedTable(table) {
        let hints = known.withLock { $0.tables[table] ?? $0.resource }
        try await shred(stream, into: table) { $0.jsonIntake(hints) }
      } else {
        _ = try await page.eachPiece(for: self) { try await send($0, to: nil) }
      }
    case .csv(let stream, let options):
      if let table = try fixedTable(table) {
        let hints = known.withLock { $0.tables[table] ?? $0.resource }
        try await shred(stream, into: table) { $0.csvIntake(options, hints.malformed) }
      } else {
        _ = try await page.eachPiece(for: self) { try await send($0, to: nil) }
      }
    case .batch(let batch):
      let index = try index(for: try requireFixedTable(table))
      try shredders[index].shredder.shred(batch)
      try await flush(after: index)
    case .materialize:
      let index = try index(for: try requireFixedTable(table))
      run.materialized.withLock { _ = $0.insert(shredders[index].table) }
    }
  }

  /// Sends what is left to the loader.
  func finish() async throws {
    try await gate.enter()
    defer { gate.leave() }
    isFinished = true
    for index in shredders.indices {
      let (table, shredder) = (shredders[index].table, shredders[index].shredder)
      // Only now: the columns of the data come before those that every table has.
      if run.materialized.withLock({ $0.contains(table) }) { try shredder.materialize() }
      try await flush(index)
      shredder.reportEnd()
    }
  }

  // MARK: - Tables

  private func update(_ hints: TableHints, table: String?) throws {
    known.withLock { known in
      if let table { known.tables[table] = hints } else { known.resource = hints }
    }
    destinations = [:]
    if let table {
      try register(hints, table: table)
    } else if let table = try fixedTable(nil) {
      let normalized = try run.keeper.normalizedName(table, of: name)
      run.owners.withLock { $0[normalized] = RunContext.Owner(resource: name, hints: hints) }
      try declare()
      try register(hints, table: table)
    } else {
      try declare()
    }
  }

  /// Registers the hints of a table; where several resources share one, those of the first count.
  @discardableResult
  private func register(
    _ hints: TableHints,
    table: String,
    isTrial: Bool = false
  ) throws -> String {
    let normalized = try run.keeper.normalizedName(table, of: name)
    let first = run.owners.withLock { $0[normalized] }
    let owner = first.flatMap { $0.resource == name ? nil : $0 }
    var hints = owner?.hints ?? hints
    try checkDispositions(of: hints, table: normalized)
    if let cap = run.nestingCap {
      hints.maximumNesting = min(hints.maximumNesting ?? run.maximumNesting ?? cap, cap)
    }
    return try run.keeper.register(
      hints,
      table: table,
      resource: owner?.resource ?? name,
      isTrial: isTrial
    )
  }

  private func checkDispositions(of hints: TableHints, table: String?) throws {
    for disposition in [hints.disposition ?? .append] + hints.nested.compactMap(\.hints.disposition)
    {
      let place = LoadError.Location(resource: name, table: table)
      try run.capabilities.check(disposition, at: place)
    }
  }

  /// The table for a whole page, in the names of the source; `nil` if each record names its own.
  private func fixedTable(_ table: String?) throws -> String? {
    if let table { return table }
    switch hints.table {
    case nil: return name
    case .fixed(let table): return table
    case .byRecord: return nil
    }
  }

  private func requireFixedTable(_ table: String?) throws -> String {
    if let table = try fixedTable(table) { return table }
    throw LoadError(
      .dynamicHintFailed,
      "Records name the table, but there is no record to ask. Name the table in the call of 'send'.",
      at: LoadError.Location(resource: name)
    )
  }

  /// Asks for the hints of a table that no record has named so far.
  private func learnHints(from value: Value, for table: String) throws {
    let known = known.withLock { $0 }
    guard let change = known.resource.forFirstRecord, known.tables[table] == nil else { return }
    var hints = known.resource
    try change(value.asRecord, &hints)
    self.known.withLock { $0.tables[table] = hints }
  }

  private func index(for table: String) throws -> Int {
    if let index = destinations[table] { return index }
    let hints = known.withLock { $0.tables[table] ?? $0.resource }
    let normalized = try register(hints, table: table)
    let index: Int
    if let existing = indices[normalized] {
      index = existing
    } else {
      index = shredders.count
      let context = run.shredContext(resource: name, table: normalized)
      shredders.append((normalized, run.makeShredder(normalized, context), 0))
      indices[normalized] = index
    }
    destinations[table] = index
    return index
  }

  // MARK: - Rows

  private func send(_ values: [Value], to table: String?) async throws {
    if let table = try fixedTable(table) {
      return try await shred(values.count, into: table) { range, shredder in
        for value in values[range] { try shredder.shred(value) }
      }
    }
    guard case .byRecord(let tableName) = hints.table else { return }
    for value in values {
      recordCount += 1
      let table: String
      do {
        table = try tableName(value.asRecord)
        try learnHints(from: value, for: table)
      } catch {
        throw LoadError(
          .dynamicHintFailed,
          "The record does not say its table or the hints of it. Let the closures take every record.",
          at: LoadError.Location(resource: name, record: recordCount),
          cause: error
        )
      }
      let index = try index(for: table)
      try shredders[index].shredder.shred(value)
      try await flush(after: index)
    }
  }

  /// Shreds `count` records in pieces, so that memory stays within its limit on a large page.
  private func shred(
    _ count: Int,
    into table: String,
    _ body: (Range<Int>, any RowShredder) throws -> Void
  ) async throws {
    let index = try index(for: table)
    var start = 0
    while start < count {
      let end = min(start + 256, count)
      try body(start..<end, shredders[index].shredder)
      start = end
      try await flush(after: index)
    }
  }

  private func shred(
    _ stream: any ByteStream,
    into table: String,
    _ makeFeed: (any RowShredder) -> any TextFeed
  ) async throws {
    var stream = stream
    let index = try index(for: table)
    let feed = makeFeed(shredders[index].shredder)
    while true {
      let count = try await stream.read(into: feed.freeSpace)
      guard count > 0 else { break }
      try feed.accept(count)
      try await flush(after: index)
    }
    try feed.finish()
    try await flush(after: index)
  }

  /// Sends rows to the loader if those of all tables together have become too many.
  ///
  /// The largest go first, down to half, so that many small tables do not make many small batches.
  private func flush(after index: Int) async throws {
    try Task.checkCancellation()
    let bytes = shredders[index].shredder.pendingByteCount
    pendingBytes += bytes - shredders[index].pendingBytes
    shredders[index].pendingBytes = bytes
    guard pendingBytes > run.flushBytes else { return }
    let largest = shredders.indices.sorted {
      (shredders[$1].pendingBytes, $0) < (shredders[$0].pendingBytes, $1)
    }
    for index in largest where pendingBytes > run.flushBytes / 2 { try await flush(index) }
  }

  /// Sends the rows of one table, and those below it, to the loader.
  private func flush(_ index: Int) async throws {
    try Task.checkCancellation()
    let batches = shredders[index].shredder.takeBatches()
    pendingBytes -= shredders[index].pendingBytes
    shredders[index].pendingBytes = 0
    guard !batches.isEmpty else { return }
    let schema = run.keeper.schema
    for taken in batches {
      guard let table = schema.resolved(taken.table) else {
        preconditionFailure("Rows were made for a table that the schema does not have.")
      }
      let batch = LoadableBatch(table: table, batch: taken.batch)
      try await run.channel.send(batch, cost: max(1, taken.batch.byteCount))
    }
  }
}
