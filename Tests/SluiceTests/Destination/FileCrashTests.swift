// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Loads into files that end at every step, in every way.
@Suite struct FileCrashTests {
  /// What is done to a dataset that has three loads.
  enum Deed: CaseIterable {
    case first, append, replace, drop, undo

    /// The loads before.
    var before: [HandLoad] {
      self == .first
        ? []
        : [
          HandLoad(id: "1.000001", rows: ["items": [1, 2], "tags": [1], "other": [9]], state: 1),
          HandLoad(id: "1.000002", rows: ["items": [3]], column: "late", state: 2),
          HandLoad(id: "1.000003", rows: ["items": [4], "tags": [2]], column: "later", state: 3),
        ]
    }

    /// Does it, or what is left of it.
    func perform(into destination: FileDestination) async throws {
      switch self {
      case .first, .append:
        try await HandLoad(
          id: "1.000004",
          rows: ["items": [5, 6], "new": [1], "none": []],
          column: "latest",
          state: 4
        ).perform(into: destination)
      case .replace:
        try await HandLoad(id: "1.000004", disposition: .replace, rows: ["items": [7], "tags": []])
          .perform(into: destination)
      case .drop:
        try await HandLoad(
          id: "1.000004",
          rows: ["items": [8]],
          column: "other",
          state: 4,
          dropped: ["items", "other"],
          emptied: ["tags"],
          forgetsVersions: true
        ).perform(into: destination)
      case .undo:
        _ = try await before[2].undo(in: destination)
      }
    }
  }

  private static let path = "/deep/below"

  private func destination(_ disk: BrittleDisk) -> FileDestination {
    FileDestination(at: Self.path, format: .jsonl, in: disk)
  }

  private func prepared(for deed: Deed) async throws -> (BrittleDisk, FileDestination) {
    let disk = BrittleDisk()
    let destination = destination(disk)
    for load in deed.before { try await load.perform(into: destination) }
    disk.restart()
    return (disk, destination)
  }

  private func files(_ disk: BrittleDisk) -> [String: String] {
    disk.contents { !$0.hasSuffix("/.lock") }
  }

  @Test(arguments: Deed.allCases, BrittleDisk.Failure.allCases)
  func `whatever step fails, readers see all or nothing, and the next try ends as if none had`(
    deed: Deed,
    failure: BrittleDisk.Failure
  ) async throws {
    let (calm, calmDestination) = try await prepared(for: deed)
    let start = calm.copy()
    let before = try DatasetView(of: calmDestination, in: calm)
    try await deed.perform(into: calmDestination)
    let count = calm.steps
    let after = try DatasetView(of: calmDestination, in: calm)
    let last = HandLoad(id: "2.000001", rows: ["last": [1]])
    try await last.perform(into: calmDestination)
    let wanted = files(calm)
    #expect(before != after)
    #expect(count > 15)

    for step in 1...count {
      let disk = start.copy()
      let destination = destination(disk)
      disk.restart(failingAt: step, with: failure)
      var isDone = false
      do {
        try await deed.perform(into: destination)
        isDone = true
      } catch {}
      disk.restart()
      let view = try DatasetView(of: destination, in: disk)
      #expect(view == after || !isDone && view == before, "\(step) of \(count)")
      try await deed.perform(into: destination)
      #expect(try DatasetView(of: destination, in: disk) == after, "\(step) of \(count)")
      try await last.perform(into: destination)
      #expect(files(disk) == wanted, "\(step) of \(count)")
    }
  }

  @Test(arguments: Deed.allCases)
  func `what a load left that is never repeated is removed by the next`(deed: Deed) async throws {
    let (calm, calmDestination) = try await prepared(for: deed)
    let start = calm.copy()
    let last = HandLoad(id: "2.000001", rows: ["last": [1]])
    let before = try DatasetView(of: calmDestination, in: calm)
    try await last.perform(into: calmDestination)
    let wanted = files(calm)
    var step = 0
    var isBefore = true
    while isBefore {
      step += 1
      let disk = start.copy()
      let destination = destination(disk)
      disk.restart(failingAt: step, with: .powerLoss)
      try? await deed.perform(into: destination)
      disk.restart()
      isBefore = try DatasetView(of: destination, in: disk) == before
      try await last.perform(into: destination)
      if isBefore { #expect(files(disk) == wanted, "step \(step)") }
    }
    #expect(step > 5)
  }
}
