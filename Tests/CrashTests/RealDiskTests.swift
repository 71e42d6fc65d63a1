// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import SluiceTesting
import Testing

/// What can be the matter with the disk of the machine, and how pipelines go on afterwards.
@Suite struct RealDiskTests {
  /// A folder that is needed, and where a file lies.
  struct Obstacle: Sendable, CustomTestStringConvertible {
    var place: DiskBench.Place
    var path: String

    var testDescription: String { "\(place): \(path)" }

    static let all: [Obstacle] = DiskBench.Place.allCases.flatMap { place in
      let workspace = [
        "", "/shop", "/shop/packages", "/shop/packages/open", "/shop/packages/sealed",
      ]
      let lines = ["", "/shop", "/shop/.loading", "/shop/orders", "/shop/_dlt_loads"]
      return workspace.map { Obstacle(place: place, path: "workspace\($0)") }
        + (place == .store ? [""] : lines).map { Obstacle(place: place, path: "destination\($0)") }
    }
  }

  private let files = FileManager.default

  @Test(arguments: Obstacle.all, [1, 2])
  func `a file in the place of a folder is named`(obstacle: Obstacle, run: Int) async throws {
    try await withFolder { folder in
      let bench = DiskBench(obstacle.place, in: folder)
      if run == 2 { #expect(try await bench.run(1).error == nil) }
      let path = "\(folder)/\(obstacle.path)"
      let aside = "\(folder)/aside"
      if files.fileExists(atPath: path) { try files.moveItem(atPath: path, toPath: aside) }
      try files.createDirectory(
        atPath: URL(filePath: path).deletingLastPathComponent().path,
        withIntermediateDirectories: true
      )
      try Data("a file".utf8).write(to: URL(filePath: path))
      let error = try #require(try await bench.run(run).error)
      #expect(error.code == .fileFailed, "\(error)")
      #expect(error.message.contains("'\(path)"), "\(error)")
      #expect(error.message.contains("Move it away"), "\(error)")
      #expect(try Data(contentsOf: URL(filePath: path)) == Data("a file".utf8))
      try files.removeItem(atPath: path)
      if files.fileExists(atPath: aside) { try files.moveItem(atPath: aside, toPath: path) }
      for number in run...2 { #expect(try await bench.run(number).error == nil) }
      #expect(try await bench.difference(afterRuns: [1, 2], in: "\(folder)/calm") == "")
    }
  }

  @Test(arguments: DiskBench.Place.allCases, DiskBench.Part.allCases)
  func `a folder that vanishes in the first run is missed, and made anew`(
    place: DiskBench.Place,
    part: DiskBench.Part
  ) async throws {
    try await withFolder { folder in
      let bench = DiskBench(place, in: folder)
      try await expectMissed(1, bench, part, aside: "\(folder)/gone")
      for number in 1...2 { #expect(try await bench.run(number).error == nil) }
      #expect(try await bench.difference(afterRuns: [1, 2], in: "\(folder)/calm") == "")
    }
  }

  @Test(arguments: DiskBench.Place.allCases, DiskBench.Part.allCases)
  func `a folder that vanishes later can be put back`(
    place: DiskBench.Place,
    part: DiskBench.Part
  ) async throws {
    try await withFolder { folder in
      let bench = DiskBench(place, in: folder)
      #expect(try await bench.run(1).error == nil)
      try await expectMissed(2, bench, part, aside: "\(folder)/gone")
      try? files.removeItem(atPath: bench.folder(of: part))
      try files.moveItem(atPath: "\(folder)/gone", toPath: bench.folder(of: part))
      #expect(try await bench.run(2).error == nil)
      #expect(try await bench.difference(afterRuns: [1, 2], in: "\(folder)/calm") == "")
    }
  }

  @Test(arguments: DiskBench.Place.allCases)
  func `a workspace that vanishes for good is restored from the destination`(
    place: DiskBench.Place
  ) async throws {
    try await withFolder { folder in
      let bench = DiskBench(place, in: folder)
      #expect(try await bench.run(1).error == nil)
      try await expectMissed(2, bench, .workspace, aside: "\(folder)/gone")
      #expect(try await bench.run(2).error == nil)
      #expect(try await bench.difference(afterRuns: [1, 2], in: "\(folder)/calm") == "")
    }
  }

  @Test(arguments: DiskBench.Place.allCases)
  func `a destination that vanishes for good is loaded from the beginning`(
    place: DiskBench.Place
  ) async throws {
    try await withFolder { folder in
      let bench = DiskBench(place, in: folder)
      #expect(try await bench.run(1).error == nil)
      try await expectMissed(2, bench, .destination, aside: "\(folder)/gone")
      #expect(try await bench.run(2).error == nil)
      #expect(try await bench.difference(afterRuns: [2], in: "\(folder)/calm") == "")
    }
  }

  /// Makes a run in the midst of which a folder goes, all at once.
  private func expectMissed(
    _ number: Int,
    _ bench: DiskBench,
    _ part: DiskBench.Part,
    aside: String
  ) async throws {
    let path = bench.folder(of: part)
    let outcome = try await bench.run(number) {
      try FileManager.default.moveItem(atPath: path, toPath: aside)
    }
    let error = try #require(outcome.error)
    #expect(error.code == .fileMissing, "\(error)")
    #expect(error.message.contains("'\(path)"), "\(error)")
    #expect(error.message.contains("Put it back"), "\(error)")
  }
}
