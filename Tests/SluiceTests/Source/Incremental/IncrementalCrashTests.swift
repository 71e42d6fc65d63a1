// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// The cursor moves with the rows, whatever happens in between.
@Suite struct IncrementalCrashTests {
  /// The records of a source that has grown by each run; those at a boundary come in two runs.
  private static func rows(_ run: Int) -> [Record] {
    (0..<run * 3).map { ["id": .int(Int64($0)), "at": .int(Int64($0 / 2))] }
  }

  private static func orders(_ run: Int, limit: Int) -> Records {
    var options = CursorOptions()
    options.boundaryLimit = limit
    return Records("orders", of: rows(run)).incremental("at", options: options)
  }

  @Test(arguments: [2_000, 0])
  func `nothing is lost or doubled at any step, into a store`(limit: Int) async throws {
    let report = try await checkRestartSafety(
      of: { LoadPipeline("shop", into: $0.store) },
      resource: { Self.orders($0.run, limit: limit) },
      options: .every(3)
    )
    try report.expectSafe()
    #expect(report.isRepeatable)
  }

  @Test func `nothing is lost or doubled at any step, into files with packages`() async throws {
    let report = try await checkRestartSafety(
      of: { bench in
        LoadPipeline(
          "shop",
          into: FileDestination(at: "out", format: .jsonl, in: bench.disk),
          workspace: Workspace(at: "ws", in: bench.disk)
        )
      },
      resource: { bench in Self.orders(bench.run, limit: 0) },
      options: .every(13)
    )
    try report.expectSafe()
  }

  private struct Chain: Source {
    var run: Int
    var resources: [any Resource] {
      let parent = Records("pages", of: (0..<run * 3).map { ["n": .int(Int64($0))] as Record })
      parent.then("lines") { record, output in
        try await output.send(["at": record["n"] ?? .null, "part": 1] as Record)
        try await output.send(["at": record["n"] ?? .null, "part": 2] as Record)
      }
      .incremental("at")
    }
  }

  @Test func `a cursor of a resource that is made from another is as safe`() async throws {
    let report = try await checkRestartSafety(
      of: { LoadPipeline("shop", into: $0.store) },
      source: { Chain(run: $0.run) },
      options: .every(5)
    )
    try report.expectSafe()
    #expect(report.isRepeatable)
  }

  private struct Died: Error {}

  /// Sends pages of ten, in order, and lets the run be cut after each.
  private func pages(
    _ order: RowOrder?,
    upTo end: Int64 = 100,
    dyingAt death: Int64? = nil
  ) -> Records {
    var options = CursorOptions()
    options.order = order
    return Records("t") { output in
      let start = try output.cursor.startValue(as: Int64.self) ?? 0
      for page in stride(from: start / 10 * 10, to: end, by: 10) {
        if page == death { throw Died() }
        try await output.send((page..<page + 10).map { ["n": .int($0)] as Record })
        try await output.checkpoint()
      }
    }
    .incremental("n", as: Int64.self, options: options)
  }

  @Test(arguments: [(RowOrder.ascending, Int64(60)), (nil, 0)])
  func `a run is cut only where the order allows it`(order: RowOrder?, kept: Int64) async throws {
    let world = PipelineSettings.test()
    var settings = world
    settings.packageLimit = PackageLimit(rows: 20)
    let store = ColumnStore()
    let pipeline = LoadPipeline(
      "demo",
      into: store,
      settings: settings,
      workspace: Workspace(at: "/ws", in: MemoryFileSystem())
    )
    func values() -> [Int64] {
      ((try? store.table("demo", "t"))?["n"]?.compactMap(\.int64) ?? []).sorted()
    }
    await #expect(throws: LoadError.self) { try await pipeline.run(pages(order, dyingAt: 60)) }
    #expect(values() == Array(0..<kept))
    let last = try await pipeline.state()?.sources["demo"]?["resources"]?["t"]?["incremental"]?["n"]
    #expect(last?["last_value"]?.int64 == (kept > 0 ? kept - 1 : nil))
    try await pipeline.run(pages(order))
    #expect(values() == Array(0..<100))
  }
}

extension RestartSafetyOptions {
  /// Tries every `stride`th step.
  fileprivate static func every(_ stride: Int) -> RestartSafetyOptions {
    var options = RestartSafetyOptions()
    options.stride = stride
    return options
  }
}
