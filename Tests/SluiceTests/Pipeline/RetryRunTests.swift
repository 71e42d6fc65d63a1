// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Calls that are made again, and packages whose tables fail one by one.
@Suite struct RetryRunTests {
  private let world = PipelineWorld()

  @Test(arguments: [SessionCall.open, .recall, .begin, .migrate, .load, .finish, .commit])
  func `a busy destination is asked again, for rows and for packages`(
    call: SessionCall
  ) async throws {
    func busy() -> FaultyDestination<ColumnStore> {
      FaultyDestination(world.store, CallFault(call, times: 2, with: TransientFailure("busy")))
    }
    let report = try await world.pipeline(into: busy()).run(Counting("shop", "a", upTo: 3))
    #expect(report.retries == 2)
    try await world.pipeline().extract(Counting("shop", "a", upTo: 5))
    let load = try await world.pipeline(into: busy()).load()
    #expect(load.retries == 2 || call == .migrate)
    #expect(world.numbers("a") == [0, 1, 2, 3, 4])
  }

  @Test func `the other tables of a package are tried as well`() async throws {
    try await world.pipeline().extract(Counting("shop", "a", "b", upTo: 3))
    let fault = CallFault(.load, at: 1, with: PermanentFailure("full", file: "x.bin", row: 7))
    let broken = FaultyDestination(world.store, fault)
    let error = await #expect(throws: LoadError.self) {
      try await world.pipeline(into: broken) {
        $0.retries.onPermanentFailure = .tryOtherTables
      }.load()
    }
    #expect(broken.calls.count { $0 == .load } > 1)
    #expect(error?.location.table != nil)
    #expect(error?.description.contains("x.bin") == true)
    let waiting = try #require(try world.pipeline().pending().first)
    #expect(waiting.attempts == 1)
    #expect(waiting.failure != nil)
    try await world.pipeline().retry(waiting.id)
    #expect(world.numbers("a") == [0, 1, 2])
    #expect(world.numbers("b") == [0, 1, 2])
  }

  @Test func `an approved run loads what waits, and what was planned`() async throws {
    try await world.pipeline().extract(Counting("shop", "a", upTo: 2))
    let plan = try await world.pipeline().plan(Counting("shop", "a", upTo: 3))
    try await world.pipeline().run(Counting("shop", "a", upTo: 3), approving: plan)
    #expect(world.numbers("a") == [0, 1, 2])
    var other = Counting("shop", upTo: 0)
    other.resources = [Records("a", json: #"{"n": 9, "new": 1}"#)]
    let unplanned = other
    await #expect(throws: LoadError.self) {
      try await world.pipeline().run(unplanned, approving: plan)
    }
    #expect(try world.pipeline().pending().isEmpty)
  }

  @Test func `records that were put aside are tried again where packages are kept`() async throws {
    let strict = Records("a", json: #"[{"n": 1}, {"n": "x"}]"#)
      .columns([Column("n", .bigint)])
      .contract(Contract(dataTypes: .quarantine))
    let report = try await world.pipeline().run(strict)
    #expect(report.quarantined == 1)
    let broken = FaultyDestination(world.store, CallFault(.commit, with: PermanentFailure("no")))
    let open = Records("a", json: "[]").contract(Contract(dataTypes: .evolve))
    await #expect(throws: LoadError.self) {
      try await world.pipeline(into: broken).replay(.quarantined, of: open)
    }
    #expect(try world.pipeline().pending().count == 1)
    try await world.pipeline().load()
    #expect(world.numbers("a") == [1])
    #expect(
      try world.store.table("demo", "a")["n__v_text"]?.compactMap(\.string) == ["x"]
    )
    #expect(world.count("_sluice_quarantine") == 0)
    #expect(try world.pipeline().history().count == 3)
  }
}
