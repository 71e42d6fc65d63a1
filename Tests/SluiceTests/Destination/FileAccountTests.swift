// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// What datasets made of files remember, and forget.
@Suite struct FileAccountTests {
  private let disk = MemoryFileSystem()
  private let path = "/out/shop"

  private var destination: FileDestination {
    FileDestination(at: "/out", format: .jsonl, in: disk)
  }

  private func names(_ table: String) throws -> [String] {
    try disk.names(in: "\(path)/\(table)")
  }

  private func recall() async throws -> StoredState {
    try await destination.inspect(Recall(schema: "shop", pipeline: "shop"), dataset: "shop")
  }

  @Test func `there is a dataset from the first commit on`() async throws {
    #expect(try await recall().isThere == false)
    #expect(!disk.exists("/out"))
    let session = try await destination.open(dataset: "shop")
    await session.abandon()
    #expect(try await recall().isThere == false)
    try await HandLoad(id: "1.000001", rows: ["items": [1]]).perform(into: destination)
    #expect(try await recall().isThere == true)
    #expect(try await recall().state == nil)
  }

  @Test func `the state is that of the last load which is complete`() async throws {
    for number in 1...3 {
      try await HandLoad(id: "1.00000\(number)", rows: ["items": [1]], state: number)
        .perform(into: destination)
    }
    try await HandLoad(id: "1.000004", rows: ["items": [1]]).perform(into: destination)
    #expect(try await recall().state?.version == 3)
    let record = "\(path)/_dlt_loads/shop__1.000003.jsonl"
    let text = String(decoding: try disk.read(record), as: UTF8.self)
    try disk.remove(record)
    #expect(try await recall().state?.version == 2)
    let parts = text.split(separator: "\"status\":0")
    try disk.append(Array(parts.joined(separator: "\"status\":1").utf8), to: record)
    #expect(try await recall().state?.version == 2)
    let other = try await destination.inspect(
      Recall(schema: "shop", pipeline: "sho"),
      dataset: "shop"
    )
    #expect(other.state == nil)
    #expect(other.lastLoadID == "1.000004")
  }

  @Test func `a state that is damaged is no reason to take an older one`() async throws {
    for number in 1...2 {
      try await HandLoad(id: "1.00000\(number)", state: number).perform(into: destination)
    }
    let name = try #require(try names("_dlt_pipeline_state").last)
    try disk.replace("\(path)/_dlt_pipeline_state/\(name)", with: Array("{}".utf8))
    let error = await #expect(throws: LoadError.self) { try await recall() }
    #expect(error?.code == .fileDamaged)
    #expect(error?.message.contains(name) == true)
  }

  @Test func `a hundred states are kept`() async throws {
    let count = FileCommit.keptStates
    for number in 1...count + 2 {
      try await HandLoad(id: "\(number).000000", state: number).perform(into: destination)
    }
    let states = try destination.files(of: "shop").accounts(
      in: "_dlt_pipeline_state",
      hasHash: true
    )
    #expect(states.map(\.load) == (3...count + 2).map { "\($0).000000" })
  }

