// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The id of a load: seconds since 1970, with microseconds.
enum LoadID {
  /// The id of a load at `microseconds` since 1970.
  static func text(_ microseconds: Int64) -> String {
    let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return "\(seconds).\(String(1_000_000 + fraction).dropFirst())"
  }

  /// The moment of a load, or `nil` if `id` is of another kind.
  static func moment(_ id: String) -> Int64? {
    let parts = id.split(separator: ".")
    guard parts.count == 2, parts[1].count == 6, let seconds = Int64(parts[0]),
      let fraction = Int64(parts[1])
    else { return nil }
    return seconds * 1_000_000 + fraction
  }
}
