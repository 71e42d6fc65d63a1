// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Records {
  /// The rows that a query has found.
  ///
  /// Structures and lists become tables below, as those of any record; without them the columns are
  /// taken as they are.
  public init(_ name: String, of result: QueryResult) {
    self.init(name) { output in
      guard result.columns.contains(where: { $0.sqlType.isNested }) else {
        for batch in try result.batches() { try await output.send(batch) }
        return
      }
      var start = 0
      while start < result.rowCount {
        let end = min(start + 1_000, result.rowCount)
        try await output.send(Array(result.rows[start..<end]))
        start = end
      }
    }
  }
}
