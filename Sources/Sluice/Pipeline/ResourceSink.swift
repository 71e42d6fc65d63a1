// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The end of the way for the records of one resource: shreds pages and sends batches to the loader.
final class ResourceSink: OutputSink, @unchecked Sendable {
  // Unchecked: `gate` lets one task at a time at everything below it; hints are behind a lock.
  let gate = Gate()
  var shredders: [(table: String, shredder: any RowShredder, pendingBytes: Int)] = []
  private var pendingBytes = 0
  private var isFinished = false
  /// The shredders by table, in the names of the destination.
  var indices: [String: Int] = [:]
  /// The shredders by table, in the names of the source.
  var destinations: [String: Int] = [:]
  /// The records so far that named their tables.
  private(set) var recordCount = 0

  /// What was said of the resource, and of the tables that its records name.
  struct Known {
    var resource: TableHints
    var tables: [String: TableHints] = [:]
  }

  let known: Locked<Known>
  let run: RunContext
  /// Records that cannot be read and are to be put aside.
  let malformed = Locked<[MalformedRecord]>([])
  /// Records that were put aside before they came to a shredder.
  lazy var quarantine = QuarantineBuffer(run.shredContext(resource: name, table: ""))
  /// Takes the pages, where they are only written down.
  let raw: RawWriter?
  /// The resource.
  let name: String

  /// Takes the records of the resource called `name`.
  init(_ name: String, _ hints: TableHints, in run: RunContext) {
    self.name = name
    self.run = run
    known = Locked(Known(resource: run.planned(hints, of: name)))
    raw = run.raw?.writer(for: name)
  }

  var clock: any TimeSource { run.clock }
  var hints: TableHints { known.withLock { $0.resource } }
  var state: StateScope { run.state(of: name) }
  var metrics: ResourceMetrics { run.metrics(of: name) }

  func passOver(_ record: MalformedRecord) {
    if hints.malformed.isQuarantine { return malformed.withLock { $0.append(record) } }
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

  /// The table of the resource in the destination, or `nil` if records name theirs.
  var rootTable: String? {
    get throws { try fixedTable(nil).map { try run.keeper.normalizedName($0, of: name) } }
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
    if let raw { return try await keep(page, to: table, raw) }
    try await quarantineMalformed()
    if let table = try fixedTable(table), !isSelected(table), !page.isHints { return }
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
        try await shred(stream, into: table) {
          $0.csvIntake(options, run.planned(hints.malformed, of: name))
        }
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
    if let raw { return try keepMalformed(raw) }
    try await quarantineMalformed(isLast: true)
    if hints.isTyped, let table = try fixedTable(nil) {
      let index = try index(for: table)
      run.materialized.withLock { _ = $0.insert(shredders[index].table) }
    }
    for index in shredders.indices {
      let (table, shredder) = (shredders[index].table, shredders[index].shredder)
      // Only now: the columns of the data come before those that every table has.
      if run.materialized.withLock({ $0.contains(table) }) {
        try shredder.materialize(withTablesBelow: hints.isTyped)
      }
      try await flush(index)
      shredder.reportEnd()
    }
  }

  private func send(_ values: [Value], to table: String?) async throws {
    if let table = try fixedTable(table) {
      return try await shred(values.count, into: table) { range, shredder in
        for value in values[range] { try shredder.shred(value) }
      }
    }
    guard case .byRecord(let tableName) = hints.table else { return }
    for value in values {
      recordCount += 1
      let table = try self.table(of: value, tableName, number: recordCount)
      guard isSelected(table) else { continue }
      let index = try index(for: table)
      try shredders[index].shredder.shred(value)
      try await flush(after: index)
    }
  }

  /// Whether the records of a table are wanted.
  private func isSelected(_ table: String) -> Bool { hints.selectedTables?.contains(table) ?? true }

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
  func flush(after index: Int) async throws {
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

  /// Sends all rows to the loader.
  func flushAll() async throws {
    try await gate.enter()
    defer { gate.leave() }
    for index in shredders.indices { try await flush(index) }
  }

  /// Sends the rows of one table, and those below it, to the loader.
  private func flush(_ index: Int) async throws {
    try Task.checkCancellation()
    let batches = shredders[index].shredder.takeBatches()
    pendingBytes -= shredders[index].pendingBytes
    shredders[index].pendingBytes = 0
    try await send(batches)
  }

  func send(_ batches: [TableBatch]) async throws {
    guard !batches.isEmpty else { return }
    run.cut?.count(batches)
    let schema = run.keeper.schema
    if !run.capabilities.canChangeTypes {
      for taken in batches { run.keeper.handOver(taken.table) }
    }
    for taken in batches {
      guard let table = run.resolved(taken.table, in: schema) else {
        preconditionFailure("Rows were made for a table that the schema does not have.")
      }
      let batch = LoadableBatch(table: table, batch: taken.batch)
      try await run.channel.send(batch, cost: max(1, taken.batch.byteCount))
    }
  }
}
