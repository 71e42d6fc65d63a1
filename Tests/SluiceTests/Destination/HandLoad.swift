// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

/// A load that a test drives by hand, as a run would.
struct HandLoad {
  var id: String
  var schema = "shop"
  /// Whether the tables take new rows in place of old ones.
  var disposition = WriteDisposition.append
  /// The numbers to load, by table.
  var rows: [String: [Int64]] = [:]
  /// A column that the schema of this load has besides.
  var column: String?
  /// The version of the state that the load brings.
  var state: Int?
  var dropped: [String] = []
  var emptied: [String] = []
  var forgetsVersions = false

  var load: Load { Load(id: id, pipeline: "shop", schema: schema) }

  /// The table called `name`.
  func table(_ name: String) -> Table {
    var table = Table(name, resource: name)
    table["n"] = Column("n", .bigint)
    if let column { table[column] = Column(column, .text) }
    table.disposition = disposition
    table.hasSeenData = true
    return table
  }

  /// Loads into the dataset `shop`, unless it is there already.
  func perform(
    into destination: some Destination,
    _ body: (any DestinationSession) -> Void = { _ in }
  ) async throws {
    let session = try await destination.open(dataset: "shop")
    do {
      if try await session.contains(load) {
        await session.abandon()
        return
      }
      try await session.begin(load)
      try await session.drop(dropped)
      try await session.empty(emptied)
      for (name, numbers) in rows.sorted(by: { $0.key < $1.key }) {
        let builder = VectorBuilder(.bigint)
        for number in numbers { builder.append(number) }
        if !numbers.isEmpty {
          try await session.load(Batch(["n": builder.finish()]), into: table(name))
        }
        try await session.finish(table(name))
      }
      try await session.commit(record)
      body(session)
    } catch {
      await session.abandon()
      throw error
    }
  }

  /// Takes the load back.
  func undo(in destination: some Destination) async throws -> [String: Int] {
    let session = try await destination.open(dataset: "shop")
    do {
      return try await session.undo(load, tables: rows.keys.map { table($0) })
    } catch {
      await session.abandon()
      throw error
    }
  }

  /// The record of the load, which is worked out once: hashes of schemas take their time.
  private var record: LoadRecord {
    let key = "\(self)"
    if let known = Self.records.withLock({ $0[key] }) { return known }
    let record = makeRecord()
    Self.records.withLock { $0[key] = record }
    return record
  }

  private static let records = Locked<[String: LoadRecord]>([:])

  private func makeRecord() -> LoadRecord {
    let moment = Timestamp(microseconds: LoadID.moment(id) ?? 0, offset: 0)
    var schema = Schema(self.schema)
    for name in rows.keys.sorted() { schema[name] = table(name) }
    let hash = schema.contentHash
    var record = LoadRecord(load: load, schema: schema, schemaHash: hash, committedAt: moment)
    record.state = state.map { version in
      var state = PipelineState(pipeline: "shop")
      state.version = version
      return state
    }
    record.tables = rows.sorted { $0.key < $1.key }.map {
      LoadedTable(name: $0.key, disposition: disposition, rows: $0.value.count)
    }
    record.forgetsVersions = forgetsVersions
    return record
  }
}

/// What readers of a dataset made of files see: the rows, and what the dataset remembers.
struct DatasetView: Equatable {
  var rows: [String: String] = [:]
  var state: Int?
  var schema: String?
  var lastLoad: String?
  var loads: [String] = []

  /// Looks at the dataset `shop`.
  init(of destination: FileDestination, in disk: some FileSystem) throws {
    let files = destination.files(of: "shop")
    for table in ["items", "other", "tags"] {
      let paths = try files.visibleRows(of: table)
      rows[table] = try paths.map { String(decoding: try disk.read($0), as: UTF8.self) }.joined()
    }
    let stored = try files.recall(Recall(schema: "shop", pipeline: "shop"))
    state = stored.state?.version
    schema = stored.schema.map { "\($0.tables.map { [$0.name] + $0.columns.map(\.name) })" }
    lastLoad = stored.lastLoadID
    loads = try files.loads(of: "shop").map { load in
      "\(load.load.id) \(load.bringsState) \(load.tables.map { "\($0.name) \($0.rows)" })"
    }
  }
}
