// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Tables, views and sequences that others were made with, and what becomes of them.
@Suite struct DependencyTests {
  @Test(
    arguments: [
      (
        "CREATE SCHEMA s; USE s; CREATE TABLE t(a INTEGER); INSERT INTO t VALUES (1);"
          + "CREATE VIEW v AS SELECT * FROM t; USE main; CREATE TABLE t(a INTEGER);"
          + "INSERT INTO t VALUES (99); SELECT * FROM s.v",
        [["1"]]
      ),
      (
        "CREATE TABLE t(a INTEGER PRIMARY KEY, b INTEGER, c INTEGER DEFAULT 7);"
          + "INSERT INTO t VALUES (1, 2, 3); INSERT OR REPLACE INTO t(a, b) VALUES (1, 9);"
          + "SELECT * FROM t",
        [["1", "9", "3"]]
      ),
      (
        "CREATE TABLE t(a INTEGER PRIMARY KEY, b INTEGER, c INTEGER DEFAULT 7);"
          + "INSERT INTO t VALUES (1, 2, 3); INSERT OR REPLACE INTO t BY NAME SELECT 5 AS c, 1 AS a;"
          + "SELECT * FROM t",
        [["1", "2", "5"]]
      ),
      (
        "CREATE SEQUENCE s; CREATE TABLE t(id INTEGER PRIMARY KEY DEFAULT nextval('s'), b INTEGER);"
          + "INSERT INTO t(b) VALUES (1), (2), (3); ALTER SEQUENCE s OWNED BY t;"
          + "INSERT INTO t(b) VALUES (4); ALTER SEQUENCE s INCREMENT BY 5;"
          + "INSERT INTO t(b) VALUES (5), (6); ALTER SEQUENCE s RESTART WITH 100;"
          + "INSERT INTO t(b) VALUES (7); SELECT id FROM t ORDER BY b",
        [["1"], ["2"], ["3"], ["4"], ["5"], ["10"], ["100"]]
      ),
      (
        "CREATE TABLE t(\"year\" INTEGER, d DATE, y INTEGER AS (year(d)));"
          + "INSERT INTO t(\"year\", d) VALUES (1, '2020-01-01'); ALTER TABLE t RENAME \"year\" TO month;"
          + "UPDATE t SET month = 3; SELECT * FROM t",
        [["3", "2020-01-01", "2020"]]
      ),
      (
        "CREATE TABLE t(a INTEGER, s STRUCT(a INTEGER, z INTEGER), CHECK (s.a < 10 AND t.a < 5));"
          + "ALTER TABLE t RENAME a TO z; INSERT INTO t VALUES (1, {'a': 1, 'z': 20}); FROM t",
        [["1", "{'a': 1, 'z': 20}"]]
      ),
      (
        "CREATE TABLE t(a INTEGER PRIMARY KEY, b INTEGER); INSERT INTO t VALUES (1, 1), (2, 1);"
          + "CREATE UNIQUE INDEX i ON t(a); CREATE UNIQUE INDEX IF NOT EXISTS i ON t(b);"
          + "INSERT INTO t VALUES (3, 1); SELECT count(*) FROM t",
        [["3"]]
      ),
      (
        "CREATE TABLE t(a INTEGER, b INTEGER, CONSTRAINT i CHECK (b > 0));"
          + "CREATE UNIQUE INDEX i ON t(a); DROP INDEX i; INSERT INTO t VALUES (1, 1), (1, 2);"
          + "SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'CHECK'",
        [["1"]]
      ),
      (
        "CREATE TABLE t(a INTEGER, b INTEGER); CREATE UNIQUE INDEX i ON t(a); CREATE INDEX j ON t(b + a);"
          + "ALTER TABLE t RENAME a TO x; ALTER TABLE t RENAME TO u; CREATE TABLE t(x INTEGER);"
          + "DROP TABLE t; SELECT table_name, sql FROM duckdb_indexes() ORDER BY index_name",
        [
          ["u", "CREATE UNIQUE INDEX i ON main.u (x);"],
          ["u", "CREATE INDEX j ON main.u (b + x);"],
        ]
      ),
      (
        "CREATE TABLE t(a INTEGER); CREATE UNIQUE INDEX i ON t(a); INSERT INTO t VALUES (1);"
          + "ALTER TABLE t RENAME a TO x; ALTER TABLE t RENAME TO u; DROP INDEX i;"
          + "INSERT INTO u VALUES (1); SELECT count(*) FROM u",
        [["2"]]
      ),
      (
        "CREATE TABLE t(date DATE, b VARCHAR); CREATE INDEX i ON t(CAST(b AS DATE));"
          + "ALTER TABLE t RENAME date TO d; SELECT sql FROM duckdb_indexes()",
        [["CREATE INDEX i ON main.t (CAST(b AS DATE));"]]
      ),
      (
        "CREATE TABLE t(day INTEGER, d DATE, CHECK (d + INTERVAL 1 DAY > '2020-01-01' AND t.day > 0));"
          + "ALTER TABLE t RENAME day TO n; ALTER TABLE t RENAME TO u;"
          + "INSERT INTO u VALUES (1, '2020-01-02'); FROM u",
        [["1", "2020-01-02"]]
      ),
      (
        "CREATE TABLE a(a INTEGER, b INTEGER); CREATE INDEX i ON a((a.a + b), a.abs());"
          + "ALTER TABLE a RENAME COLUMN a TO x; SELECT sql FROM duckdb_indexes()",
        [["CREATE INDEX i ON main.a (a.x + b, x.abs());"]]
      ),
      (
        "CREATE TABLE x(a INTEGER[], b INTEGER, CHECK (len(list_filter(a, lambda x: x > 0)) > 0),"
          + "CHECK (CASE WHEN b > 0 THEN true ELSE error('bad') END)); ALTER TABLE x RENAME TO y;"
          + "ALTER TABLE y RENAME b TO x; INSERT INTO y VALUES ([1], 1); FROM y",
        [["[1]", "1"]]
      ),
      (
        "CREATE TABLE p(id INTEGER, up INTEGER); CREATE UNIQUE INDEX i ON p(id);"
          + "ALTER TABLE p ADD FOREIGN KEY (up) REFERENCES p(id);"
          + "CREATE OR REPLACE UNIQUE INDEX i ON p(id); SELECT count(*) FROM duckdb_indexes()",
        [["1"]]
      ),
      (
        "CREATE TABLE t(a INTEGER, UNIQUE (A)); ALTER TABLE t RENAME a TO x;"
          + "INSERT INTO t(x) VALUES (1); FROM t",
        [["1"]]
      ),
      (
        "CREATE TABLE t(a INTEGER, b INTEGER); CREATE UNIQUE INDEX i ON t(a);"
          + "CREATE OR REPLACE UNIQUE INDEX i ON t(b); INSERT INTO t VALUES (1, 1), (1, 2);"
          + "SELECT count(*) FROM t",
        [["2"]]
      ),
    ]
  )
  func `they stay what they were`(script: String, rows: [[String]]) throws {
    let connection = ColumnStore().connect()
    let texts = try connection.run(script).last?.texts
    #expect(texts == rows)
  }

