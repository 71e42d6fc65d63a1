// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

// What `Docs/Guide/SchemaDocuments.md` shows.

@Suite struct SchemaDocumentsGuide {
  private let store = ColumnStore()

  @Test func `writing and reading`() async throws {
    let pipeline = LoadPipeline("shop", into: store)
    try await pipeline.run(Records("orders", json: #"{"id": 1, "total": 9.5}"#))
    // snippet: write
    let schema = try #require(pipeline.schema)
    let yaml = schema.yaml(.withoutDefaults)
    let json = schema.json()
    // end
    // snippet: read
    let same = try Schema(yaml: yaml)
    let fromJSON = try Schema(json: json)
    let isSame = same.contentHash == schema.contentHash  // as dlt computes it
    // end
    #expect(isSame)
    #expect(fromJSON.contentHash == same.contentHash)
    #expect(yaml.contains("  orders:\n    columns:\n      id:\n        data_type: bigint\n"))
  }

  @Test func `a mistake in a document`() throws {
    let yaml = Schema("shop").yaml().replacing("data_type: bigint", with: "data_type: bigit")
    // snippet: mistake
    do {
      _ = try Schema(yaml: yaml)
    } catch {
      print(error)
    }
    // end
    let error = #expect(throws: LoadError.self) { try Schema(yaml: yaml) }
    let text = error?.description ?? ""
    #expect(text.contains("at 'tables/_dlt_version/columns/version/data_type': expected one of"))
    #expect(text.hasSuffix("found 'bigit'. Did you mean 'bigint'?"))
  }

  @Test func `folders that people edit`() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("sluice-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let orders = Records("orders", json: #"{"id": 1, "total": 9.5}"#)
    // snippet: folders
    var settings = PipelineSettings()
    settings.schemaFolders = SchemaFolders(
      importFrom: "\(folder)/import",
      exportTo: "\(folder)/export"
    )
    let pipeline = LoadPipeline("shop", into: store, settings: settings)
    try await pipeline.run(orders)
    // end
    for name in ["import", "export"] {
      #expect(FileManager.default.fileExists(atPath: "\(folder)/\(name)/shop.schema.yaml"))
    }
  }
}
