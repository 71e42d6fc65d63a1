// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The id of a load: seconds since 1970, with microseconds. Those of dlt have any number of decimals.
enum LoadID {
  /// The id of a load at `microseconds` since 1970.
  static func text(_ microseconds: Int64) -> String {
    let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return "\(seconds).\(String(1_000_000 + fraction).dropFirst())"
  }

  /// The microsecond in which a load began, or `nil` if `id` is of another kind.
  static func moment(_ id: String) -> Int64? {
    guard let (seconds, decimals) = parts(of: id) else { return nil }
    let fraction = Int64((decimals + "000000").prefix(6)) ?? 0
    let (whole, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000)
    return isTooLarge || whole > .max - fraction ? nil : whole + fraction
  }

  /// Whether the load called `left` began before the one called `right`.
  ///
  /// An id of another kind comes before all others.
  static func precedes(_ left: String, _ right: String) -> Bool {
    switch (parts(of: left), parts(of: right)) {
    case (let a?, let b?): a == b ? left < right : a < b
    case (nil, nil): left < right
    case (let a, _): a == nil
    }
  }

  /// Seconds, and the decimals without zeros at the end: as texts, these are in the order of time.
  private static func parts(of id: String) -> (Int64, Substring)? {
    let parts = id.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }),
      let seconds = Int64(parts[0])
    else { return nil }
    var decimals = parts[1]
    while decimals.last == "0" { decimals.removeLast() }
    return (seconds, decimals)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
}
