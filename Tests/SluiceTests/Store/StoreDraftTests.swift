// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Rows that are written to the file of a store before their commit.
@Suite struct StoreDraftTests {
  private let disk = MemoryFileSystem()

  /// A load that has taken rows, and neither commits nor abandons them.
  private func begun(
    _ number: Int,
    _ store: ColumnStore,
    rows: Int = 60
  ) async throws -> (session: any DestinationSession, record: LoadRecord) {
    let load = StoreScript.load(number)
    let schema = StoreScript.schema(.append, nil)
    let session = try await store.open(dataset: "shop")
    try await session.begin(load)
    try await session.migrate(to: schema)
    let table = schema.tables[0]
    let columns = table.columns.compactMap { column in column.type.map { (column.name, $0) } }
    // Each part is too long to wait in memory.
    let long = String(repeating: "x", count: 10_000)
    for part in 0..<2 {
      let records: [Record] = (0..<rows / 2).map { row in
        [
          "id": Value(integer: (part + 1) * row &* 0x1E37_79B9), "name": .text("\(row)" + long),
          SystemColumn.loadID: .text(load.id), SystemColumn.id: .text("\(number).\(part).\(row)"),
        ]
      }
      try await session.load(Batch(records, columns), into: table)
    }
    let record = LoadRecord(
      load: load,
      schema: schema,
      schemaHash: schema.contentHash,
      committedAt: Timestamp(microseconds: 1_700_000_000_000_000 + Int64(number))
    )
    return (session, record)
  }

  private var drafts: [String] {
    get throws { try disk.names(in: "store").filter { $0.hasSuffix(".new") } }
  }

  @Test func `rows are in the file before the commit, and once after it`() async throws {
    let store = try ColumnStore(at: "store", in: disk)
    let (session, record) = try await begun(1, store)
    let draft = try #require(try drafts.first)
    let before = try disk.read("store/\(draft)").count
    #expect(before > 500_000)
    try await session.commit(record)
    #expect(try drafts.isEmpty)
    let commit = try disk.read("store/0000000001.commit").count
    #expect(commit > before && commit < before + before / 2)
    #expect(try store.table("shop", "items").rowCount == 60)
    let expected = StoreContents(store)
    #expect(StoreContents(try reopened()) == expected)
  }

  @Test func `loads at the same time have a file each`() async throws {
    let store = try ColumnStore(at: "store", in: disk)
    let first = try await begun(1, store)
    let second = try await begun(2, store)
    #expect(try drafts.count == 2)
    try await second.session.commit(second.record)
    try store.compact()
    #expect(try drafts.count == 1, "A base has nothing to do with rows on their way.")
    try await first.session.commit(first.record)
    #expect(try store.table("shop", "items").rowCount == 120)
    #expect(StoreContents(try reopened()) == StoreContents(store))
  }

  @Test func `rows that are abandoned leave no file`() async throws {
    let store = try ColumnStore(at: "store", in: disk)
    let (session, _) = try await begun(1, store)
    await session.abandon()
    #expect(try drafts.isEmpty)
  }

  @Test func `rows of a process that died are removed`() async throws {
    _ = try await begun(1, try ColumnStore(at: "store", in: disk))
    #expect(try drafts.count == 1)
    #expect(try ColumnStore(at: "store", in: disk).datasets.isEmpty)
    #expect(try drafts.isEmpty)
  }

  @Test func `a commit that failed can be made again`() async throws {
    for failing in 1... {
      let files = CrashingFiles(failing: (failing, .once))
      guard let store = try? ColumnStore(at: "store", in: files),
        let (session, record) = try? await begun(1, store)
      else { continue }
      do {
        try await session.commit(record)
        if files.steps < failing { break }
      } catch {
        try await session.commit(record)
      }
      #expect(try store.table("shop", "items").rowCount == 60)
      #expect(
        StoreContents(try ColumnStore(at: "store", in: files.survivors)) == StoreContents(store)
      )
    }
  }

  @Test func `a commit that was seen once outlasts a loss of power`() async throws {
    for step in 1... {
      let faults = Faults(Fault(.dies, at: step))
      let disk = SimulatedDisk(faults)
      guard let store = try? ColumnStore(at: "store", in: disk),
        let (session, record) = try? await begun(1, store)
      else { continue }
      try? await session.commit(record)
      if !faults.isDead { break }
      let killed = disk.restarted()
      let seen = StoreContents(try ColumnStore(at: "store", in: killed))
      let after = try ColumnStore(at: "store", in: killed.restarted(after: .powerLoss))
      #expect(StoreContents(after) == seen, "step \(step)")
    }
  }

  @Test func `rows that are stored as something else are written anew`() async throws {
    let store = try ColumnStore(at: "store", in: disk)
    let first = try await begun(1, store)
    try await first.session.commit(first.record)
    let (session, record) = try await begun(2, store)
    let items = StoreScript.schema(.append, nil).tables[0]
    #expect(try await session.changeType(of: "id", in: items, to: .text) == .text)
    try await session.commit(record)
    #expect(try store.table("shop", "items")["id"]?.last?.string != nil)
    #expect(StoreContents(try reopened()) == StoreContents(store))
  }

  /// The store as another process finds it, which takes a copy, as this one has its lock.
  private func reopened() throws -> ColumnStore {
    let copy = MemoryFileSystem()
    try copy.makeFolder("store")
    for name in try disk.names(in: "store") {
      try copy.append(try disk.read("store/\(name)"), to: "store/\(name)")
    }
    return try ColumnStore(at: "store", in: copy)
  }
}
