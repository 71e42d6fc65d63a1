// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// The destinations of the library do what the suite asks of every destination.
@Suite struct ConformanceSuiteTests {
  /// A kind of destination, made empty.
  struct Place: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var make: @Sendable () -> any Destination
  }

  static let places = [
    Place(testDescription: "a store") { ColumnStore() },
    Place(testDescription: "files of lines") {
      FileDestination(at: "/out", format: .jsonl, in: SimulatedDisk())
    },
    Place(testDescription: "files of CSV") {
      FileDestination(at: "/out", format: .csv, in: SimulatedDisk())
    },
    Place(testDescription: "a closure") { ClosureDestination { _, _ in } },
    Place(testDescription: "one that fails never") { FaultyDestination(ColumnStore()) },
  ]

  @Test(arguments: places, DestinationConformance.cases)
  func `a destination does what it has to`(
    _ place: Place,
    _ example: DestinationConformance.Case
  ) async throws {
    try await example.check(make: place.make)
  }

  @Test func `what a destination does not do is told in sentences`() async throws {
    let findings = await DestinationConformance.findings(make: { Forgetful() })
    #expect(findings.contains { $0.description.contains("rows are visible after the commit") })
    let error = await #expect(throws: ExpectationFailure.self) {
      try await DestinationConformance.check { Forgetful() }
    }
    #expect(error?.description.hasPrefix("The destination fails ") == true)
  }

  /// A store that loses what it is given.
  private struct Forgetful: Destination {
    var capabilities: Capabilities { ColumnStore().capabilities }
    func open(dataset: String) async throws -> any DestinationSession {
      try await ColumnStore().open(dataset: dataset)
    }
  }
}
