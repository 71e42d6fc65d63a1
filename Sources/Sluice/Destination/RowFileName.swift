// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The name of a file of rows: its load, a part, and how the rows are written.
///
/// ```text
/// 1700000000.123456.0.jsonl                ours: the part counts from 0
/// 1795205163.5697527.6104be5fae.jsonl.gz   dlt's: the part is ten digits by chance, base 16
/// ```
struct RowFileName {
  private static let endings: Set<Substring> = ["jsonl", "csv", "parquet", "insert_values"]

  /// The load that wrote the file.
  let load: String
  /// What tells the files of a load apart.
  let part: String

  /// The name of a part that this library writes: a function of load and part, the table being its
  /// folder.
  static func text(_ load: String, _ part: Int, _ format: FileDestination.Format) -> String {
    "\(load).\(part).\(format)"
  }

  /// Reads a name, or `nil` if it is not one of rows that a load wrote.
  init?(_ name: String) {
    var parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.last == "gz" { parts.removeLast() }
    guard parts.count == 4, Self.endings.contains(parts[3]) else { return nil }
    load = "\(parts[0]).\(parts[1])"
    part = String(parts[2])
    guard LoadID.moment(load) != nil else { return nil }
  }

  /// Whether a file called `name` may hold rows, though nothing says of which load.
  static func mayHoldRows(_ name: String) -> Bool {
    var parts = name.split(separator: ".")
    if parts.last == "gz" { parts.removeLast() }
    return parts.last.map(endings.contains) ?? false
  }

  /// Whether the rows of one file were loaded before those of another.
  static func isEarlier(_ left: RowFileName, _ right: RowFileName) -> Bool {
    guard left.load == right.load else { return LoadID.precedes(left.load, right.load) }
    return (Int(left.part) ?? 0, left.part) < (Int(right.part) ?? 0, right.part)
  }
}
