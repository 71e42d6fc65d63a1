// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct SchemaDocumentTests {
  @Test func `a schema reads back as it was`() throws {
    var schema = Schema("shop")
    var orders = Table("orders", resource: "orders")
    orders["id"] = Column("id", .bigint(bits: 32), nullable: false, hints: [.primaryKey, .unique])
    orders["total"] = Column("total", .decimal(precision: 12, scale: 2))
    orders["at"] = Column("at", .timestamp(precision: 3, hasTimeZone: false), nullable: true)
    var note = Column("note")
    note.description = "what was said"
    note.deduplicationOrder = .descending
    note.annotations["x-note"] = ["k": [1, .null]]
    note.typeDetails.precision = 7
    orders["note"] = note
    orders.disposition = .replace
    orders.rowID = .keyHash
    orders.maximumNesting = 2
    orders.hasSeenData = true
    orders.references = [TableReference(to: "users", columns: ["id"], referencedColumns: ["uid"])]
    orders.annotations["x-owner"] = "sales"
    schema["orders"] = orders
    schema["orders__lines"] = Table("orders__lines", parent: "orders")
    let read = try #require(Schema(documentText: schema.documentText))
    #expect(read == schema)
    #expect(read.contentHash == schema.contentHash)
  }

  @Test(arguments: ["", "[]", "{}", #"{"name":"a","version":1,"tables":{"t":1}}"#])
  func `anything else is no schema`(text: String) {
    #expect(Schema(documentText: text) == nil)
  }
}
