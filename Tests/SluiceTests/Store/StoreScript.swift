// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Steps that change a store, the same for the same seed.
struct StoreScript {
  enum Step: Hashable {
    case load(WriteDisposition, rows: Int, retypes: Bool, column: Int?)
    case drop, empty, undo(Int), dropDataset, compact
  }

  let steps: [Step]

  init(_ steps: [Step]) { self.steps = steps }

  /// So many steps at random.
  init(seed: UInt64, count: Int) {
    var random = SplitMix(state: seed)
    steps = (0..<count).map { number in
      switch Int.random(in: 0..<14, using: &random) {
      case 0: .drop
      case 1: .empty
      case 2: .undo(Int.random(in: 0...number, using: &random))
      case 3: .compact
      case 4 where number > 5: .dropDataset
      case 5:
        .load(.replace, rows: Int.random(in: 0...5, using: &random), retypes: false, column: nil)
      case 6: .load(.append, rows: 3, retypes: true, column: nil)
      case 7, 8:
        .load(.append, rows: 2, retypes: false, column: Int.random(in: 0..<5, using: &random))
      default:
        .load(.append, rows: Int.random(in: 0...90, using: &random), retypes: false, column: nil)
      }
    }
  }

  /// Makes one step.
  func run(_ number: Int, _ store: ColumnStore) async throws {
    switch steps[number] {
    case .load(let disposition, let rows, let retypes, let column):
      try await commit(number, store, disposition, rows, retypes, column) { _ in }
    case .drop:
      try await commit(number, store, .append, 1, false, nil) {
        try await $0.drop(["items__tags", "items"])
      }
    case .empty:
      try await commit(number, store, .append, 1, false, nil) { try await $0.empty(["items"]) }
    case .undo(let load):
      let schema = Self.schema(.append, nil)
      let session = try await store.open(dataset: "shop")
      _ = try await session.undo(Self.load(load), tables: schema.tables)
    case .dropDataset: try store.drop(dataset: "shop")
    case .compact: try store.compact()
    }
  }

  /// The contents after each number of steps, from none on.
  func undisturbed() async throws -> [StoreContents] {
    let store = ColumnStore()
    var contents = [StoreContents(store)]
    for number in steps.indices {
      try await run(number, store)
      contents.append(StoreContents(store))
    }
    return contents
  }

  static func load(_ number: Int) -> Load {
    Load(id: LoadID.text(1_700_000_000_000_000 + Int64(number)), pipeline: "shop", schema: "shop")
  }

  static func schema(_ disposition: WriteDisposition, _ column: Int?) -> Schema {
    var items = Table("items", resource: "items")
    items.disposition = disposition
    items["id"] = Column("id", .bigint)
    items["name"] = Column("name", .text)
    if let column { items["extra_\(column)"] = Column("extra_\(column)", .double) }
    items[SystemColumn.loadID] = SystemColumn.column(SystemColumn.loadID)
    items[SystemColumn.id] = SystemColumn.column(SystemColumn.id)
    items.hasSeenData = true
    var tags = Table("items__tags", parent: "items")
    tags["value"] = Column("value", .text)
    tags[SystemColumn.parentID] = SystemColumn.column(SystemColumn.parentID)
    tags[SystemColumn.id] = SystemColumn.column(SystemColumn.id)
    tags.hasSeenData = true
    var schema = Schema("shop")
    schema["items"] = items
    schema["items__tags"] = tags
    return schema
  }

  private func commit(
    _ number: Int,
    _ store: ColumnStore,
    _ disposition: WriteDisposition,
    _ rows: Int,
    _ retypes: Bool,
    _ column: Int?,
    _ first: (any DestinationSession) async throws -> Void
  ) async throws {
    let load = Self.load(number)
    let schema = Self.schema(disposition, column)
    let session = try await store.open(dataset: "shop")
    guard try await !session.contains(load) else { return }
    do {
      try await session.begin(load)
      try await first(session)
      let tables = schema.tables
      if retypes { _ = try await session.changeType(of: "id", in: tables[0], to: .text) }
      try await session.migrate(to: schema)
      var items: [Record] = []
      var tags: [Record] = []
      for row in 0..<rows {
        var item: Record = [
          "id": Value(integer: row), "name": .text("name \(row % 7) of \(number)"),
          SystemColumn.loadID: .text(load.id), SystemColumn.id: .text("\(number).\(row)"),
        ]
        if let column, row % 3 == 0 { item["extra_\(column)"] = .double(Double(row) / 3) }
        items.append(item)
        if row % 2 == 0 {
          tags.append([
            "value": .text("tag"), SystemColumn.parentID: .text("\(number).\(row)"),
            SystemColumn.id: .text("\(number).\(row).0"),
          ])
        }
      }
      for (table, records) in zip(tables, [items, tags]) where !records.isEmpty {
        let columns = table.columns.compactMap { column in column.type.map { (column.name, $0) } }
        try await session.load(Batch(records, columns), into: table)
      }
      for var table in tables {
        table.disposition = disposition
        try await session.finish(table)
      }
      var record = LoadRecord(
        load: load,
        schema: schema,
        schemaHash: schema.contentHash,
        committedAt: Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number))
      )
      var state = PipelineState(pipeline: "shop")
      state.version = number
      record.state = number % 2 == 0 ? state : nil
      record.tables = [LoadedTable(name: "items", disposition: disposition, rows: rows)]
      try await session.commit(record)
    } catch {
      await session.abandon()
      throw error
    }
  }
}

/// All that a store shows.
struct StoreContents: Equatable {
  struct Table: Equatable {
    var name: String
    var columns: [StoredColumn]
    var rows: [Record]
  }

  var datasets: [String: [Table]] = [:]

  init(_ store: ColumnStore) {
    for dataset in store.datasets {
      datasets[dataset] = store.tables(in: dataset).compactMap { name in
        (try? store.table(dataset, name)).map {
          Table(name: name, columns: $0.columns, rows: $0.records)
        }
      }
    }
  }
}
