// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A comparison of a loop's placeholder that a step depends on, as in `onlyif i>=2`.
struct Condition: Equatable {
  enum Comparison: String, CaseIterable {
    case notEqual = "<>"
    case greaterOrEqual = ">="
    case greater = ">"
    case lessOrEqual = "<="
    case less = "<"
    case equal = "="
  }

  var name: String
  var comparison: Comparison
  var value: String
  /// Whether the step is left out if the comparison holds, rather than if it does not.
  var skips: Bool

  /// The conditions that `text` writes, or `nil` if it names an engine instead.
  static func all(in text: String, skips: Bool) throws(Malformed) -> [Condition]? {
    guard text.contains(where: { "=<>".contains($0) }) else { return nil }
    var conditions: [Condition] = []
    for part in text.components(separatedBy: "&&") {
      guard let comparison = Comparison.allCases.first(where: { part.contains($0.rawValue) })
      else { throw Malformed("A condition is written as 'name=value', not '\(part)'.") }
      let sides = part.components(separatedBy: comparison.rawValue)
      guard sides.count == 2 else {
        throw Malformed("A condition compares two things, not as in '\(part)'.")
      }
      conditions.append(
        Condition(name: sides[0], comparison: comparison, value: sides[1], skips: skips)
      )
    }
    return conditions
  }

  /// Whether the step is taken while the placeholder has the value `actual`.
  func admits(_ actual: String) throws(Malformed) -> Bool {
    let holds =
      switch comparison {
      case .equal: actual.lowercased() == value.lowercased()
      case .notEqual: actual.lowercased() != value.lowercased()
      default: try admitsNumber(actual)
      }
    return holds != skips
  }

  private func admitsNumber(_ actual: String) throws(Malformed) -> Bool {
    guard let left = Int(actual), let right = Int(value) else {
      throw Malformed("'\(comparison.rawValue)' compares integers, not '\(actual)' and '\(value)'.")
    }
    return switch comparison {
    case .greaterOrEqual: left >= right
    case .greater: left > right
    case .lessOrEqual: left <= right
    case .less: left < right
    case .equal: left == right
    case .notEqual: left != right
    }
  }
}

/// Something in a script that is not what the format says.
struct Malformed: Error, Equatable, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
