// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// What statements have made is there when the store is opened again.
@Suite struct LastingStatementsTests {
  private let disk = MemoryFileSystem()

  private func reopened() throws -> ColumnStore { try ColumnStore(at: "/store", in: disk) }

  private static let script = [
    "CREATE SCHEMA s",
    "CREATE TABLE t(a INTEGER PRIMARY KEY, b VARCHAR DEFAULT 'x', l INTEGER[], CHECK (a > 0))",
    "INSERT INTO t VALUES (1, 'one', [1, NULL]), (2, NULL, []), (3, 'three', NULL)",
    "CREATE TABLE s.child(a INTEGER REFERENCES t(a), g INTEGER AS (a + 1))",
    "INSERT INTO s.child VALUES (1)",
    "CREATE TYPE mood AS ENUM ('sad', 'ok')",
    "CREATE TABLE m(x mood, i INTERVAL, u UUID)",
    "INSERT INTO m VALUES ('ok', INTERVAL '1 month 2 days', '00000000-0000-0000-0000-000000000001')",
    "CREATE TABLE rare(h UHUGEINT, z TIMETZ, n TIME_NS, s TIMESTAMP_S, m TIMESTAMP_MS, t TIMESTAMP_NS, "
      + "o TIMESTAMPTZ_NS, u UNION(a INTEGER, b VARCHAR), l UHUGEINT[])",
    "INSERT INTO rare VALUES (340282366920938463463374607431768211455, '10:20:30+02', "
      + "'10:20:30.123456789', '2024-03-01 10:20:30', '2024-03-01 10:20:30.123', "
      + "'2024-03-01 10:20:30.123456789', '2024-03-01 10:20:30.123456789+02', 5, [0, NULL])",
    "CREATE SEQUENCE q", "SELECT nextval('q'), nextval('q')",
    "CREATE VIEW v(k) AS SELECT a FROM t",
    "CREATE MACRO add_one(x) AS x + 1",
    "UPDATE t SET b = b || '!' WHERE a = 1", "DELETE FROM t WHERE a = 2",
    "ALTER TABLE t ADD COLUMN d DOUBLE DEFAULT 0.5", "ALTER TABLE t RENAME COLUMN b TO name",
    "ALTER TABLE m RENAME TO moods", "CREATE UNIQUE INDEX by_name ON t(name)",
    "CREATE TEMP TABLE gone(a INTEGER)", "COMMENT ON TABLE moods IS 'how; it ''is'",
    "COMMENT ON COLUMN t.name IS 'a name'", "COMMENT ON VIEW v IS 'keys'",
    "COMMENT ON COLUMN v.k IS 'key'", "COMMENT ON SEQUENCE q IS 'counted'",
  ]

  @Test(arguments: [false, true])
  func `definitions and rows are there again`(isCompacted: Bool) throws {
    do {
      let store = try reopened()
      let connection = store.connect()
      for statement in Self.script { try connection.query(statement) }
      if isCompacted { try store.compact() }
    }
    let store = try reopened()
    #expect(
      try store.query("SELECT * FROM t ORDER BY a").texts
        == [["1", "one!", "[1, NULL]", "0.5"], ["3", "three", nil, "0.5"]]
    )
    #expect(
      try store.query("SELECT * FROM moods").texts
        == [["ok", "1 month 2 days", "00000000-0000-0000-0000-000000000001"]]
    )
    #expect(
      try store.query("SELECT *, union_tag(u) FROM rare").texts
        == [
          [
            "340282366920938463463374607431768211455", "10:20:30+02", "10:20:30.123456789",
            "2024-03-01 10:20:30", "2024-03-01 10:20:30.123", "2024-03-01 10:20:30.123456789",
            "2024-03-01 08:20:30.123456789+00", "5", "[0, NULL]", "a",
          ]
        ]
    )
    #expect(
      try store.query("DESCRIBE rare").texts.map { $0[1] }
        == [
          "UHUGEINT", "TIME WITH TIME ZONE", "TIME_NS", "TIMESTAMP_S", "TIMESTAMP_MS",
          "TIMESTAMP_NS", "TIMESTAMPTZ_NS", "UNION(a INTEGER, b VARCHAR)", "UHUGEINT[]",
        ]
    )
    #expect(try store.query("SELECT * FROM s.child").texts == [["1", "2"]])
    #expect(
      try store.query(
        "SELECT comment FROM duckdb_tables() WHERE comment IS NOT NULL UNION ALL "
          + "SELECT comment FROM duckdb_columns() WHERE comment IS NOT NULL UNION ALL "
          + "SELECT comment FROM duckdb_views() UNION ALL SELECT comment FROM duckdb_sequences()"
      ).texts == [["how; it 'is"], ["a name"], ["key"], ["keys"], ["counted"]]
    )
    #expect(try store.query("SELECT nextval('q'), add_one(1)").texts == [["3", "2"]])
    #expect(try store.query("SELECT k FROM v ORDER BY k").texts == [["1"], ["3"]])
    for (refused, kind) in [
      ("INSERT INTO t VALUES (1, 'n', NULL, 1)", SQLError.Kind.constraint),
      ("INSERT INTO t VALUES (0, 'n', NULL, 1)", .constraint),
      ("INSERT INTO t VALUES (8, 'three', NULL, 1)", .constraint),
      ("INSERT INTO s.child VALUES (9)", .constraint),
      ("INSERT INTO moods VALUES ('glad', NULL, NULL)", .conversion),
      ("FROM gone", .catalog),
    ] {
      let error = #expect(throws: SQLError.self, "\(refused)") { try store.query(refused) }
      #expect(error?.kind == kind, "\(refused)")
    }
    #expect(try store.query("INSERT INTO t(a, l) VALUES (5, [7]) RETURNING name").texts == [["x"]])
  }

  @Test func `a transaction that has not ended leaves nothing`() throws {
    do {
      let connection = try reopened().connect()
      try connection.run("CREATE TABLE t(a INTEGER); INSERT INTO t VALUES (1)")
      try connection.run("BEGIN; INSERT INTO t VALUES (2); CREATE TABLE u(a INTEGER)")
    }
    let store = try reopened()
    #expect(try store.query("FROM t").texts == [["1"]])
    #expect(throws: SQLError.self) { try store.query("FROM u") }
  }
}