  private static let family =
    "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(id INTEGER REFERENCES p(id));"
    + "INSERT INTO p VALUES (1); INSERT INTO c VALUES (1);"

  @Test(
    arguments: [
      (
        family
          + "CREATE SCHEMA s; CREATE TABLE s.p(id INTEGER PRIMARY KEY); INSERT INTO s.p VALUES (7);"
          + "USE s; DELETE FROM main.p", SQLError.Kind.constraint
      ),
      (
        family
          + "CREATE SCHEMA s; CREATE TABLE s.p(id INTEGER PRIMARY KEY); INSERT INTO s.p VALUES (7);"
          + "USE s; INSERT INTO main.c VALUES (7)", .constraint
      ),
      (
        family + "CREATE TEMP TABLE p(id INTEGER PRIMARY KEY); INSERT INTO p VALUES (7);"
          + "INSERT INTO c VALUES (7)", .constraint
      ),
      (
        "CREATE SCHEMA s; USE s; CREATE TABLE p(id INTEGER PRIMARY KEY);"
          + "CREATE TABLE main.c(id INTEGER REFERENCES p(id)); INSERT INTO p VALUES (1);"
          + "INSERT INTO main.c VALUES (1); USE main; DELETE FROM s.p", .constraint
      ),
      (
        "CREATE TABLE t(a INTEGER, b INTEGER); CREATE INDEX i ON t(a); ALTER TABLE t RENAME a TO x;"
          + "ALTER TABLE t RENAME TO u; ALTER TABLE u DROP COLUMN x", .catalog
      ),
      (
        "CREATE TABLE t(a INTEGER); CREATE UNIQUE INDEX i ON t(a); INSERT INTO t VALUES (1);"
          + "ALTER TABLE t RENAME a TO x; ALTER TABLE t RENAME TO u; INSERT INTO u VALUES (1)",
        .constraint
      ),
      (
        "CREATE TABLE t(a INTEGER, b INTEGER); CREATE INDEX i ON t(t.a); ALTER TABLE t RENAME TO u;"
          + "ALTER TABLE u DROP COLUMN a", .catalog
      ),
      (
        "CREATE TABLE t(a INTEGER); CREATE INDEX i ON t((a + 1)); ALTER TABLE t ALTER a TYPE VARCHAR",
        .catalog
      ),
      (
        "CREATE TABLE t(s STRUCT(i INTEGER, k INTEGER)); CREATE INDEX i ON t((s.i + 1));"
          + "ALTER TABLE t RENAME s.i TO z", .catalog
      ),
      (
        "CREATE TABLE t(a INTEGER[], CHECK (len(list_filter(a, lambda x: x > 0)) > 0));"
          + "ALTER TABLE t RENAME a TO x; INSERT INTO t VALUES ([0])", .constraint
      ),
      (
        "CREATE TABLE t(a INTEGER[], CHECK (len(list_filter(a, lambda a: a > 0)) > 0));"
          + "ALTER TABLE t RENAME a TO y", .unsupported
      ),
      (
        "CREATE TABLE p(id INTEGER, x INTEGER); CREATE UNIQUE INDEX i ON p(id);"
          + "CREATE TABLE c(id INTEGER REFERENCES p(id)); DROP INDEX i", .catalog
      ),
      (
        "CREATE TABLE p(id INTEGER, x INTEGER, CONSTRAINT k UNIQUE (id));"
          + "CREATE TABLE c(id INTEGER REFERENCES p(id)); ALTER TABLE p DROP CONSTRAINT k", .catalog
      ),
      (
        "CREATE TABLE t(a INTEGER); CREATE UNIQUE INDEX i ON t((a::INTEGER))", .unsupported
      ),
      (
        "CREATE TABLE t(a INTEGER, s STRUCT(a INTEGER)); CREATE UNIQUE INDEX i ON t(s.a)",
        .unsupported
      ),
      (
        "CREATE TABLE t(a INTEGER, b INTEGER, CONSTRAINT i UNIQUE (b)); CREATE UNIQUE INDEX i ON t(a);"
          + "DROP INDEX i; INSERT INTO t VALUES (1, 1), (1, 1)", .constraint
      ),
      (
        "CREATE TABLE t(a INTEGER); CREATE UNIQUE INDEX i ON t(a);"
          + "ALTER TABLE t DROP CONSTRAINT i", .catalog
      ),
      (family + "CREATE OR REPLACE TABLE p(id INTEGER PRIMARY KEY)", .catalog),
      (
        "CREATE SCHEMA s; CREATE TABLE s.p(id INTEGER PRIMARY KEY);"
          + "CREATE TABLE c(id INTEGER REFERENCES s.p(id)); DROP SCHEMA s CASCADE", .catalog
      ),
      (
        "CREATE TABLE t(a VARCHAR NOT NULL); INSERT INTO t VALUES ('x');"
          + "ALTER TABLE t ALTER a TYPE INTEGER USING TRY_CAST(a AS INTEGER)", .constraint
      ),
      (
        "CREATE TABLE t(a DOUBLE, g DOUBLE AS (a * 2)); INSERT INTO t VALUES (1.6);"
          + "ALTER TABLE t ALTER a TYPE INTEGER", .catalog
      ),
      (
        "CREATE TABLE t(a INTEGER, s STRUCT(a INTEGER, z INTEGER), CHECK (s.a < 10));"
          + "ALTER TABLE t RENAME a TO z; INSERT INTO t VALUES (1, {'a': 20, 'z': 1})", .constraint
      ),
    ]
  )
  func `what would break them is refused`(script: String, kind: SQLError.Kind) throws {
    let connection = ColumnStore().connect()
    let error = #expect(throws: SQLError.self) { try connection.run(script) }
    #expect(error?.kind == kind, "\(script): \(error.map { "\($0)" } ?? "")")
  }
}
