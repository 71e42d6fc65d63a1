// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@Suite struct DocumentSourcePathTests {
  @Test func `documents say where data came from where names do not say it`() throws {
    var schema = Schema("shop")
    var items = Table("items", resource: "items")
    items.rowID = .random
    items["id"] = Column("id", .bigint)
    items["id"]?.sourcePath = []
    items["full_name"] = Column("full_name", .text)
    items["full_name"]?.sourcePath = ["Full Name"]
    schema["items"] = items
    var parent = "items"
    for (name, path) in [
      ("items__tags", ["tags"]), ("items__tags__inner__list", ["tags", "inner", "list"]),
      ("items__tags__inner__list__parts", ["tags", "inner", "list", "parts"]),
    ] {
      var table = Table(name, parent: parent)
      table.sourcePath = path
      schema[name] = table
      parent = name
    }
    let text = schema.json()
    #expect(text.split(separator: "x-source-path").count == 3)
    let read = try Schema(json: text)
    for table in schema.tables { #expect(read[table.name] == table) }
  }

  @Test func `a document with records put aside says the same when it is read`() async throws {
    let pipeline = LoadPipeline("shop", into: ColumnStore())
    try await pipeline.run(Records("items", json: #"{"id": 1}"#).contract(columns: .quarantine))
    try await pipeline.run(Records("items", json: #"{"new": 1}"#).contract(columns: .quarantine))
    let schema = try #require(pipeline.schema)
    #expect(schema["_sluice_quarantine"] != nil)
    for read in [try Schema(json: schema.json()), try Schema(yaml: schema.yaml())] {
      #expect(read.contentHash == schema.contentHash)
      #expect(read.json() == schema.json())
    }
  }
}
