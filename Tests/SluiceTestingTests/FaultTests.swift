// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// What fails where a test wants it.
@Suite struct FaultTests {
  private static let rows = (1...10).map { number -> Record in ["id": .int(Int64(number))] }

  @Test func `a call fails so often, and then succeeds`() async throws {
    let error = PermanentFailure("full")
    let destination = FaultyDestination(
      ColumnStore(),
      CallFault(.begin, at: 2, times: 2, with: error)
    )
    let pipeline = LoadPipeline.test("shop", into: destination)
    let rows = Records("orders", of: Self.rows)
    try await pipeline.run(rows)
    for _ in 1...2 { await #expect(throws: LoadError.self) { try await pipeline.run(rows) } }
    try await pipeline.run(rows)
    #expect(try destination.base.table("shop", "orders").rowCount == 20)
    #expect(destination.calls.filter { $0 == .begin }.count == 4)
    #expect(destination.calls.filter { $0 == .commit }.count == 2)
  }

  @Test func `all calls are counted where none is named`() async throws {
    struct Broken: Error {}
    let destination = FaultyDestination(ColumnStore(), CallFault(at: 3, with: Broken()))
    await #expect(throws: LoadError.self) {
      try await LoadPipeline.test("shop", into: destination).run(Records("t", of: Self.rows))
    }
    #expect(destination.calls.count == 3)
    #expect(destination.capabilities.canScan && destination.kind == "columnStore")
  }

  @Test func `an answer that gets lost leaves the work done`() async throws {
    let destination = FaultyDestination(
      ColumnStore(),
      CallFault(.commit, isDone: true, with: LostAnswer())
    )
    let pipeline = LoadPipeline.test("shop", into: destination)
    _ = try? await pipeline.run(Records("t", of: Self.rows))
    #expect(try destination.base.table("shop", "t").rowCount == 10)
  }

  @Test(arguments: 1...11)
  func `a resource fails at any record`(_ number: Int) async throws {
    let forms: [any Resource] = [
      Records("t", of: Self.rows).failing(at: number),
      Records("t", json: Self.rows.map { "\($0)\n" }.joined()).failing(at: number),
      Records("t", of: Self.rows.map { $0["id"]?.int64 ?? 0 }).failing(at: number),
    ]
    for resource in forms {
      let pipeline = LoadPipeline.test("shop")
      do {
        try await pipeline.run(AnyResource(base: resource))
        #expect(number == 11)
      } catch let error as LoadError {
        #expect(error.code == .resourceFailed && number < 11)
        #expect(error.cause as? ResourceFault == ResourceFault(record: number))
        #expect(pipeline.destination.tables(in: "shop").isEmpty)
      }
    }
  }

  @Test func `a clock moves when it is told to`() async throws {
    let clock = TestClock(microseconds: 5, step: .microseconds(2))
    #expect([clock.now, clock.now].map(\.microseconds) == [5, 7])
    #expect(clock.uptime == .zero)
    clock.advance(by: .seconds(1))
    try await clock.sleep(for: .seconds(2))
    #expect(clock.uptime == .seconds(3))
    clock.advance(by: .seconds(-3))
    #expect(clock.now.microseconds == 9 && clock.uptime == .seconds(3))
  }

  private struct AnyResource: Resource {
    let base: any Resource
    var name: String { base.name }
    func extract(to output: Output) async throws { try await base.extract(to: output) }
  }
}
