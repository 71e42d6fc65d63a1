// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Statements that change what a store holds.
@Suite struct StatementTests {
  /// Statements, the last of which has these rows, each as a line of texts.
  struct Example: Sendable, CustomTestStringConvertible {
    var script: String
    var rows: [String]

    init(_ script: String, _ rows: String...) {
      self.script = script
      self.rows = rows
    }

    var testDescription: String { script }
  }

  private static let made =
    "CREATE TABLE t(a INTEGER PRIMARY KEY, b VARCHAR DEFAULT 'x', c DOUBLE CHECK (c > 0));"
    + "INSERT INTO t VALUES (1, 'one', 1.5), (2, DEFAULT, 2), (3, NULL, NULL);"

  @Test(
    arguments: [
      Example(made + "SELECT * FROM t", "1 one 1.5", "2 x 2.0", "3 NULL NULL"),
      Example(made + "INSERT INTO t(a) VALUES (4) RETURNING a, b, c", "4 x NULL"),
      Example(
        made + "INSERT INTO t BY NAME SELECT 5 AS a, 9 AS c; SELECT * FROM t WHERE a = 5",
        "5 x 9.0"
      ),
      Example(
        made + "UPDATE t SET b = b || '!', c = c + 1 WHERE a < 3 RETURNING *",
        "1 one! 2.5",
        "2 x! 3.0"
      ),
      Example(
        made + "UPDATE t SET b = o.v FROM (VALUES (1, 'p'), (3, 'q')) o(k, v) WHERE t.a = o.k;"
          + "SELECT a, b FROM t ORDER BY a",
        "1 p",
        "2 x",
        "3 q"
      ),
      Example(made + "DELETE FROM t WHERE c IS NULL RETURNING a", "3"),
      Example(
        made + "DELETE FROM t USING (VALUES (1), (2)) o(k) WHERE a = k; SELECT a FROM t",
        "3"
      ),
      Example(
        made + "WITH n AS (INSERT INTO t(a) VALUES (9) RETURNING a), m(k) AS (SELECT a + 1 FROM n) "
          + "SELECT k, (SELECT count(*) FROM t), (SELECT count(*) FROM n) FROM m",
        "10 4 1"
      ),
      Example(
        made + "WITH o AS (DELETE FROM t WHERE a > 1 RETURNING a, c) "
          + "INSERT INTO t(a, c) SELECT a * 10, c FROM o; SELECT a, c FROM t ORDER BY a",
        "1 1.5",
        "20 2.0",
        "30 NULL"
      ),
      Example(
        made + "WITH k AS (SELECT 2 AS x), u AS (UPDATE t SET b = 'u' FROM k WHERE a = x) "
          + "SELECT b FROM t ORDER BY a",
        "one",
        "u",
        "NULL"
      ),
      Example(made + "TRUNCATE t; SELECT count(*) FROM t", "0"),
      Example(
        made + "COMMENT ON TABLE t IS 'all'; COMMENT ON COLUMN t.b IS 'it''s b';"
          + "ALTER TABLE t RENAME b TO n; ALTER TABLE t ADD COLUMN z INTEGER; ALTER TABLE t RENAME TO u;"
          + "SELECT c.table_name, t.comment, column_name, c.comment FROM duckdb_columns() c, "
          + "duckdb_tables() t WHERE column_name IN ('n', 'c')",
        "u all n it's b",
        "u all c NULL"
      ),
      Example(
        made + "COMMENT ON TABLE t IS 'all'; COMMENT ON TABLE t IS NULL;"
          + "SELECT comment, sql NOT LIKE '%COMMENT%' FROM duckdb_tables()",
        "NULL true"
      ),
      Example(
        made + "CREATE VIEW v AS SELECT a AS k FROM t; COMMENT ON VIEW v IS 'seen';"
          + "COMMENT ON COLUMN v.k IS 'key'; ALTER VIEW v RENAME TO w;"
          + "SELECT view_name, v.comment, c.comment FROM duckdb_views() v JOIN duckdb_columns() c "
          + "ON view_name = table_name",
        "w seen key"
      ),
      Example(
        made + "CREATE SEQUENCE q; SELECT nextval('q'); COMMENT ON SEQUENCE q IS 'numbers';"
          + "SELECT nextval('q'), comment FROM duckdb_sequences()",
        "2 numbers"
      ),
      Example(
        made + "ALTER TABLE t ADD COLUMN k INTEGER UNIQUE; UPDATE t SET k = a;"
          + "SELECT constraint_text FROM duckdb_constraints() WHERE constraint_text LIKE '%(k)'",
        "UNIQUE(k)"
      ),
      Example(
        made + "EXPLAIN ANALYZE DELETE FROM t WHERE a = 1; SELECT a FROM t ORDER BY a",
        "2",
        "3"
      ),
      Example(
        made
          + "INSERT INTO t VALUES (1, 'n', 9) ON CONFLICT DO NOTHING; SELECT b FROM t WHERE a = 1",
        "one"
      ),
      Example(
        made
          + "INSERT INTO t VALUES (1, 'n', 9), (7, 's', 7) ON CONFLICT (a) DO UPDATE SET b = excluded.b;"
          + "SELECT * FROM t WHERE a IN (1, 7) ORDER BY a",
        "1 n 1.5",
        "7 s 7.0"
      ),
      Example(
        made + "INSERT OR REPLACE INTO t VALUES (2, 'r', 5); SELECT * FROM t WHERE a = 2",
        "2 r 5.0"
      ),
      Example(
        made + "MERGE INTO t USING (VALUES (2, 'm'), (8, 'n'), (3, 'd')) s(a, b) ON t.a = s.a "
          + "WHEN MATCHED AND s.b = 'd' THEN DELETE WHEN MATCHED THEN UPDATE SET b = s.b "
          + "WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, s.b);"
          + "SELECT a, b FROM t ORDER BY a",
        "1 one",
        "2 m",
        "8 n"
      ),
      Example(
        "CREATE TABLE u AS SELECT 1 AS a, [1, 2] AS l, {'k': DATE '2024-01-02'} AS s; FROM u",
        "1 [1, 2] {'k': 2024-01-02}"
      ),
      Example(
        made
          + "ALTER TABLE t ADD COLUMN d INTEGER DEFAULT 7; ALTER TABLE t RENAME COLUMN b TO name;"
          + "ALTER TABLE t DROP COLUMN c; SELECT * FROM t ORDER BY a",
        "1 one 7",
        "2 x 7",
        "3 NULL 7"
      ),
      Example(
        made + "ALTER TABLE t ALTER b TYPE VARCHAR[] USING [b]; SELECT b FROM t WHERE a = 1",
        "[one]"
      ),
      Example(
        "CREATE TABLE n(s STRUCT(i INTEGER)); INSERT INTO n VALUES ({'i': 1}); ALTER TABLE n ADD COLUMN s.k VARCHAR DEFAULT 'z';"
          + "ALTER TABLE n RENAME COLUMN s.i TO j; FROM n",
        "{'j': 1, 'k': z}"
      ),
      Example(
        made + "CREATE VIEW v(k) AS SELECT a FROM t WHERE a > 1; SELECT k FROM v ORDER BY k",
        "2",
        "3"
      ),
      Example(
        "CREATE RECURSIVE VIEW r(n) AS VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 3; FROM r",
        "1",
        "2",
        "3"
      ),
      Example(
        "CREATE SEQUENCE q START 5 INCREMENT 2; SELECT nextval('q'), nextval('q'); SELECT currval('q')",
        "7"
      ),
      Example(
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE m(x mood); INSERT INTO m VALUES ('ok'), ('sad'); SELECT x FROM m ORDER BY x",
        "sad",
        "ok"
      ),
      Example("CREATE MACRO twice(x) AS x * 2; SELECT twice(21)", "42"),
      Example(
        "CREATE TABLE g(a INTEGER, b INTEGER AS (a * 2)); INSERT INTO g VALUES (4); UPDATE g SET a = 5; FROM g",
        "5 10"
      ),
      Example("PREPARE p AS SELECT $1 + 1, $2; EXECUTE p(1, 'k')", "2 k"),
      Example("SET VARIABLE v = 41; SELECT getvariable('v') + 1", "42"),
      Example(
        "CREATE SCHEMA s; CREATE TABLE s.t(a INTEGER); INSERT INTO s.t VALUES (1); USE s; SELECT * FROM t",
        "1"
      ),
      Example(
        made + "SELECT column_name, column_type, key FROM (DESCRIBE t) ORDER BY 1",
        "a INTEGER PRI",
        "b VARCHAR NULL",
        "c DOUBLE NULL"
      ),
      Example(made + "SELECT table_name, column_count FROM duckdb_tables()", "t 3"),
      Example(
        "CREATE MACRO twice(a) AS (WITH p AS (SELECT a || a AS c) SELECT c FROM p);"
          + "SELECT twice(b) FROM (VALUES ('x'), ('y')) t(b)",
        "xx",
        "yy"
      ),
      Example(
        made + "CREATE MACRO best(name, key, count) AS TABLE "
          + "SELECT key AS k FROM query_table(name::VARCHAR) ORDER BY key DESC LIMIT count;"
          + "SELECT * FROM best(t, a, 2)",
        "3",
        "2"
      ),
      Example(
        "CREATE TABLE g(a INTEGER, b INTEGER AS (c + 1), c INTEGER AS (a * 2));"
          + "INSERT INTO g VALUES (5); SELECT * FROM g",
        "5 11 10"
      ),
      Example(
        made + "UPDATE t SET (b, c) = 7 WHERE a = 1; SELECT b, c FROM t WHERE a = 1",
        "7 7.0"
      ),
      Example(
        made
          + "MERGE INTO t AS x USING (VALUES (1, 'p', 3), (9, 'q', 4)) AS y(a, b, c) ON x.a = y.a "
          + "WHEN NOT MATCHED THEN INSERT (a, b, c) VALUES (a, b, c) "
          + "WHEN NOT MATCHED BY SOURCE THEN UPDATE SET c = a + 10;"
          + "SELECT * FROM t ORDER BY a",
        "1 one 1.5",
        "2 x 12.0",
        "3 NULL 13.0",
        "9 q 4.0"
      ),
      Example(
        "CREATE TABLE u(s STRUCT(a INTEGER, b VARCHAR)); INSERT INTO u VALUES ({'b': 'x'}), ({'a': 1});"
          + "SELECT * FROM u",
        "{'a': NULL, 'b': x}",
        "{'a': 1, 'b': NULL}"
      ),
      Example("CREATE TEMP TABLE x(a INTEGER); INSERT INTO x VALUES (3); SELECT * FROM x", "3"),
    ]
  )
  func `statements change tables`(example: Example) throws {
    let results = try ColumnStore().connect().run(example.script)
    let rows = (results.last?.texts ?? []).map { row in
      row.map { $0 ?? "NULL" }.joined(separator: " ")
    }
    #expect(rows == example.rows)
  }

