// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds the name that was probably meant.
enum NearestName {
  /// A sentence that offers the name most like `name`, or all of a few, or nothing.
  static func suggestion(for name: String, among names: [String]) -> String {
    if let found = find(name, among: names) { return " Did you mean '\(found)'?" }
    guard !names.isEmpty, names.count <= 8 else { return "" }
    return " There are: \(names.map { "'\($0)'" }.joined(separator: ", "))."
  }

  /// The name most like `name`, or `nil` if none is like it.
  static func find(_ name: String, among names: [String]) -> String? {
    let target = Array(name.lowercased().unicodeScalars)
    let nearest = names.map { ($0, distance(target, Array($0.lowercased().unicodeScalars))) }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }
    guard let (found, distance) = nearest, distance <= max(2, target.count / 3) else { return nil }
    return found
  }

  /// The number of letters to add, remove or change to get from one to the other.
  static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        let change = previous[column] + (letter == other ? 0 : 1)
        current.append(min(change, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[right.count]
  }
}
