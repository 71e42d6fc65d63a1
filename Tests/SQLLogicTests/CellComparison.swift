// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Whether a cell is what a script expects.
struct CellComparison {
  let kind: SQLLogicResult.Kind

  func accepts(_ found: String, for expected: String) throws(Malformed) -> Bool {
    if Cells.order(found, expected) == 0 { return true }
    if let pattern = Pattern(expected) { return try pattern.accepts(found) }
    let number = expected.trimmingCharacters(in: .whitespaces)
    return switch kind {
    case .boolean: Self.boolean(found) != nil && Self.boolean(found) == Self.boolean(expected)
    case .floating: Self.areClose(found, number)
    case .integer: Self.areEqual(found, number, fraction: 0)
    case .decimal: Self.areEqual(found, number, fraction: Digits(found)?.fraction ?? 0)
    case .text, .other: false
    }
  }

  private static func boolean(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "1": true
    case "false", "0": false
    default: nil
    }
  }

  /// As DuckDB has it: a hundredth more or less is the same.
  private static func areClose(_ found: String, _ expected: String) -> Bool {
    guard let found = Double(found), let expected = Double(expected) else { return false }
    if found.isNaN || expected.isNaN { return found.isNaN && expected.isNaN }
    // What is too large for a FLOAT is infinite, however it is written.
    guard found.isFinite, expected.isFinite else { return found == Double(Float(expected)) }
    return (found - expected).magnitude <= expected.magnitude * 0.01 + 0.000_000_01
  }

  /// Whether two numbers are the same after rounding the second to so many digits.
  private static func areEqual(_ found: String, _ expected: String, fraction: Int) -> Bool {
    guard let found = Digits(found), let expected = Digits(expected) else { return false }
    return found.rounded(to: fraction) == expected.rounded(to: fraction)
  }
}