  @Test(
    arguments: [
      (made + "INSERT INTO t VALUES (1, 'n', 9)", SQLError.Kind.constraint),
      (made + "INSERT INTO t VALUES (4, 'n', 1), (4, 'm', 1)", .constraint),
      (made + "INSERT INTO t VALUES (NULL, 'n', 9)", .constraint),
      (made + "UPDATE t SET c = -1", .constraint),
      (made + "UPDATE t SET a = 1", .constraint),
      (made + "INSERT INTO t VALUES ('no number', 'n', 9)", .conversion),
      (made + "INSERT INTO t VALUES (1)", .binding),
      (made + "INSERT INTO t(a, nope) VALUES (1, 2)", .binding),
      (made + "CREATE TABLE t(a INTEGER)", .catalog),
      (made + "DROP TABLE u", .catalog),
      (made + "CREATE TABLE c(a INTEGER REFERENCES t(a)); INSERT INTO c VALUES (9)", .constraint),
      (
        made + "CREATE TABLE c(a INTEGER REFERENCES t(a)); INSERT INTO c VALUES (1); DELETE FROM t",
        .constraint
      ),
      (made + "ALTER TABLE t DROP COLUMN a", .catalog),
      ("COMMIT", .transaction),
      ("BEGIN; BEGIN", .transaction),
      ("SELECT nextval('none')", .catalog),
      ("EXECUTE nothing", .catalog),
      ("SET no_such_setting = 1", .catalog),
      ("CREATE TABLE t(a INTEGER, A INTEGER)", .catalog),
      ("CREATE VIEW v AS SELECT * FROM nothing", .catalog),
      ("CREATE VIEW v AS SELECT ?", .binding),
      ("CREATE OR REPLACE TABLE IF NOT EXISTS x(a INTEGER)", .syntax),
      ("SELECT * FROM query_table('nothing')", .catalog),
      ("SELECT regexp_extract_all('text', '.', 2)", .invalidInput),
      (
        made + "MERGE INTO t AS x USING (VALUES (9)) AS y(k) ON x.a = y.k "
          + "WHEN NOT MATCHED THEN INSERT (a, b) VALUES (y.k, x.b)",
        .binding
      ),
      (
        made + "MERGE INTO t AS x USING (VALUES (9)) AS y(k) ON x.a = y.k "
          + "WHEN NOT MATCHED THEN DO NOTHING WHEN NOT MATCHED THEN ERROR",
        .syntax
      ),
      (
        made + "MERGE INTO t USING (VALUES (9)) s(k) ON t.a = s.k WHEN NOT MATCHED THEN DELETE",
        .syntax
      ),
      (
        made + "MERGE INTO t USING (VALUES (9)) s(k) ON t.a = s.k "
          + "WHEN NOT MATCHED BY TARGET THEN UPDATE SET b = 'x'",
        .syntax
      ),
    ]
  )
  func `what cannot be is refused`(script: String, kind: SQLError.Kind) throws {
    let connection = ColumnStore().connect()
    let error = #expect(throws: SQLError.self) { try connection.run(script) }
    #expect(error?.kind == kind, "\(script): \(error.map { "\($0)" } ?? "")")
  }

