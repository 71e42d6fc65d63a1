// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct StateRestoreTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var local: Int?
    var hasRun = true
    var remote: Int?
    var isThere: Bool?
    var action: StateRestore.Action
    var version: Int
  }

  private static func state(_ version: Int) -> PipelineState {
    var state = PipelineState(pipeline: "shop")
    state.version = version
    state.dataset = "before"
    state[source: "shop"] = ["version": .int(Int64(version))]
    return state
  }

  @Test(
    arguments: [
      Example(
        testDescription: "nothing anywhere",
        hasRun: false,
        isThere: true,
        action: .first,
        version: 0
      ),
      Example(
        testDescription: "no dataset yet",
        hasRun: false,
        isThere: false,
        action: .first,
        version: 0
      ),
      Example(
        testDescription: "an empty workspace",
        hasRun: false,
        remote: 3,
        isThere: true,
        action: .takeRemote,
        version: 3
      ),
      Example(
        testDescription: "an older workspace",
        local: 2,
        remote: 3,
        isThere: true,
        action: .takeRemote,
        version: 3
      ),
      Example(
        testDescription: "a dataset that was set back",
        local: 4,
        remote: 3,
        isThere: true,
        action: .takeRemote,
        version: 3
      ),
      Example(
        testDescription: "both the same",
        local: 3,
        remote: 3,
        isThere: true,
        action: .keepLocal,
        version: 3
      ),
      Example(
        testDescription: "a dataset that vanished",
        local: 3,
        isThere: false,
        action: .wipe,
        version: 0
      ),
      Example(
        testDescription: "a state that was set before the first run",
        local: 1,
        hasRun: false,
        isThere: false,
        action: .keepLocal,
        version: 1
      ),
      Example(
        testDescription: "a dataset whose loads of the pipeline were taken back",
        local: 3,
        isThere: true,
        action: .wipe,
        version: 0
      ),
      Example(
        testDescription: "a destination that remembers nothing",
        local: 3,
        isThere: nil,
        action: .keepLocal,
        version: 3
      ),
      Example(
        testDescription: "a destination that remembers nothing, and an empty workspace",
        hasRun: false,
        isThere: nil,
        action: .first,
        version: 0
      ),
    ]
  )
  func `the destination holds the truth where it can be asked`(_ example: Example) throws {
    var stored = StoredState()
    stored.state = example.remote.map(Self.state)
    stored.isThere = example.isThere
    let restore = try StateRestore(
      pipeline: "shop",
      dataset: "now",
      local: example.local.map(Self.state),
      hasRun: example.hasRun,
      stored: stored
    )
    #expect(restore.action == example.action)
    #expect(restore.state.version == example.version)
    #expect(restore.state.dataset == "now")
  }

  @Test(arguments: [true, false])
  func `a state of another pipeline is refused`(isLocal: Bool) throws {
    var other = Self.state(1)
    other.pipeline = "other"
    var stored = StoredState()
    if !isLocal { stored.state = other }
    let error = #expect(throws: LoadError.self) {
      _ = try StateRestore(
        pipeline: "shop",
        dataset: "now",
        local: isLocal ? other : nil,
        hasRun: true,
        stored: stored
      )
    }
    #expect(error?.code == .invalidConfiguration)
  }

  @Test func `datasets are named by layout, schema and moment`() {
    let layout = DatasetLayout.datasetPerSchema
    #expect(DatasetLayout.oneDataset.dataset("data", for: "news", first: "shop") == "data")
    #expect(layout.dataset("data", for: "news", first: "shop") == "data_news")
    #expect(layout.dataset("data", for: "shop", first: "shop") == "data")
    #expect(layout.dataset("data", for: "shop", first: nil) == "data")
    let moment = Timestamp(microseconds: 1_709_288_430_123_456, offset: 7_200)
    #expect(DevelopmentDataset.name("data", at: moment) == "data_20240301102030")
    #expect(DevelopmentDataset.name("data_", at: moment) == "data_20240301102030")
  }
}
