// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import SluiceTesting

/// A pipeline with a workspace and a destination on the disk of the machine.
struct DiskBench {
  /// A kind of destination.
  enum Place: CaseIterable, Sendable { case lines, store }

  /// What belongs to a pipeline.
  enum Part: CaseIterable, Sendable { case workspace, destination }

  /// What a run has come to.
  struct Outcome {
    var error: LoadError?
    /// The codes of what could not be done once a load was visible.
    var notKept: [LoadError.Code?] = []
  }

  let place: Place
  /// The folder of the workspace.
  let workspace: String
  /// The folder of the files, or of the store.
  let destination: String
  private let clock = TestClock(step: .milliseconds(1))

  /// A pipeline in two folders that are not there yet.
  init(_ place: Place, workspace: String, destination: String) {
    self.place = place
    self.workspace = workspace
    self.destination = destination
  }

  /// A pipeline below a folder.
  init(_ place: Place, in folder: String) {
    self.init(place, workspace: "\(folder)/workspace", destination: "\(folder)/destination")
  }

  func folder(of part: Part) -> String { part == .workspace ? workspace : destination }

  /// Makes a run as a process of its own would; something happens after its first page.
  func run(
    _ number: Int,
    afterFirstPage trouble: @escaping @Sendable () throws -> Void = {}
  ) async throws -> Outcome {
    let source = CrashFeed.disturbed(number, by: trouble)
    switch place {
    case .lines: return try await run(source) { lines }
    case .store: return try await run(source) { try ColumnStore(at: destination) }
    }
  }

  private func run<Target: Destination>(
    _ source: CrashShop,
    into destination: () throws -> Target
  ) async throws -> Outcome {
    let outcome = Locked(Outcome())
    do {
      let pipeline = LoadPipeline(
        "shop",
        into: try destination(),
        settings: .test(clock: clock),
        workspace: Workspace(at: workspace)
      )
      .onEvent { event in
        guard case .notKept(_, let error) = event else { return }
        outcome.withLock { $0.notKept.append((error as? LoadError)?.code) }
      }
      try await pipeline.run(source)
    } catch let error as LoadError {
      outcome.withLock { $0.error = error }
    }
    return outcome.withLock { $0 }
  }

  /// How what there is differs from what runs without trouble leave in a folder of their own.
  func difference(afterRuns runs: [Int], in folder: String) async throws -> String {
    try await difference(from: Self.contents(place, afterRuns: runs, in: folder))
  }

  /// How what there is differs from something else.
  func difference(from expected: [TableContents]) async throws -> String {
    HistoryDiff(expected: expected, found: try await contents()).text
  }

  /// What runs without trouble leave in a folder.
  static func contents(
    _ place: Place,
    afterRuns runs: [Int],
    in folder: String
  ) async throws -> [TableContents] {
    let calm = DiskBench(place, in: folder)
    for number in runs {
      if let error = try await calm.run(number).error { throw error }
    }
    return try await calm.contents()
  }

  /// What there is now, without ids.
  func contents() async throws -> [TableContents] {
    switch place {
    case .lines: try await contents(of: lines)
    case .store: try await contents(of: try ColumnStore(at: destination))
    }
  }

  private var lines: FileDestination { FileDestination(at: destination, format: .jsonl) }

  private func contents(of destination: some Destination) async throws -> [TableContents] {
    let reader = TableReader(destination, dataset: "shop", schema: "crash_shop", pipeline: "shop")
    return try await reader.read().comparable
  }
}

/// Runs `body` with a folder that is empty, and removes it.
func withFolder(_ body: (String) async throws -> Void) async throws {
  let path = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-\(UUID())").path
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(atPath: path) }
  try await body(path)
}
