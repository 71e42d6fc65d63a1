// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

@Suite struct SchemaVersionTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("sluice-\(UUID())").path

  private func load(_ json: String) async throws -> Schema? {
    try await LoadPipeline("shop", into: FileDestination(at: folder, format: .jsonl))
      .run(Records("items", json: json)).schema
  }

  private var versionFolder: String { "\(folder)/shop/_dlt_version" }

  @Test func `a load that changes the schema is a version`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try #require(try await load(#"{"id": 1}"#))
    #expect(first.version == 2)
    #expect(first.ancestors == [Schema("shop").contentHash])
    let same = try #require(try await load(#"{"id": 2}"#))
    #expect(same.version == 2)
    #expect(same.contentHash == first.contentHash)
    let second = try #require(try await load(#"{"id": 3, "n": 1}"#))
    #expect(second.version == 3)
    #expect(second.ancestors == [first.contentHash] + first.ancestors)
  }

  @Test func `what is stored is dlt's document`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let schema = try #require(try await load(#"{"id": 1, "tags": ["a"]}"#))
    let file = try #require(FileManager.default.contentsOfDirectory(atPath: versionFolder).first)
    let row = try Value(json: String(contentsOfFile: "\(versionFolder)/\(file)", encoding: .utf8))
    #expect(row["version"] == 2)
    #expect(row["engine_version"] == 11)
    #expect(row["version_hash"] == .text(schema.contentHash))
    let document: Value = row["schema"]
    let stored = try Schema(json: try #require(document.string))
    #expect(stored.contentHash == schema.contentHash)
    #expect(stored["items__tags"]?.parent == "items")
  }

  @Test func `a stored schema that someone changed is not used`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try await load(#"{"id": 1}"#)
    let file = try #require(FileManager.default.contentsOfDirectory(atPath: versionFolder).first)
    let path = "\(versionFolder)/\(file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = text.replacing("bigint", with: "double")
    try #require(changed != text)
    try changed.write(toFile: path, atomically: true, encoding: .utf8)
    let error = await #expect(throws: LoadError.self) { try await load(#"{"id": 2}"#) }
    #expect(error?.code == .schemaModified)
  }
}
