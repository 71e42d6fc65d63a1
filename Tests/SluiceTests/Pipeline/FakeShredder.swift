// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting

@testable import Sluice

/// Shreds flat records of booleans, integers, numbers and text; enough to test what is around it.
///
/// Its JSON is one integer per line. Records keep their order; ids count up from the seed.
final class FakeShredder: RowShredder {
  private let table: String
  private let context: ShredContext
  private var rows: [Record] = []
  private var batches: [TableBatch] = []
  private var ids: RowIDGenerator
  private(set) var pendingByteCount = 0

  init(table: String, context: ShredContext) {
    self.table = table
    self.context = context
    ids = RowIDGenerator(seed: context.seed)
  }

  func shred(_ record: Value) throws {
    var record = record.asRecord
    record["_dlt_load_id"] = .text(context.loadID)
    record["_dlt_id"] = .text(ids.next())
    for (key, value) in zip(record.keys, record.values) where value != .null {
      try see(context.schema.naming.normalizePath(key), value)
      pendingByteCount += 16
    }
    rows.append(record)
    markSeen()
  }

  func shredEach<Element: Encodable>(_ values: some Sequence<Element>) throws {
    for value in values {
      var record = Record()
      for child in Mirror(reflecting: value).children {
        guard let label = child.label else { continue }
        switch child.value {
        case let number as Int: record[label] = .int(Int64(number))
        case let text as String: record[label] = .text(text)
        default: record[label] = .null
        }
      }
      try shred(.record(record))
    }
  }

  func shred(_ batch: Batch) throws {
    context.schema.withSchema { schema in
      var found = schema[table] ?? Table(table, resource: context.resource)
      for (name, vector) in zip(batch.names, batch.vectors) where found[name]?.type == nil {
        found[name] = Column(name, vector.type)
      }
      schema[table] = found
    }
    markSeen()
    batches.append(TableBatch(table: table, batch: batch))
    pendingByteCount += batch.byteCount
  }

  func materialize(withTablesBelow: Bool) throws { markSeen() }

  func reportEnd() {}

  func takeBatches() -> [TableBatch] {
    pendingByteCount = 0
    var taken = batches
    batches = []
    if !rows.isEmpty {
      let columns = context.schema.schema[table]?.completeColumns ?? []
      let batch = Batch(rows, columns.map { ($0.name, $0.type ?? .text) })
      taken.append(TableBatch(table: table, batch: batch))
      rows.removeAll()
    }
    return taken
  }

  func jsonIntake(_ hints: TableHints) -> any TextFeed {
    FakeFeed(into: self)
  }

  func csvIntake(_ options: CSVOptions, _ malformed: MalformedRecords) -> any TextFeed {
    FakeFeed(into: self)
  }

  private func see(_ name: String, _ value: Value) {
    let type: DataType
    switch value {
    case .bool: type = .bool
    case .int: type = .bigint
    case .double: type = .double
    default: type = .text
    }
    let isNew = context.schema.withSchema { schema in
      var found = schema[table] ?? Table(table, resource: context.resource)
      guard found[name]?.type == nil else { return false }
      var column = found[name] ?? Column(name)
      column.type = type
      column.nullable = column.nullable ?? !name.hasPrefix("_dlt")
      found[name] = nil
      found[name] = column
      schema[table] = found
      return true
    }
    if isNew { context.report(.columnAdded(table: table, column: Column(name, type))) }
  }

  private func markSeen() {
    let isNew = context.schema.withSchema { schema in
      guard schema[table]?.hasSeenData == false else { return false }
      schema[table]?.hasSeenData = true
      return true
    }
    if isNew { context.report(.tableAdded(table)) }
  }
}

/// Takes one integer per line.
private final class FakeFeed: TextFeed {
  private let shredder: FakeShredder
  private var rest: [UInt8] = []
  let freeSpace = UnsafeMutableRawBufferPointer.allocate(byteCount: 1_024, alignment: 16)

  init(into shredder: FakeShredder) { self.shredder = shredder }
  deinit { freeSpace.deallocate() }

  func accept(_ count: Int) throws {
    rest += freeSpace[..<count]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      try take(rest[..<end])
      rest.removeFirst(end + 1)
    }
  }

  func finish() throws {
    if !rest.isEmpty { try take(rest[...]) }
  }

  private func take(_ line: ArraySlice<UInt8>) throws {
    guard let number = Int64(String(decoding: line, as: UTF8.self)) else {
      throw LoadError(.malformedInput, "The line is no number.")
    }
    var record = Record()
    record["number"] = .int(number)
    try shredder.shred(.record(record))
  }
}

extension Batch {
  /// Columns of booleans, integers, numbers and text from records.
  init(_ rows: [Record], _ columns: [(name: String, type: DataType)]) {
    let vectors = columns.map { column in
      Vector(rows.map { $0[column.name] ?? .null }, column.type)
    }
    self.init(names: columns.map(\.name), vectors: vectors, rowCount: rows.count)
  }
}

extension Vector {
  /// A column of booleans, integers, numbers or text.
  init(_ values: [Value], _ type: DataType) {
    var words = ContiguousArray<UInt64>(repeating: 0, count: (values.count + 63) / 64)
    var missing = 0
    for (row, value) in values.enumerated() {
      if value == .null { missing += 1 } else { words[row >> 6] |= 1 << UInt64(row & 63) }
    }
    let storage: Vector.Storage
    switch type.kind {
    case .bool:
      storage = .bool(ContiguousArray(values.map { $0 == .bool(true) ? 1 : 0 }))
    case .bigint:
      storage = .int64(
        ContiguousArray(values.map { if case .int(let number) = $0 { number } else { 0 } })
      )
    case .double:
      storage = .double(
        ContiguousArray(values.map { if case .double(let number) = $0 { number } else { 0 } })
      )
    default:
      var heap: ContiguousArray<UInt8> = []
      var views: ContiguousArray<UInt64> = []
      for value in values {
        guard case .text(let text) = value else {
          views.append(0)
          continue
        }
        views.append(UInt64(heap.count) << 32 | UInt64(text.utf8.count))
        heap += text.utf8
      }
      storage = .bytes(ByteViews(views: views, heap: heap))
    }
    self.init(
      type: type,
      storage: storage,
      validity: Validity(words: words, count: values.count, missing: missing)
    )
  }
}

/// A record of `fields`, in order.
func record(_ fields: (String, Value)...) -> Record {
  var record = Record()
  for (key, value) in fields { record[key] = value }
  return record
}

extension PipelineSettings {
  /// A clock that stands still, a fixed seed, and shredders of this file.
  static func testing(clock: any TimeSource = TestClock()) -> PipelineSettings {
    var settings = PipelineSettings.test(clock: clock)
    settings.makeShredder = { FakeShredder(table: $0, context: $1) }
    return settings
  }
}

/// A pipeline into `destination` for tests.
func testPipeline<Target: Destination>(
  into destination: Target,
  limits: Limits = Limits(),
  clock: any TimeSource = TestClock()
) -> LoadPipeline<Target> {
  LoadPipeline("demo", into: destination, limits: limits, settings: .testing(clock: clock))
}
