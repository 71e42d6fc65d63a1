// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

@Suite struct FileSchemaTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("sluice-\(UUID())").path

  private func load(_ json: String, replacing: Bool = false) async throws -> RunReport {
    var records = Records("items", json: json)
    if replacing { records = records.replace() }
    // A new pipeline and destination every time, as in a new process.
    return try await LoadPipeline("shop", into: FileDestination(at: folder, format: .jsonl))
      .run(records)
  }

  private func files(_ table: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(folder)/shop/\(table)").sorted()
  }

  @Test func `a later process knows the schema`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try await load(#"{"id": 1, "n": 5}"#)
    let report = try await load(#"{"id": 2, "n": "word"}"#)
    #expect(report["items"]?.isNew == false)
    #expect(report["items"]?.columnsAdded.map(\.name) == ["n__v_text"])
  }

  @Test func `a later process replaces nested tables as well`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try await load(#"{"id": 1, "tags": ["a"]}"#, replacing: true)
    #expect(try files("items__tags").count == 1)
    _ = try await load(#"{"id": 2}"#, replacing: true)
    #expect(try files("items").count == 1)
    #expect(try files("items__tags").isEmpty)
    _ = try await load("", replacing: true)
    #expect(try files("items").isEmpty)
  }
}
