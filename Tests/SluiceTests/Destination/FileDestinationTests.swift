// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Foundation
import Testing

/// A folder that lives as long as its owner.
final class TemporaryFolder: Sendable {
  let path = NSTemporaryDirectory() + "sluice-" + UUID().uuidString

  deinit { try? LocalFileSystem().remove(path) }

  func text(_ file: String) throws -> String {
    String(decoding: try LocalFileSystem().read("\(path)/\(file)"), as: UTF8.self)
  }
}

@Suite struct FileDestinationTests {
  private let disk = MemoryFileSystem()
  private let path = "/out/demo"

  private func pipeline(
    _ format: FileDestination.Format = .jsonl,
    limits: Limits = Limits()
  ) -> LoadPipeline<FileDestination> {
    testPipeline(into: FileDestination(at: "/out", format: format, in: disk), limits: limits)
  }

  private func names(_ path: String) throws -> [String] {
    try disk.names(in: "\(self.path)/\(path)")
  }

  private func text(_ file: String) throws -> String {
    String(decoding: try disk.read("/out/\(file)"), as: UTF8.self)
  }

  private func rows(_ range: Range<Int64>) -> [Record] {
    range.map { record(("id", .int($0)), ("name", .text("a \"b\","))) }
  }

  @Test func `a load makes a file per table, and the record of the load`() async throws {
    try await pipeline().run(Records("items", of: rows(0..<2)))
    #expect(try names("items") == ["1700000000.123456.0.jsonl"])
    #expect(try names("_dlt_loads") == ["demo__1700000000.123456.jsonl"])
    #expect(try names("_dlt_version").count == 1)
    #expect(try names(".loading").isEmpty)
    let lines = try text("demo/items/1700000000.123456.0.jsonl").split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[0].hasPrefix(
        #"{"id":0,"name":"a \"b\",","_dlt_load_id":"1700000000.123456","_dlt_id":"#
      )
    )
    let load = try text("demo/_dlt_loads/demo__1700000000.123456.jsonl")
    #expect(load.hasPrefix(#"{"load_id":"1700000000.123456","schema_name":"demo","status":0,"#))
  }

  @Test func `a schema is kept once, in a file, whatever its hash`() async throws {
    // About half of all hashes have a slash in base64.
    let runs = 8
    for run in 0..<runs {
      let pipeline = pipeline()
      for _ in 0..<2 {
        try await pipeline.run(Records("items", of: [record(("c\(run)", .int(1)))]))
      }
    }
    let versions = try names("_dlt_version")
    #expect(versions.count == runs)
    for name in versions {
      let hash = try #require(name.split(separator: "_").last)
      let hexadecimal = hash.prefix { $0.isHexDigit }
      #expect(hexadecimal.count == 64)
      #expect(hash.dropFirst(64) == ".jsonl")
    }
  }

  @Test func `leftovers are removed, but not what they link to`() async throws {
    let (folder, other) = (TemporaryFolder(), TemporaryFolder())
    let disk = LocalFileSystem()
    let pipeline = testPipeline(into: FileDestination(at: folder.path, format: .jsonl))
    try disk.makeFolder(other.path)
    try disk.append([1], to: "\(other.path)/precious")
    try await pipeline.run(Records("items", of: rows(0..<1)))
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/demo/.loading/link",
      withDestinationPath: other.path
    )
    try await pipeline.run(Records("items", of: rows(0..<1)))
    #expect(try disk.names(in: "\(folder.path)/demo/.loading").isEmpty)
    #expect(try disk.names(in: "\(folder.path)/demo/_dlt_loads").count == 2)
    #expect(try disk.names(in: other.path) == ["precious"])
  }

  @Test func `the same input makes the same bytes`() async throws {
    for path in ["/out", "/other"] {
      try await testPipeline(into: FileDestination(at: path, format: .jsonl, in: disk))
        .run(Records("items", of: rows(0..<100)))
    }
    let file = "demo/items/1700000000.123456.0.jsonl"
    #expect(try disk.read("/out/\(file)") == disk.read("/other/\(file)"))
    #expect(try !disk.read("/out/\(file)").isEmpty)
  }

  @Test func `a failed load leaves nothing`() async throws {
    struct Broken: Error {}
    try await pipeline().run(Records("items", of: rows(0..<2)))
    await #expect(throws: LoadError.self) {
      try await pipeline().run(
        Records("items") { output in
          try await output.send(rows(0..<2))
          throw Broken()
        }.replace()
      )
    }
    #expect(try names("items") == ["1700000000.123456.0.jsonl"])
    #expect(try names(".loading").isEmpty)
    #expect(try names("_dlt_loads").count == 1)
  }

  @Test func `a replacement removes earlier files, with rows and without`() async throws {
    let pipeline = pipeline()
    try await pipeline.run(Records("items", of: rows(0..<2)))
    try await pipeline.run(Records("items", of: rows(0..<1)).replace())
    #expect(try names("items") == ["1700000000.123457.0.jsonl"])
    try await pipeline.run(Records("items", of: [Record]()).replace())
    #expect(try names("items").isEmpty)
    #expect(try names("_dlt_loads").count == 3)
  }

  @Test func `what a crash left before the commit is removed by the next load`() async throws {
    try await pipeline().run(Records("items", of: rows(0..<2)))
    try disk.makeFolder("\(path)/.loading/1700000000.000001/items")
    let name = "items/1700000000.000001.0.jsonl"
    try disk.append([1], to: "\(path)/.loading/1700000000.000001/\(name)")
    var journal = FileJournal()
    journal.placed = [name]
    try disk.append(journal.bytes, to: "\(path)/.loading/1700000000.000001/.journal")
    try disk.append([1], to: "\(path)/\(name)")
    try disk.append([1], to: "\(path)/items/README")
    try await pipeline().run(Records("others", of: rows(0..<2)))
    #expect(try names("items") == ["1700000000.123456.0.jsonl", "README"])
    #expect(try names(".loading").isEmpty)
  }

  @Test func `what a crash left after the commit is completed by the next load`() async throws {
    let pipeline = pipeline()
    try await pipeline.run(Records("items", of: rows(0..<2)))
    try await pipeline.run(Records("items", of: rows(0..<1)))
    // As if the second load had replaced the table and died after its record.
    try disk.makeFolder("\(path)/.loading/1700000000.123457")
    var journal = FileJournal()
    journal.removed = ["items/1700000000.123456.0.jsonl"]
    try disk.append(journal.bytes, to: "\(path)/.loading/1700000000.123457/.journal")
    try await pipeline.run(Records("others", of: rows(0..<2)))
    #expect(try names("items") == ["1700000000.123457.0.jsonl"])
  }

  @Test func `a file of comma-separated values has a header`() async throws {
    try await pipeline(.csv).run(Records("items", of: rows(0..<1)).column("empty", .text))
    let text = try text("demo/items/1700000000.123456.0.csv")
    #expect(
      text.hasPrefix("empty,id,name,_dlt_load_id,_dlt_id\n,0,\"a \"\"b\"\",\",1700000000.123456,")
    )
  }

  @Test func `a column that comes later begins a new file`() async throws {
    var limits = Limits()
    limits.batchSize = .bytes(1)
    try await pipeline(.csv, limits: limits).run(
      Records("items") { output in
        try await output.send(record(("a", .int(1))))
        try await output.send(record(("a", .int(2))))
        try await output.send(record(("b", .int(3))))
      }
    )
    #expect(try names("items") == ["1700000000.123456.0.csv", "1700000000.123456.1.csv"])
    #expect(try text("demo/items/1700000000.123456.0.csv").split(separator: "\n").count == 3)
    #expect(
      try text("demo/items/1700000000.123456.1.csv").hasPrefix("a,_dlt_load_id,_dlt_id,b\n")
    )
  }

  @Test func `one load at a time goes into a dataset`() async throws {
    let destination = FileDestination(at: "/out", format: .jsonl, in: disk)
    let session = try await destination.open(dataset: "demo")
    let error = await #expect(throws: LoadError.self) {
      try await pipeline().run(Records("items", of: rows(0..<1)))
    }
    #expect(error?.code == .destinationBusy)
    await session.abandon()
    try await pipeline().run(Records("items", of: rows(0..<1)))
  }

  @Test func `a file is read piece by piece, each time from its beginning`() async throws {
    let folder = TemporaryFolder()
    try LocalFileSystem().makeFolder(folder.path)
    let text = (0..<5_000).map(String.init).joined(separator: "\n")
    try LocalFileSystem().append(Array(text.utf8), to: "\(folder.path)/numbers")
    let records = Records("items", json: FileBytes("\(folder.path)/numbers"))
    let store = ColumnStore()
    let pipeline = testPipeline(into: store)
    try await pipeline.run(records)
    try await pipeline.run(records)
    #expect(try store.table("demo", "items").rowCount == 10_000)
  }

  @Test func `a file that is not there fails the run`() async throws {
    let folder = TemporaryFolder()
    let error = await #expect(throws: LoadError.self) {
      try await pipeline().run(Records("items", json: FileBytes("\(folder.path)/none")))
    }
    #expect(error?.code == .invalidConfiguration)
    #expect(error?.location.resource == "items")
  }

  @Test func `any name makes a file name`() {
    #expect(DatasetFiles.fileName("a/b") == "a%2Fb")
    #expect(DatasetFiles.fileName("../x") == "%2E.%2Fx")
  }
}
