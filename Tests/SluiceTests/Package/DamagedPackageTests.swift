// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Packages that are not as they were written: refused, never loaded in part.
@Suite struct DamagedPackageTests {
  private struct Fixture {
    let disk = MemoryFileSystem()
    let store = ColumnStore()
    var folder = ""

    var pipeline: LoadPipeline<ColumnStore> {
      LoadPipeline("demo", into: store, workspace: Workspace(at: "/ws", in: disk))
    }

    init() async throws {
      let records = Records(
        "orders",
        json: #"[{"id": 1, "text": "a text", "lines": [{"n": 1.5}]}, {"id": 2, "ok": true}]"#
      )
      let report = try await pipeline.extract(records)
      folder = "/ws/demo/packages/sealed/\(report.loadID)"
    }

    func rewrite(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
      var bytes = try disk.read("\(folder)/\(name)")
      change(&bytes)
      try disk.remove("\(folder)/\(name)")
      try disk.append(bytes, to: "\(folder)/\(name)")
    }

    func expectDamage(_ what: String) async throws {
      await #expect("\(what)") {
        try await pipeline.load()
      } throws: { error in
        guard let error = error as? LoadError else { return false }
        return error.code == .fileDamaged && error.message.contains(folder)
          && error.message.contains("abort")
      }
      #expect(store.tables(in: "demo").isEmpty)
      #expect(try pipeline.pending().count == 1)
    }
  }

  @Test func `a file that is cut off is found, wherever it is cut`() async throws {
    let fixture = try await Fixture()
    for name in try fixture.disk.names(in: fixture.folder) {
      let whole = try fixture.disk.read("\(fixture.folder)/\(name)")
      for count in stride(from: 0, to: whole.count, by: 37) {
        try fixture.rewrite(name) { $0.removeLast($0.count - count) }
        try await fixture.expectDamage("\(name) cut to \(count)")
        try fixture.rewrite(name) { $0 = whole }
      }
    }
    try await fixture.pipeline.load()
    #expect(try fixture.store.table("demo", "orders").rowCount == 2)
  }

  @Test func `a bit that flips is found, whichever it is`() async throws {
    let fixture = try await Fixture()
    for name in try fixture.disk.names(in: fixture.folder) where name != "attempts.json" {
      let whole = try fixture.disk.read("\(fixture.folder)/\(name)")
      for place in stride(from: 0, to: whole.count, by: 29) {
        try fixture.rewrite(name) { $0[place] ^= 1 << (place % 8) }
        try await fixture.expectDamage("\(name), bit at \(place)")
        try fixture.rewrite(name) { $0 = whole }
      }
    }
  }

  @Test func `a file that is missing is found`() async throws {
    let fixture = try await Fixture()
    for name in try fixture.disk.names(in: fixture.folder) where name != "attempts.json" {
      let whole = try fixture.disk.read("\(fixture.folder)/\(name)")
      try fixture.disk.remove("\(fixture.folder)/\(name)")
      try await fixture.expectDamage("\(name) missing")
      try fixture.disk.append(whole, to: "\(fixture.folder)/\(name)")
    }
  }

  @Test func `a damaged package can be listed and thrown away`() async throws {
    let fixture = try await Fixture()
    try fixture.rewrite("manifest") { $0.removeLast() }
    let package = try #require(try fixture.pipeline.pending().first)
    #expect(package.failure?.contains("damaged") == true)
    try fixture.pipeline.abort(package.id)
    let report = try await fixture.pipeline.run(Records("orders", json: #"{"id": 1}"#))
    #expect(report.isCommitted)
  }
}
