// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The name of a file in which a dataset keeps account of loads.
///
/// ```text
/// shop__1700000000.123456.jsonl          of a load: its record, its changes, its ledger
/// shop__1700000000.123456__0f3a….jsonl   with a hash: a schema or a state
/// ```
/// The name in front may have two underscores in a row itself.
struct AccountFileName {
  /// The schema or the pipeline, as it stands in the names of files.
  let owner: String
  /// The load, or in schemas that dlt wrote the moment.
  let load: String
  /// The hash as hexadecimal digits, if there is one.
  let hash: String?
  /// The whole name.
  let text: String

  /// Reads a name, or `nil` if it is another.
  init?(_ name: String, hasHash: Bool) {
    guard name.hasSuffix(".jsonl") else { return nil }
    var rest = name.dropLast(6)
    func popLast() -> String? {
      guard let end = rest.lastIndex(of: "_"), end > rest.startIndex,
        rest[rest.index(before: end)] == "_"
      else { return nil }
      defer { rest = rest[..<rest.index(before: end)] }
      return String(rest[rest.index(after: end)...])
    }
    hash = hasHash ? popLast() : nil
    guard hasHash == (hash != nil), let load = popLast() else { return nil }
    self.load = load
    owner = String(rest)
    text = name
  }
}

extension DatasetFiles {
  /// The files in which a table of the dataset's own account lies, the earliest load first.
  func accounts(in table: String, hasHash: Bool = false) throws(LoadError) -> [AccountFileName] {
    try disk.names(in: self.table(table)).compactMap { AccountFileName($0, hasHash: hasHash) }
      .sorted { LoadID.precedes($0.load, $1.load) }
  }
}
