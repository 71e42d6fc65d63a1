// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Records {
  /// The rows that a query has found.
  ///
  /// Structures and lists become tables below, as those of any record; without them the columns are
  /// taken as they are.
  public init(_ name: String, of result: QueryResult) {
    self.init(name) { try await $0.send(result) }
  }

  /// The rows that a query of a store finds in each run.
  ///
  /// ```swift
  /// Records("daily", query: "SELECT day, sum(total) FROM shop.orders GROUP BY ALL", of: store)
  /// ```
  public init(_ name: String, query sql: String, of store: ColumnStore) {
    self.init(name) { try await $0.send(try store.query(sql)) }
  }
}

extension Output {
  /// Sends the rows that a query has found.
  ///
  /// Structures and lists become tables below, as those of any record.
  public func send(_ result: QueryResult, to table: String? = nil) async throws {
    guard result.columns.contains(where: { $0.sqlType.isNested }) else {
      for batch in try result.batches() { try await send(batch, to: table) }
      return
    }
    var start = 0
    while start < result.rowCount {
      let end = min(start + 1_000, result.rowCount)
      try await send(Array(result.rows[start..<end]), to: table)
      start = end
    }
  }
}