  @Test func `the ledger tells what loads did`() async throws {
    try await HandLoad(id: "1.000001", rows: ["items": [1, 2], "tags": [1]], state: 1)
      .perform(into: destination)
    try await HandLoad(id: "1.000002").perform(into: destination)
    let session = try await destination.open(dataset: "shop")
    let loads = try await session.loads(of: "shop")
    #expect(loads.map(\.load.id) == ["1.000001", "1.000002"])
    #expect(loads.map(\.bringsState) == [true, false])
    #expect(
      loads.map { $0.tables.map { "\($0.name) \($0.rows)" } } == [["items 2", "tags 1"], []]
    )
    #expect(try await session.loads(of: "other").isEmpty)
  }

  @Test func `a load is repeated only by mistake, which is an error`() async throws {
    let load = HandLoad(id: "1.000001", rows: ["items": [1]])
    try await load.perform(into: destination)
    try await load.perform(into: destination)
    #expect(try names("items").count == 1)
    for schema in ["shop", "other"] {
      let session = try await destination.open(dataset: "shop")
      let repeated = Load(id: load.id, pipeline: "shop", schema: schema)
      #expect(try await session.contains(repeated) == (schema == "shop"))
      let error = await #expect(throws: LoadError.self) { try await session.begin(repeated) }
      #expect(error?.code == .destinationFailed)
      await session.abandon()
    }
    #expect(try names("items").count == 1)
  }

  @Test func `what is dropped goes with its folder, but for what others put there`() async throws {
    try await HandLoad(id: "1.000001", rows: ["items": [1], "other": [1], "tags": [1]])
      .perform(into: destination)
    try disk.append([1], to: "\(path)/other/README")
    try await HandLoad(id: "1.000002", dropped: ["items", "other"], emptied: ["tags"])
      .perform(into: destination)
    #expect(!disk.exists("\(path)/items"))
    #expect(try names("other") == ["README"])
    #expect(try names("tags").isEmpty)
    #expect(disk.isFolder("\(path)/tags"))
  }

  @Test func `a schema that is begun anew forgets its versions, and no other's`() async throws {
    var other = HandLoad(id: "1.000001", rows: ["items": [1]])
    other.schema = "other"
    try await other.perform(into: destination)
    for number in 2...4 {
      try await HandLoad(
        id: "1.00000\(number)",
        rows: ["items": [1]],
        column: "c\(number)",
        forgetsVersions: number == 4
      ).perform(into: destination)
    }
    let versions = try destination.files(of: "shop").accounts(in: "_dlt_version", hasHash: true)
    #expect(versions.map { "\($0.owner) \($0.load)" } == ["other 1.000001", "shop 1.000004"])
    #expect(try await recall().schema?["items"]?["c4"] != nil)
  }

  @Test func `a load that is undone takes everything of its own along`() async throws {
    let first = HandLoad(id: "1.000001", rows: ["items": [1]], state: 1)
    let second = HandLoad(id: "1.000002", rows: ["items": [2, 3], "tags": [1]], state: 2)
    let third = HandLoad(id: "1.000003", rows: ["items": [2, 3], "tags": [1]])
    try await first.perform(into: destination)
    let before = try await recall()
    for load in [second, third] { try await load.perform(into: destination) }
    #expect(try await second.undo(in: destination) == ["items": 2, "tags": 1])
    // The third load was made with the same schema.
    #expect(try names("_dlt_version").count == 2)
    #expect(try await recall().schema?["tags"] != nil)
    #expect(try await third.undo(in: destination) == ["items": 2, "tags": 1])
    #expect(try names("items") == ["1.000001.0.jsonl"])
    #expect(try names("_dlt_loads") == ["shop__1.000001.jsonl"])
    #expect(try names("_sluice_loads") == ["shop__1.000001.jsonl"])
    let after = try await recall()
    #expect(after.state == before.state)
    #expect(after.schema == before.schema)
    #expect(after.lastLoadID == before.lastLoadID)
    #expect(try await third.undo(in: destination).isEmpty)
  }

  @Test func `a folder that is removed in mid-run is an error, and is not made anew`() async throws
  {
    try await HandLoad(id: "1.000001", rows: ["items": [1]]).perform(into: destination)
    for rows in [["items": [Int64(1)]], [:]] {
      let load = HandLoad(id: "1.000002", rows: rows)
      let session = try await destination.open(dataset: "shop")
      try await session.begin(load.load)
      try disk.remove("/out")
      let error = await #expect(throws: LoadError.self) {
        if !rows.isEmpty {
          let builder = VectorBuilder(.bigint)
          builder.append(Int64(1))
          try await session.load(Batch(["n": builder.finish()]), into: load.table("items"))
        }
        let schema = Schema("shop")
        try await session.commit(
          LoadRecord(
            load: load.load,
            schema: schema,
            schemaHash: "",
            committedAt: Timestamp(microseconds: 1, offset: 0)
          )
        )
      }
      #expect(error?.code == .fileMissing)
      #expect(error?.location.table == (rows.isEmpty ? nil : "items"))
      await session.abandon()
      #expect(!disk.exists("/out"))
    }
  }

  @Test func `a journal that is damaged stops the next load, and removes nothing`() async throws {
    try await HandLoad(id: "1.000001", rows: ["items": [1]]).perform(into: destination)
    try disk.makeFolder("\(path)/.loading/1.000001")
    var journal = FileJournal()
    journal.removed = ["items/1.000001.0.jsonl"]
    for place in journal.bytes.indices {
      var bytes = journal.bytes
      bytes[place] ^= 4
      #expect(FileJournal(bytes) == nil)
      #expect(FileJournal(Array(journal.bytes[..<place])) == nil)
    }
    #expect(FileJournal(journal.bytes) == journal)
    var bytes = journal.bytes
    bytes[40] ^= 1
    try disk.append(bytes, to: "\(path)/.loading/1.000001/.journal")
    let error = await #expect(throws: LoadError.self) {
      try await HandLoad(id: "1.000002").perform(into: destination)
    }
    #expect(error?.code == .fileDamaged)
    #expect(try names("items").count == 1)
  }

  @Test func `what is left over after a commit is told, and done by the next load`() async throws {
    let disk = BrittleDisk()
    let destination = FileDestination(at: "/out", format: .jsonl, in: disk)
    try await HandLoad(id: "1.000001", rows: ["items": [1]]).perform(into: destination)
    let replacement = HandLoad(id: "1.000002", disposition: .replace, rows: ["items": [2]])
    let other = disk.copy()
    try await replacement.perform(into: FileDestination(at: "/out", format: .jsonl, in: other))
    // Of the last steps, one removes the old rows.
    disk.restart(failingAt: other.steps - 5)
    var failure: LoadError?
    try await replacement.perform(into: destination) { failure = $0.cleanUpFailure }
    #expect(failure?.code == .fileFailed)
    #expect(disk.contents { $0.hasPrefix("/out/shop/items/") }.count == 2)
    #expect(try destination.files(of: "shop").visibleRows(of: "items").count == 1)
    try await HandLoad(id: "1.000003").perform(into: destination) { failure = $0.cleanUpFailure }
    #expect(failure == nil)
    #expect(disk.contents { $0.hasPrefix("/out/shop/items/") }.count == 1)
  }
}
