// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Datasets that dlt's filesystem destination wrote.
@Suite struct FilesOfDltTests {
  private let disk = MemoryFileSystem()
  private let path = "/out/shop"
  private static let load = "1795205163.5697527"
  private static let rows = "\(load).6104be5fae.jsonl.gz"

  private var destination: FileDestination {
    FileDestination(at: "/out", format: .jsonl, in: disk)
  }

  /// Writes the files that dlt writes, with its names and the columns in its order.
  private func writeDataset() throws {
    var schema = Schema("shop")
    schema["items"] = HandLoad(id: "1.000001").table("items")
    let hash = schema.contentHash
    let hexadecimal = DatasetFiles.hashName(hash)
    var state = PipelineState(pipeline: "shop")
    state.version = 3
    let files: KeyValuePairs<String, Record> = [
      "_dlt_version/shop__1795205164.2888048__\(hexadecimal).jsonl": [
        "version_hash": .text(hash), "schema_name": "shop", "version": 1, "engine_version": 11,
        "inserted_at": "2026-11-20T20:06:04.288876+00:00", "schema": .text(schema.documentText),
      ],
      "_dlt_pipeline_state/shop__\(Self.load)__\(hexadecimal).jsonl": [
        "version": 3, "engine_version": 4, "pipeline_name": "shop",
        "state": .text(state.storedText), "created_at": "2026-11-20T20:06:03.676889+00:00",
        "version_hash": .text(state.hash), "_dlt_load_id": .text(Self.load),
      ],
      "_dlt_loads/shop__\(Self.load).jsonl": [
        "load_id": .text(Self.load), "schema_name": "shop", "status": 0,
        "inserted_at": "2026-11-20T20:06:04.365811+00:00", "schema_version_hash": .text(hash),
      ],
    ]
    for (name, row) in files {
      try disk.makeFolder("\(path)/\(name.split(separator: "/")[0])")
      try disk.append(JSONWriter().bytes(.record(row)), to: "\(path)/\(name)")
    }
    try disk.append(Array(DatasetFiles.initialText.utf8), to: "\(path)/init")
    try disk.makeFolder("\(path)/items")
    try disk.append([0x1F], to: "\(path)/items/\(Self.rows)")
    // Of a load that dlt has not committed yet.
    try disk.append([0x1F], to: "\(path)/items/1795205165.123456.1234567890.jsonl")
  }

  @Test func `schema and state are restored`() async throws {
    try writeDataset()
    let stored = try await destination.inspect(
      Recall(schema: "shop", pipeline: "shop"),
      dataset: "shop"
    )
    #expect(stored.isThere == true)
    #expect(stored.state?.version == 3)
    #expect(stored.schema?["items"]?["n"]?.type == .bigint)
    #expect(stored.lastLoadID == Self.load)
  }

  @Test func `an append leaves its files alone, and a replacement removes them`() async throws {
    try writeDataset()
    try await HandLoad(id: "1795205170.000001", rows: ["items": [1]], state: 4)
      .perform(into: destination)
    #expect(try disk.names(in: "\(path)/items").count == 3)
    #expect(try destination.files(of: "shop").visibleRows(of: "items").count == 2)
    try await HandLoad(id: "1795205170.000002", disposition: .replace, rows: ["items": [1]])
      .perform(into: destination)
    #expect(try disk.names(in: "\(path)/items") == ["1795205170.000002.0.jsonl"])
  }

  @Test(arguments: ["6104be5fae.jsonl", "part.parquet", "rows.csv.gz", "2026/rows.jsonl"])
  func `rows of which nobody knows the load are not replaced`(_ name: String) async throws {
    try writeDataset()
    let file = "\(path)/items/\(name)"
    try disk.makeFolder(try #require(file.folder))
    try disk.append([1], to: file)
    let append = HandLoad(id: "1795205170.000001", rows: ["items": [1]])
    try await append.perform(into: destination)
    for load in [
      HandLoad(id: "1795205170.000002", disposition: .replace, rows: ["items": [1]]),
      HandLoad(id: "1795205170.000002", disposition: .replace, rows: ["items": []]),
      HandLoad(id: "1795205170.000002", dropped: ["items"]),
      HandLoad(id: "1795205170.000002", emptied: ["items"]),
    ] {
      let error = await #expect(throws: LoadError.self) {
        try await load.perform(into: destination)
      }
      #expect(error?.code == .unsupported)
      #expect(error?.location.table == "items")
    }
    #expect(try disk.names(in: "\(path)/items").count == 4)
  }

  @Test(arguments: [
    ("1700000000.123456.0.jsonl", "1700000000.123456"), ("1.5.aa.csv.gz", "1.5"),
    ("1.5.aa.parquet", "1.5"), ("1700000000.123456.0.jsonl.bak", nil), ("README", nil),
    ("a.5.0.jsonl", nil), ("1.5.jsonl", nil), ("1..0.jsonl", nil), ("-1.5.0.jsonl", nil),
  ])
  func `names of files tell their load`(_ name: String, _ load: String?) {
    #expect(RowFileName(name)?.load == load)
  }

  @Test(arguments: [
    ("shop__1.5.jsonl", false, "shop", "1.5", nil),
    ("a__b__1.5.jsonl", false, "a__b", "1.5", nil),
    ("a___1.5__ff.jsonl", true, "a_", "1.5", "ff"),
  ])
  func `names of accounts are read from their end`(
    _ name: String,
    _ hasHash: Bool,
    _ owner: String,
    _ load: String,
    _ hash: String?
  ) throws {
    let file = try #require(AccountFileName(name, hasHash: hasHash))
    #expect(file.owner == owner)
    #expect(file.load == load)
    #expect(file.hash == hash)
    #expect(AccountFileName("shop.jsonl", hasHash: hasHash) == nil)
  }

  @Test func `ids of loads are in the order of time, whatever their decimals`() {
    let ids = [
      "word", "999.9", "1000.0", "1795173320.0128865", "1795173320.012887", "1795173320.1",
      "1795173320.10", "1795173321.0",
    ]
    for (place, id) in ids.enumerated() {
      for (otherPlace, other) in ids.enumerated() {
        #expect(LoadID.precedes(id, other) == (place < otherPlace), "\(id), \(other)")
      }
    }
    #expect(LoadID.moment("1795173320.0128865") == 1_795_173_320_012_886)
    #expect(LoadID.moment("1.1") == 1_100_000)
    for id in ["", "1", "1.", ".1", "1.2.3", "+1.5", "99999999999999.0"] {
      #expect(LoadID.moment(id) == nil)
    }
  }
}