  @Test func `a statement that fails changes nothing`() throws {
    let store = ColumnStore()
    try store.query("CREATE TABLE t(a INTEGER UNIQUE)")
    try store.query("INSERT INTO t VALUES (1)")
    #expect(throws: SQLError.self) {
      try store.query("INSERT INTO t SELECT range FROM range(5)")
    }
    #expect(try store.query("SELECT count(*) FROM t").value(as: Int.self) == 1)
  }

  @Test func `parameters have places and names`() throws {
    let store = ColumnStore()
    let result = try store.query("SELECT $1 || '-' || $2, $3", "a", "b", 7)
    #expect(result.texts == [["a-b", "7"]])
    let named = try store.query("SELECT $x + $y", named: ["x": 1, "y": 2.5])
    #expect(named.texts == [["3.5"]])
    let list = try store.query("SELECT len($1), $1[2]", ["p", "q"])
    #expect(list.texts == [["2", "q"]])
    let error = #expect(throws: SQLError.self) { try store.query("SELECT $1 + $2", 1) }
    #expect(error?.message == "there is no value for $2")
  }

  @Test func `an error shows the place in the text`() throws {
    let error = #expect(throws: SQLError.self) {
      try ColumnStore().query("SELECT 1 +\n  nope")
    }
    #expect(error?.line == 2)
    #expect(error?.column == 3)
  }

  @Test func `rows that come one by one lie together`() throws {
    let store = ColumnStore()
    let connection = store.connect()
    try connection.query("CREATE TABLE t(a INTEGER)")
    let insert = try connection.prepare("INSERT INTO t VALUES ($1)")
    for number in 0..<300 { try insert.run(.int(Int64(number))) }
    #expect(try store.table("main", "t").batches.count < 12)
    #expect(
      try connection.query("SELECT sum(a), count(DISTINCT a) FROM t").texts == [["44850", "300"]]
    )
  }

  @Test(
    arguments: [
      ("INSERT INTO t SELECT 7, 'q', 1", "Insert into t"),
      ("UPDATE t SET c = 1", "Update t"),
      ("DELETE FROM t", "Delete from t"),
      ("MERGE INTO t USING (SELECT 1 AS a) s USING (a) WHEN MATCHED THEN DELETE", "Merge into t"),
      ("CREATE TABLE u AS FROM t", "Create table u"),
      ("COPY t TO 'x.csv'", "Write a file"),
      ("PREPARE p AS FROM t", "Prepare p"),
      ("DROP TABLE t", "DROP TABLE t"),
      ("SET threads = 2", "SET threads = 2"),
      ("BEGIN", "BEGIN"),
    ]
  ) func `all statements are explained, and none is run`(
    _ example: (statement: String, title: String)
  ) throws {
    let connection = ColumnStore().connect()
    try connection.run(Self.made)
    let plan = try connection.query("EXPLAIN \(example.statement)").texts[0][1] ?? ""
    let lines = plan.split(separator: "\n")
    #expect(lines[0].hasPrefix(example.title))
    if lines.count > 1 { #expect(lines[1].hasPrefix("└─ ")) }
    #expect(try connection.query("SELECT count(*), sum(c) FROM t").texts == [["3", "3.5"]])
  }
}
