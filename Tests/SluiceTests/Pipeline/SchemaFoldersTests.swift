// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

@Suite struct SchemaFoldersTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("sluice-\(UUID())").path
  private let store = ColumnStore()

  private var importFile: String { "\(folder)/import/shop.schema.yaml" }
  private var exportFile: String { "\(folder)/export/shop.schema.yaml" }

  /// Loads into the same store, or into files, with a new pipeline, as a later process would.
  private func load(
    _ json: String,
    format: SchemaFolders.Format = .yaml,
    key: String? = nil
  ) async throws -> (report: RunReport, events: [Event]) {
    var settings = PipelineSettings()
    settings.schemaFolders = SchemaFolders(
      importFrom: "\(folder)/import",
      exportTo: "\(folder)/export",
      format: format
    )
    var records = Records("items", json: json)
    if let key { records = records.primaryKey(key) }
    let (events, feed) = Event.stream()
    let report = try await LoadPipeline("shop", into: store, settings: settings).onEvent(feed)
      .run(records)
    var seen: [Event] = []
    for await event in events { seen.append(event) }
    return (report, seen)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  private func change(_ path: String, _ old: String, _ new: String) throws {
    let text = try text(path)
    try #require(text.contains(old))
    try text.replacing(old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func imports(_ events: [Event]) -> [[String]] {
    events.compactMap { event in
      guard case .schemaImported("shop", importFile, let tables) = event else { return nil }
      return tables
    }
  }

  @Test func `the first run writes what is declared`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (report, events) = try await load(#"{"id": 1, "n": 2}"#, key: "id")
    let offered = try Schema(yaml: text(importFile))
    #expect(offered.version == 1)
    #expect(offered.tables.map(\.name) == ["items"])
    #expect(offered["items"]?.columns.map(\.name) == ["id"])
    #expect(offered["items"]?["id"]?.type == nil)
    #expect(report.schema?.importedVersionHash == offered.contentHash)
    #expect(imports(events).isEmpty)
    let exported = try Schema(yaml: text(exportFile))
    #expect(exported.contentHash == report.schema?.contentHash)
    #expect(exported["items"]?.columns.count == 4)
    #expect(exported.version == 2)
  }

  @Test func `an unchanged file changes nothing`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try await load(#"{"id": 1}"#)
    let (report, events) = try await load(#"{"id": 2, "n": 1}"#)
    #expect(imports(events).isEmpty)
    #expect(report.schema?.version == 3)
    #expect(report.schema?["items"]?["n"]?.type == .bigint)
    try FileManager.default.removeItem(atPath: exportFile)
    _ = try await load(#"{"id": 2, "n": 1}"#)
    #expect(FileManager.default.fileExists(atPath: exportFile))
  }

  @Test func `a package that is loaded later is exported, and so is what is dropped`() async throws
  {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = PipelineSettings()
    settings.schemaFolders = SchemaFolders(exportTo: "\(folder)/export")
    let pipeline = LoadPipeline(
      "shop",
      into: store,
      settings: settings,
      workspace: Workspace(at: "\(folder)/workspace")
    )
    try await pipeline.extract(Records("items", json: #"{"id": 1}"#))
    try await pipeline.extract(Records("items", json: #"{"id": 2, "n": 1}"#))
    #expect(!FileManager.default.fileExists(atPath: exportFile))
    try await pipeline.load()
    var exported = try Schema(yaml: text(exportFile))
    #expect(exported["items"]?["n"]?.type == .bigint)
    #expect(exported.contentHash == pipeline.workspace.schema("shop", of: "shop")?.contentHash)

    // What was committed before a crash may not have been exported.
    let id = try await pipeline.extract(Records("items", json: #"{"id": 3, "m": 1}"#)).loadID
    let place = "\(folder)/workspace/shop/packages/sealed/\(id)"
    try FileManager.default.copyItem(atPath: place, toPath: "\(folder)/copy")
    let old = try text(exportFile)
    try await pipeline.load()
    try old.write(toFile: exportFile, atomically: true, encoding: .utf8)
    try FileManager.default.copyItem(atPath: "\(folder)/copy", toPath: place)
    try await pipeline.load()
    exported = try Schema(yaml: text(exportFile))
    #expect(exported["items"]?["m"]?.type == .bigint)

    try await pipeline.drop(DropSelection("items"))
    exported = try Schema(yaml: text(exportFile))
    #expect(exported["items"] == nil)
  }

  @Test func `a changed file takes the place of the schema`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try await load(#"{"id": 1}"#).report
    try change(importFile, "settings:\n", "settings:\n  preferred_types:\n    amount: decimal\n")
    let (report, events) = try await load(#"{"id": 2, "amount": 1}"#)
    #expect(imports(events) == [["items"]])
    let schema = try #require(report.schema)
    #expect(schema["items"]?["amount"]?.type?.kind == .decimal)
    #expect(schema["items"]?.hasSeenData == true)
    #expect(schema.version == 3)
    #expect(schema.ancestors.first == first.schema?.contentHash)
    #expect(schema.importedVersionHash == (try Schema(yaml: text(importFile)).contentHash))
    let again = try await load(#"{"id": 3, "amount": 2}"#)
    #expect(imports(again.events).isEmpty)
    #expect(again.report.schema?.version == 3)
    #expect(again.report.schema?["items"]?["amount"]?.type?.kind == .decimal)
  }

  @Test func `a file that is there first is what the first run starts from`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(
      atPath: "\(folder)/import",
      withIntermediateDirectories: true
    )
    var schema = Schema("shop")
    var items = Table("items", resource: "items")
    items["id"] = Column("id", .text)
    schema["items"] = items
    try schema.json(.toEdit).write(
      toFile: "\(folder)/import/shop.schema.json",
      atomically: true,
      encoding: .utf8
    )
    let (report, _) = try await load(#"{"id": 7}"#, format: .json)
    #expect(report.schema?["items"]?["id"]?.type == .text)
    #expect(FileManager.default.fileExists(atPath: "\(folder)/export/shop.schema.json"))
  }

  @Test func `a file that cannot be read fails the run and says where`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try await load(#"{"id": 1}"#)
    try change(importFile, "write_disposition: append", "write_disposition: apend")
    let error = await #expect(throws: LoadError.self) { try await load(#"{"id": 2}"#) }
    #expect(error?.code == .invalidDocument)
    #expect(error?.message.hasPrefix("In '\(importFile)': ") == true)
    #expect(error?.message.contains("Did you mean 'append'?") == true)
    #expect(try store.table("shop", "items").rowCount == 1)
    try change(importFile, "write_disposition: apend", "write_disposition: append")
    try change(importFile, "name: shop", "name: other")
    let other = await #expect(throws: LoadError.self) { try await load(#"{"id": 2}"#) }
    #expect(other?.message.contains("expected 'shop'") == true)
  }

  @Test func `a file that is not UTF-8 is refused`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try await load(#"{"id": 1}"#)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: importFile))
    bytes += Data("description: K\u{F6}ln\n".unicodeScalars.map { UInt8($0.value) })
    try bytes.write(to: URL(fileURLWithPath: importFile))
    let error = await #expect(throws: LoadError.self) { try await load(#"{"id": 2}"#) }
    #expect(error?.code == .invalidDocument)
    #expect(error?.message.contains("UTF-8") == true)
    #expect(try store.table("shop", "items").rowCount == 1)
  }

  @Test func `one folder for both is refused`() async throws {
    var settings = PipelineSettings()
    settings.schemaFolders = SchemaFolders(importFrom: folder, exportTo: folder)
    let pipeline = LoadPipeline("shop", into: store, settings: settings)
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(Records("items", json: "{}"))
    }
    #expect(error?.code == .invalidConfiguration)
  }

  @Test func `a load stays visible though it cannot be exported`() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try "in the way".write(toFile: "\(folder)/export", atomically: true, encoding: .utf8)
    let (report, events) = try await load(#"{"id": 1}"#)
    #expect(report.isCommitted)
    #expect(
      events.contains { event in
        if case .schemaNotExported("shop", exportFile, _) = event { true } else { false }
      }
    )
  }
}
