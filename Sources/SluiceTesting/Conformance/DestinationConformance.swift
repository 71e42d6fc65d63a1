// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// What every destination has to do: one suite for those of the library and for yours.
///
/// ```swift
/// @Test(arguments: DestinationConformance.cases)
/// func `my destination does what it has to`(_ example: DestinationConformance.Case) async throws {
///   try await example.check { MyDestination() }
/// }
/// ```
/// What a destination says it cannot do, in its ``Sluice/Capabilities`` or with an error of the code
/// `unsupported`, is not asked of it. Rows are looked at only where it can read them back.
public enum DestinationConformance {
  /// One thing that destinations have to do.
  public struct Case: Sendable, CustomStringConvertible {
    /// What they have to do, in a sentence.
    public let description: String
    let body: @Sendable (ConformanceBench) async throws -> Void

    init(
      _ description: String,
      _ body: @escaping @Sendable (ConformanceBench) async throws -> Void
    ) {
      self.description = description
      self.body = body
    }

    /// Throws ``ExpectationFailure`` unless a destination does it; `make` makes an empty one.
    public func check(make: @Sendable () async throws -> any Destination) async throws {
      let bench = ConformanceBench(try await make())
      do {
        try await body(bench)
      } catch is ConformanceBench.NotAsked {
        return
      } catch {
        throw ExpectationFailure("It has to be that \(description). \(error)")
      }
    }
  }

  /// All that destinations have to do.
  public static let cases: [Case] =
    loadCases + rowCases + memoryCases + replacementCases + changeCases + mergeCases

  /// What a destination does not do, though it has to; `make` makes an empty one for each case.
  public static func findings(
    make: @Sendable () async throws -> any Destination
  ) async -> [ExpectationFailure] {
    var findings: [ExpectationFailure] = []
    for example in cases {
      do {
        try await example.check(make: make)
      } catch {
        findings.append(error as? ExpectationFailure ?? ExpectationFailure("\(error)"))
      }
    }
    return findings
  }

  /// Throws ``ExpectationFailure`` with all ``findings(make:)`` if there are any.
  public static func check(make: @Sendable () async throws -> any Destination) async throws {
    let findings = await findings(make: make)
    guard !findings.isEmpty else { return }
    throw ExpectationFailure(
      "The destination fails \(findings.count) of \(cases.count) cases.\n"
        + findings.map(\.description).joined(separator: "\n")
    )
  }
}
