// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What `Docs/Guide/SchemaExports.md` shows.

@Suite struct SchemaExportsGuide {
  private let store = ColumnStore()

  @Test func `a schema as a diagram and as code`() async throws {
    // snippet: diagrams
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(Records("orders", json: #"{"id": 1, "lines": [{"sku": "tea"}]}"#))
    guard let schema = pipeline.schema else { return }

    let markdown = "```mermaid\n\(schema.mermaid())```\n"
    let dbml = schema.dbml()
    let dot = schema.graphviz()
    // end
    #expect(markdown.contains("orders__lines }o--|| orders"))
    #expect(dbml.contains("Table \"orders\""))
    #expect(dot.hasPrefix("digraph"))

    // snippet: options
    var options = DiagramOptions()
    options.includesSystemColumns = false
    options.includesSystemTables = true
    let short = schema.mermaid(options)
    // end
    #expect(!short.contains("_dlt_parent_id"))
    #expect(short.contains("_dlt_loads"))

    // snippet: code
    var style = SwiftCodeOptions()
    style.isPublic = true
    let code = schema.swiftCode(style)
    // end
    #expect(code.contains("public struct Orders: Codable, Hashable, Sendable {"))
  }

  // snippet: decode
  struct Orders: Codable, Hashable, Sendable {
    var id: Int64?
    /// The rows of the table 'orders__lines', if they were read with this one.
    var lines: [Lines]?

    /// A row of the table 'orders__lines'.
    struct Lines: Codable, Hashable, Sendable {
      var sku: String?
    }
  }
  // end

  @Test func `rows become values`() async throws {
    let records = Records("orders", json: #"{"id": 1, "lines": [{"sku": "tea"}]}"#)
    try await LoadPipeline("shop", into: store).run(records)
    // snippet: rows
    let orders = try store.table("shop", "orders").decode(Orders.self)
    let lines = try store.table("shop", "orders__lines").decode(Orders.Lines.self)
    // end
    #expect(orders == [Orders(id: 1)])
    #expect(lines == [Orders.Lines(sku: "tea")])
  }
}
