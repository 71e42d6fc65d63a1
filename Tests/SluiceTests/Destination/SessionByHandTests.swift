// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// A session can be driven without a pipeline, as those who write destinations do in their tests.
@Suite struct SessionByHandTests {
  @Test func `rows are visible from the commit on`() async throws {
    var schema = Schema("shop")
    var table = Table("items", resource: "items")
    table["id"] = Column("id", .bigint, nullable: false)
    table.hasSeenData = true
    schema["items"] = table
    let builder = VectorBuilder(.bigint)
    for number in 1...3 { builder.append(Int64(number)) }
    let batch = Batch(["id": builder.finish()])
    let load = Load(id: "1700000000.000001", pipeline: "shop", schema: "shop")

    let store = ColumnStore()
    let session = try await store.open(dataset: "shop")
    try await session.begin(load)
    try await session.migrate(to: schema)
    try await session.load(batch, into: table)
    try await session.finish(table)
    #expect(!store.tables(in: "shop").contains("items"))
    try await session.commit(
      LoadRecord(
        load: load,
        schema: schema,
        schemaHash: "hash",
        committedAt: Timestamp(microseconds: 1_700_000_000_000_001)
      )
    )
    #expect(try store.table("shop", "items")["id"] == [1, 2, 3])
    #expect(try store.table("shop", "_dlt_loads")["schema_version_hash"] == ["hash"])
  }
}
