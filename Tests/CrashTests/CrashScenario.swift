// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// A pipeline into one kind of destination, with one disposition, that is crashed at every step.
///
/// Whoever adds a destination or a disposition adds it to the lists below.
struct CrashScenario: Sendable, CustomTestStringConvertible {
  typealias Check =
    @Sendable (CrashFeed, RestartSafetyOptions) async throws -> RestartSafetyReport

  /// A kind of destination.
  struct Place: Sendable {
    var name: String
    var hasWorkspace: Bool
    var canMerge: Bool
    var check: Check

    init<Target: Destination>(
      _ name: String,
      hasWorkspace: Bool,
      canMerge: Bool = false,
      _ destination: @escaping @Sendable (RestartBench) throws -> Target
    ) {
      self.name = hasWorkspace ? "\(name), with a workspace" : name
      self.hasWorkspace = hasWorkspace
      self.canMerge = canMerge
      check = { feed, options in
        try await checkRestartSafety(
          of: { bench in
            LoadPipeline(
              "shop",
              into: try destination(bench),
              settings: feed.settings(bench.clock),
              workspace: hasWorkspace ? Workspace(at: "/workspace", in: bench.disk) : .memory()
            )
          },
          source: { feed.source($0.run) },
          options: options,
          run: { try await feed.run($0, $1, $2.run) }
        )
      }
    }
  }

  static let places: [Place] = [false, true].flatMap { hasWorkspace in
    [
      Place("files of lines", hasWorkspace: hasWorkspace) { bench in
        FileDestination(at: "/out", format: .jsonl, in: bench.disk)
      },
      Place("files of CSV", hasWorkspace: hasWorkspace) { bench in
        FileDestination(at: "/out", format: .csv, in: bench.disk)
      },
      Place("a store on the disk", hasWorkspace: hasWorkspace, canMerge: true) { bench in
        try ColumnStore(at: "/store", in: bench.disk)
      },
      Place("a store elsewhere", hasWorkspace: hasWorkspace, canMerge: true) { $0.store },
    ]
  }

  static let all: [CrashScenario] = places.flatMap { place in
    CrashFeed.all.filter { feed in
      (place.hasWorkspace || !feed.needsWorkspace) && (place.canMerge || !feed.needsMerge)
    }
    .map { CrashScenario(place: place, feed: $0) }
  }

  var place: Place
  var feed: CrashFeed

  var testDescription: String { "\(place.name): \(feed.name)" }
}
