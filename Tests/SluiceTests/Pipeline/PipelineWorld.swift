// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting

@testable import Sluice

/// A store, a disk, and pipelines between them, as if each were of a new process.
struct PipelineWorld: Sendable {
  let store = ColumnStore()
  let disk = MemoryFileSystem()
  let clock = TestClock(step: .milliseconds(1))
  var keepsPackages = true
  var layout = DatasetLayout.oneDataset

  /// The pipeline; each `machine` has a workspace of its own.
  func pipeline(
    on machine: String = "here",
    _ change: (inout PipelineSettings) -> Void = { _ in }
  ) -> LoadPipeline<ColumnStore> { pipeline(on: machine, into: store, change) }

  /// The pipeline with another destination in the place of the store.
  func pipeline<Target: Destination>(
    on machine: String = "here",
    into destination: Target,
    _ change: (inout PipelineSettings) -> Void = { _ in }
  ) -> LoadPipeline<Target> {
    var settings = PipelineSettings.test(clock: clock)
    settings.datasets = layout
    change(&settings)
    let workspace = Workspace(at: "/\(machine)", in: disk, keepsPackages: keepsPackages)
    return LoadPipeline("demo", into: destination, settings: settings, workspace: workspace)
  }

  /// The numbers that a table has, in order.
  func numbers(_ table: String, in dataset: String = "demo") -> [Int64] {
    ((try? store.table(dataset, table))?["n"]?.compactMap(\.int64) ?? []).sorted()
  }

  /// The number of rows of a table of the library.
  func count(_ table: String, in dataset: String = "demo") -> Int {
    (try? store.table(dataset, table))?.rowCount ?? 0
  }
}

/// A source whose resources count on from where they were, up to a number.
struct Counting: Source {
  var name = "counting"
  var resources: [any Resource]

  /// Resources by name, each up to the same number.
  init(_ name: String = "counting", _ resources: String..., upTo end: Int) {
    self.name = name
    self.resources = resources.map { Self.numbers($0, upTo: end) }
  }

  /// Sends the numbers from the state on.
  static func numbers(_ name: String, upTo end: Int) -> Records {
    Records(name) { output in
      let next = try output.state.value("next", as: Int.self) ?? 0
      guard next < end else { return }
      try await output.send((next..<end).map { ["n": Value(integer: $0), "tags": [1, 2]] })
      try output.state.set("next", to: end)
    }
  }
}
