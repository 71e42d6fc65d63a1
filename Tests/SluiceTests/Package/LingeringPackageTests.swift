// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Packages that were loaded and cannot be put away: what they remember is history by then.
@Suite struct LingeringPackageTests {
  private let disk = SealedShutDisk()
  private let store = ColumnStore()

  private func pipeline<Target: Destination>(
    into destination: Target,
    keepsRaw: Bool = false
  ) -> LoadPipeline<Target> {
    var settings = PipelineSettings.test()
    settings.packageLimit = PackageLimit(rows: 20)
    settings.keepsRaw = keepsRaw
    return LoadPipeline(
      "demo",
      into: destination,
      settings: settings,
      workspace: Workspace(at: "/ws", in: disk)
    )
  }

  /// Sends pages of ten rows, and notes in the state how far it is. Ends if it is asked for ever.
  private func numbers(upTo end: Int) -> Records {
    let pages = Locked(0)
    return Records("a") { output in
      var next = try output.state.value("next", as: Int.self) ?? 0
      while next < end {
        pages.withLock { $0 += 1 }
        try #require(pages.withLock { $0 } < 50, "The run goes round in circles.")
        try await output.send((next..<next + 10).map { ["n": Value(integer: $0)] })
        next += 10
        try output.state.set("next", to: next)
        try await output.checkpoint()
      }
    }
  }

  private func values() throws -> [Int64] {
    try store.table("demo", "a")["n"]?.compactMap(\.int64).sorted() ?? []
  }

  @Test(arguments: [1, 2, 3, .max], [false, true])
  func `a package that cannot be put away does not turn the run back`(
    refusals: Int,
    keepsRaw: Bool
  ) async throws {
    disk.refuse(refusals)
    let report = try await pipeline(into: store, keepsRaw: keepsRaw).run(numbers(upTo: 100))
    #expect(try values() == Array(0..<100))
    #expect(report.isCommitted)
    // Packages that linger are looked at again by each run.
    for end in [100, 130] {
      try await pipeline(into: store, keepsRaw: keepsRaw).run(numbers(upTo: end))
      #expect(try values() == (0..<Int64(end)).map { $0 })
    }
    disk.refuse(0)
    try await pipeline(into: store, keepsRaw: keepsRaw).load()
    #expect(try pipeline(into: store).pending().isEmpty)
    #expect(try disk.names(in: "/ws/demo/packages/raw").isEmpty)
    #expect(try values() == Array(0..<130))
  }

  @Test func `what the workspace remembers stays that of the last load`() async throws {
    disk.refuse(1)
    let pipeline = pipeline(into: store)
    try await pipeline.run(numbers(upTo: 60))
    #expect(try pipeline.pending().count == 1)
    let before = try #require(pipeline.workspace.schema("demo", of: "demo"))
    try await pipeline.load()
    #expect(try pipeline.pending().isEmpty)
    #expect(pipeline.workspace.schema("demo", of: "demo") == before)
    let state = try pipeline.workspace.folder(of: "demo").state()
    #expect(state?.sources["demo"]?["next"] == nil)
    try await pipeline.run(numbers(upTo: 60))
    #expect(try values() == Array(0..<60))
  }

  @Test func `a destination that remembers nothing gets all rows once, too`() async throws {
    disk.refuse(1)
    let values = Locked<[Int64]>([])
    let closure = ClosureDestination { table, batch in
      let found = batch["n"].map { column in (0..<batch.rowCount).map { column[$0].int64 ?? -1 } }
      values.withLock { $0 += found ?? [] }
    }
    try await pipeline(into: closure).run(numbers(upTo: 100))
    #expect(values.withLock { $0 } == Array(0..<100))
    try await pipeline(into: closure).run(numbers(upTo: 130))
    #expect(values.withLock { $0 } == Array(0..<130))
  }
}

/// A disk in memory on which packages that wait cannot be moved away, so often.
private struct SealedShutDisk: FileSystem {
  private let disk = MemoryFileSystem()
  private let refusals = Locked(0)

  func refuse(_ times: Int) { refusals.withLock { $0 = times } }

  func move(_ path: String, to target: String) throws(LoadError) {
    let isRefused = refusals.withLock { refusals in
      guard refusals > 0, path.contains("/packages/sealed/"), !path.hasSuffix(".new") else {
        return false
      }
      refusals -= 1
      return true
    }
    if isRefused { throw LoadError(.accessDenied, "'\(path)' cannot be moved. Unlock it.") }
    try disk.move(path, to: target)
  }

  func item(at path: String) -> FileItem? { disk.item(at: path) }
  func names(in path: String) throws(LoadError) -> [String] { try disk.names(in: path) }
  func read(
    _ path: String,
    from offset: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(LoadError) -> Int { try disk.read(path, from: offset, into: buffer) }
  func makeSingleFolder(_ path: String) throws(LoadError) { try disk.makeSingleFolder(path) }
  func append(_ bytes: UnsafeRawBufferPointer, to path: String) throws(LoadError) {
    try disk.append(bytes, to: path)
  }
  func removeSingle(_ path: String) throws(LoadError) { try disk.removeSingle(path) }
  func flush(_ path: String) throws(LoadError) { try disk.flush(path) }
  func lock(_ path: String, note: [UInt8]) throws(LoadError) -> FileLockOutcome {
    try disk.lock(path, note: note)
  }

  @Test func `the last load that a workspace knows does not go back`() throws {
    let folder = Workspace(at: "/workspace", in: MemoryFileSystem()).folder(of: "shop")
    let state = PipelineState(pipeline: "shop")
    for id in ["1700000000.2", "1700000000.1"] {
      try folder.save(state, after: Load(id: id, pipeline: "shop", schema: "shop"))
    }
    #expect(folder.lastLoadID() == "1700000000.2")
  }
}
