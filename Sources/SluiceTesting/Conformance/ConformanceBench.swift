// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

internal import Sluice

/// Drives sessions of a destination by hand, for a case of the conformance suite.
final class ConformanceBench {
  /// Thrown where the destination cannot do what a case is about.
  struct NotAsked: Error {}

  static let pipeline = "conformance"
  static let dataset = "conformance"

  let destination: any Destination
  private var schema = Schema("conformance")
  private var lastMoment: Int64 = 1_700_000_000_000_000

  init(_ destination: any Destination) { self.destination = destination }

  var capabilities: Capabilities { destination.capabilities }

  /// Ends the case unless the destination can read rows back.
  func requireScan() throws {
    guard capabilities.canScan else { throw NotAsked() }
  }

  /// Ends the case unless the destination carries out `disposition`.
  func require(_ disposition: WriteDisposition) throws {
    guard capabilities.dispositions.contains(disposition) else { throw NotAsked() }
  }

  /// A session of its own, abandoned afterwards.
  func inSession<Result>(
    _ body: (any DestinationSession) async throws -> Result
  ) async throws -> Result {
    let session = try await destination.open(dataset: Self.dataset)
    do {
      let result = try await body(session)
      await session.abandon()
      return result
    } catch {
      await session.abandon()
      throw error
    }
  }

  /// A load with an id later than all before.
  func nextLoad(pipeline: String = ConformanceBench.pipeline) -> Load {
    lastMoment += 1_000_000
    let id = "\(lastMoment / 1_000_000).\(String(1_000_000 + lastMoment % 1_000_000).dropFirst())"
    return Load(id: id, pipeline: pipeline, schema: schema.name)
  }

  /// Rows for tables, and what else a load brings.
  struct Content {
    var tables: [(table: Table, rows: [Record])] = []
    var state: PipelineState?
    var dropped: [String] = []
    var emptied: [String] = []

    init(_ tables: (Table, [Record])..., state: PipelineState? = nil) {
      self.tables = tables.map { (table: $0.0, rows: $0.1) }
      self.state = state
    }
  }

  /// Does all of a load but the commit, and returns the record to commit it with.
  func prepare(
    _ load: Load,
    _ content: Content,
    in session: any DestinationSession
  ) async throws -> LoadRecord {
    try await session.begin(load)
    if !content.dropped.isEmpty {
      try await session.drop(content.dropped)
      for name in content.dropped { schema[name] = nil }
    }
    if !content.emptied.isEmpty { try await session.empty(content.emptied) }
    var record = LoadRecord(
      load: load,
      schema: schema,
      schemaHash: "",
      committedAt: Timestamp(microseconds: lastMoment)
    )
    for (table, _) in content.tables {
      var table = table
      table.hasSeenData = true
      schema[table.name] = table
    }
    try await session.migrate(to: schema)
    for (table, rows) in content.tables {
      if !rows.isEmpty {
        try await session.load(try Self.batch(rows, of: table, load), into: table)
      }
    }
    for (table, _) in content.tables { try await session.finish(table) }
    let (tables, state) = (record.tables, content.state)
    record = LoadRecord(
      load: load,
      schema: schema,
      schemaHash: schema.contentHash,
      committedAt: Timestamp(microseconds: lastMoment)
    )
    record.state = state
    record.tables =
      tables
      + content.tables.map { table, rows in
        LoadedTable(
          name: table.name,
          disposition: table.disposition ?? .append,
          rows: rows.count
        )
      }
    return record
  }

  /// Makes a load visible.
  @discardableResult
  func commit(_ content: Content, as load: Load? = nil) async throws -> Load {
    let load = load ?? nextLoad()
    let session = try await destination.open(dataset: Self.dataset)
    do {
      try await session.commit(try await prepare(load, content, in: session))
    } catch {
      await session.abandon()
      throw error
    }
    return load
  }

  /// Does all of a load but the commit, and gives it up.
  func abandon(_ content: Content) async throws {
    let before = schema
    defer { schema = before }
    let load = nextLoad()
    try await inSession { _ = try await prepare(load, content, in: $0) }
  }

  /// What the dataset remembers.
  func recall(pipeline: String = ConformanceBench.pipeline) async throws -> StoredState {
    try await inSession { try await $0.recall(Recall(schema: schema.name, pipeline: pipeline)) }
  }

  /// What the dataset remembers after a load; ends the case if the destination remembers nothing.
  func requireMemory() async throws -> StoredState {
    let stored = try await recall()
    guard stored.schema != nil || stored.isThere != nil else { throw NotAsked() }
    return stored
  }

  /// The rows of a table, which only those columns have that the library does not add.
  func expect(_ table: Table, _ rows: [Record]) async throws {
    let reader = TableReader(
      destination,
      dataset: Self.dataset,
      schema: schema.name,
      pipeline: Self.pipeline
    )
    try await reader.read(table).expect(rows, key: [], inOrder: false)
  }

  /// Throws unless `condition` holds.
  func expect(_ condition: Bool, _ message: String) throws {
    guard condition else { throw ExpectationFailure(message) }
  }

  /// Runs `body`; ends the case if it throws that the destination cannot do it.
  func unlessRefused(_ body: () async throws -> Void) async throws {
    do {
      try await body()
    } catch let error as LoadError where error.code == .unsupported {
      throw NotAsked()
    }
  }

  // MARK: - Tables

  /// A table with an id and a name.
  static func items(
    _ disposition: WriteDisposition = .append,
    name: String = "items",
    more columns: [Column] = []
  ) -> Table {
    var table = Table(name, resource: name)
    table.disposition = disposition
    table["id"] = Column("id", .bigint, nullable: false)
    table["name"] = Column("name", .text)
    for column in columns { table[column.name] = column }
    table["_dlt_load_id"] = Column("_dlt_load_id", .text, nullable: false)
    table["_dlt_id"] = Column("_dlt_id", .text, nullable: false, hints: [.unique, .rowKey])
    return table
  }

  /// The table below ``items(_:name:more:)``, with a text for each element of a list.
  static func tags(_ disposition: WriteDisposition = .append) -> Table {
    var table = Table("items__tags", parent: "items")
    table.disposition = disposition
    table["value"] = Column("value", .text)
    table["_dlt_id"] = Column("_dlt_id", .text, nullable: false, hints: [.unique, .rowKey])
    table["_dlt_parent_id"] = Column("_dlt_parent_id", .text, nullable: false, hints: [.parentKey])
    table["_dlt_list_idx"] = Column("_dlt_list_idx", .bigint, nullable: false)
    return table
  }

  /// Rows as columns, with ids.
  static func batch(_ rows: [Record], of table: Table, _ load: Load) throws -> Batch {
    var vectors: [Vector] = []
    var names: [String] = []
    for column in table.completeColumns {
      guard let type = column.type else { continue }
      let builder = VectorBuilder(type)
      for (number, row) in rows.enumerated() {
        let value: Value
        switch column.name {
        case "_dlt_load_id": value = .text(load.id)
        case "_dlt_id": value = row["_dlt_id"] ?? .text("\(load.id)/\(table.name)/\(number)")
        default: value = row[column.name] ?? .null
        }
        try builder.append(value.converted(to: type) ?? value)
      }
      names.append(column.name)
      vectors.append(builder.finish())
    }
    return Batch(names: names, vectors: vectors, rowCount: rows.count)
  }
}
