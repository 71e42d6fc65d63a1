// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Rows that change get their own values, in whatever order others have these.
@Suite struct RowOrderTests {
  private static let statements = [
    "INSERT INTO t SELECT k, v FROM s ON CONFLICT (k) DO UPDATE SET v = excluded.v",
    "INSERT OR REPLACE INTO t SELECT k, v FROM s",
    "UPDATE t SET v = s.v FROM s WHERE t.k = s.k",
    "UPDATE t SET v = (SELECT v FROM s WHERE s.k = t.k) WHERE k IN (SELECT k FROM s)",
    "MERGE INTO t USING s ON t.k = s.k WHEN MATCHED THEN UPDATE SET v = s.v "
      + "WHEN NOT MATCHED THEN INSERT VALUES (s.k, s.v)",
  ]

  @Test(arguments: statements, 0..<6) func `every row gets its own values`(
    statement: String,
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let connection = ColumnStore().connect()
    // Now the table is the larger side, and now what it is changed by.
    let (own, others) = (
      Int.random(in: 1...60, using: &random), Int.random(in: 1...60, using: &random)
    )
    let keys = Array(0..<80)
    let before = keys.shuffled(using: &random).prefix(own)
    let brought = keys.shuffled(using: &random).prefix(others)
    func rows(_ keys: some Sequence<Int>, _ prefix: String) -> String {
      keys.map { "(\($0), '\(prefix)\($0)')" }.joined(separator: ", ")
    }
    try connection.run(
      """
      CREATE TABLE t(k INTEGER PRIMARY KEY, v VARCHAR);
      CREATE TABLE s(k INTEGER, v VARCHAR);
      INSERT INTO t VALUES \(rows(before, "old"));
      INSERT INTO s VALUES \(rows(brought, "new"));
      \(statement);
      """
    )
    var expected: [Int: String] = [:]
    for key in before { expected[key] = "old\(key)" }
    for key in brought where expected[key] != nil || !statement.hasPrefix("UPDATE") {
      expected[key] = "new\(key)"
    }
    let found = try connection.query("SELECT k, v FROM t ORDER BY k").texts
    #expect(found == expected.sorted { $0.key < $1.key }.map { ["\($0.key)", $0.value] })
  }
}
