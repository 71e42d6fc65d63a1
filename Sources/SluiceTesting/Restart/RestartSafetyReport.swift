// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What became of a pipeline that was disturbed at every step.
public struct RestartSafetyReport: Sendable, CustomStringConvertible {
  /// One disturbance after which the destination was not as it should be.
  public struct Finding: Sendable, CustomStringConvertible {
    /// What was found. More may be added in any release.
    public struct Kind: Hashable, Sendable, CustomStringConvertible {
      /// What was found, in a few words.
      public let description: String

      /// Rows are missing.
      public static let lost = Kind(description: "rows are lost")
      /// Rows are there more than once.
      public static let doubled = Kind(description: "rows are doubled")
      /// Something else is not as it should be.
      public static let differs = Kind(description: "rows, schema or state differ")
      /// The run never succeeds again.
      public static let stuck = Kind(description: "no later run succeeds")
      /// The source sends its rows again when it is run again, disturbed or not.
      public static let repeated = Kind(description: "the source sends its rows again")
    }

    /// What was found.
    public let kind: Kind
    /// What went wrong, or `nil` if nothing did but the end.
    public let fault: Fault?
    /// The step at which it went wrong.
    public let point: FaultPoint?
    /// How the process ended, if it did.
    public let end: SimulatedDisk.End?
    /// The run in which it went wrong, from 1.
    public let run: Int
    /// The difference to the undisturbed runs, or the error of a run that never succeeds.
    public let details: String

    /// What went wrong, where, and the difference that it made.
    public var description: String {
      let cause = fault.map { "\($0.kind)" } ?? "after the last run"
      let place = point.map { " at \($0) of run \(run)" } ?? ""
      let ending = end.map { ", and \($0)" } ?? ""
      return "\(cause)\(place)\(ending): \(kind)\n\(details)"
    }
  }

  /// How many steps there are.
  public internal(set) var steps = 0
  /// How many disturbances were tried.
  public internal(set) var tried = 0
  /// Those after which the destination was not as it should be.
  public internal(set) var findings: [Finding] = []
  /// Whether a run that is made twice, without any disturbance, leaves its rows twice.
  public internal(set) var isRepeatable = true

  /// Whether the destination was as it should be after each of them.
  public var isSafe: Bool { findings.isEmpty }

  /// One line for a log.
  public var summary: String { "crash points: \(tried) tried, \(findings.count) failed" }

  /// The numbers, what is the matter, and the first findings of each kind.
  public var description: String {
    var lines = ["\(summary) (\(steps) steps)"]
    if !isRepeatable && findings.contains(where: { $0.kind == .repeated }) {
      lines.append(
        "The source sends the same rows again when it is run again, and the table takes them again: "
          + "who runs once more after a load that was complete has them twice. Keep a cursor in the "
          + "state and ask for newer rows only, or replace the table."
      )
    }
    var shown: [Finding.Kind: Int] = [:]
    for finding in findings {
      shown[finding.kind, default: 0] += 1
      if shown[finding.kind, default: 0] <= 3 { lines.append("\(finding)") }
    }
    let hidden = shown.values.reduce(0) { $0 + max(0, $1 - 3) }
    if hidden > 0 { lines.append("… and \(hidden) more like these.") }
    return lines.joined(separator: "\n")
  }

  /// Throws ``ExpectationFailure`` with the description unless the pipeline is safe.
  public func expectSafe() throws(ExpectationFailure) {
    guard !isSafe else { return }
    throw ExpectationFailure(description)
  }
}
