// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// A disk that is full, or that may not be written to: a real one, as far as the system has it.
///
/// Every 7th number of pages that are left is tried, or every nth where the environment has
/// `SLUICE_CRASH_STRIDE=n`.
@Suite(.enabled(if: SmallDisk.isPossible, Comment(rawValue: SmallDisk.skipReason)))
struct SmallDiskTests {
  /// What of a pipeline is on the disk.
  enum Content: CaseIterable, Sendable { case workspace, destination, both }

  private func bench(
    _ place: DiskBench.Place,
    _ content: Content,
    _ disk: SmallDisk,
    _ folder: String
  ) -> DiskBench {
    DiskBench(
      place,
      workspace: "\(content == .destination ? folder : disk.path)/workspace",
      destination: "\(content == .workspace ? folder : disk.path)/destination"
    )
  }

  private func withDisk(_ body: (SmallDisk, String) async throws -> Void) async throws {
    let disk = try SmallDisk()
    defer { disk.unmount() }
    try await withFolder { try await body(disk, $0) }
  }

  @Test(arguments: DiskBench.Place.allCases, Content.allCases)
  func `a full disk is named, wherever a run is, and the next run goes on`(
    place: DiskBench.Place,
    content: Content
  ) async throws {
    try await withDisk { disk, folder in
      let expected = try await DiskBench.contents(place, afterRuns: [1, 2], in: "\(folder)/calm")
      #expect(expected.contains { $0.rows.count > 5 })
      var pages = 0
      var failures = 0
      var isEnough = false
      while !isEnough {
        let bench = bench(place, content, disk, "\(folder)/\(pages)")
        isEnough = true
        for number in 1...2 {
          try disk.fill(leaving: pages)
          let outcome = try await bench.run(number)
          try disk.makeRoom()
          isEnough = isEnough && outcome.error == nil && outcome.notKept.isEmpty
          #expect(outcome.notKept.allSatisfy { $0 == .noSpace }, "\(pages): \(outcome.notKept)")
          guard let error = outcome.error else { continue }
          failures += 1
          #expect(error.code == .noSpace, "\(pages) pages: \(error)")
          #expect(error.message.contains("'\(disk.path)/"), "\(pages) pages: \(error)")
          #expect(error.message.contains("Make room, and run again."), "\(pages) pages: \(error)")
          #expect(try await bench.run(number).error == nil)
        }
        #expect(try await bench.difference(from: expected) == "", "\(pages) pages")
        try disk.clear()
        pages += min(7, CrashTests.stride ?? 7)
      }
      #expect(failures > 1)
    }
  }

  @Test(arguments: DiskBench.Place.allCases, Content.allCases)
  func `a disk that may not be written to is named, and the next run goes on`(
    place: DiskBench.Place,
    content: Content
  ) async throws {
    try await withDisk { disk, folder in
      let bench = bench(place, content, disk, folder)
      for number in 1...2 {
        try disk.setReadOnly(true)
        let error = try #require(try await bench.run(number).error)
        #expect(error.code == .accessDenied, "\(error)")
        #expect(error.message.contains("'\(disk.path)/"), "\(error)")
        #expect(error.message.contains("Give the process the right"), "\(error)")
        try disk.setReadOnly(false)
        #expect(try await bench.run(number).error == nil)
      }
      #expect(try await bench.difference(afterRuns: [1, 2], in: "\(folder)/calm") == "")
    }
  }
}
