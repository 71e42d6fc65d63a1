// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQLSample {
  /// Other statements of every form, with what is printed of them if it is something else.
  static let statements: [SQLSample] = [
    .init("INSERT INTO t VALUES (1, 2), (3, DEFAULT)"),
    .init("INSERT INTO s.t AS x (a, b) SELECT 1, 2"),
    .init("INSERT INTO t DEFAULT VALUES"),
    .init("INSERT INTO t BY NAME SELECT 1 AS a"),
    .init("INSERT INTO t BY POSITION SELECT 1", "INSERT INTO t SELECT 1"),
    .init("INSERT INTO t (SELECT 1)", "INSERT INTO t SELECT 1"),
    .init("INSERT INTO t (a) (SELECT 1)", "INSERT INTO t (a) SELECT 1"),
    .init("INSERT INTO t FROM u", "INSERT INTO t SELECT * FROM u"),
    .init("INSERT OR REPLACE INTO t VALUES (1)"),
    .init("INSERT OR IGNORE INTO t VALUES (1)"),
    .init("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING"),
    .init(
      "INSERT INTO t VALUES (1) ON CONFLICT (a, b) WHERE a > 1 DO UPDATE SET b = "
        + "excluded.b, c = 2 WHERE t.b < 3 RETURNING *"
    ),
    .init("INSERT INTO t VALUES (1) RETURNING a, b + 1 AS c"),
    .init(
      "WITH a AS (SELECT 1) INSERT INTO t FROM a",
      "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a"
    ),
    .init("UPDATE t SET a = 1"),
    .init("UPDATE s.t AS x SET a = a + 1, b = DEFAULT WHERE c"),
    .init(
      "UPDATE t x SET (a, b) = (1, 2), c.d = 3 FROM u, v WHERE t.a = u.a RETURNING a",
      "UPDATE t AS x SET (a, b) = (1, 2), c.d = 3 FROM u, v WHERE t.a = u.a RETURNING a"
    ),
    .init("WITH q AS (SELECT 1) UPDATE t SET a = 1"),
    .init("DELETE FROM t"),
    .init("DELETE FROM t AS x USING u, v WHERE x.a = u.a RETURNING *"),
    .init("WITH q AS (SELECT 1) DELETE FROM t"),
    .init("TRUNCATE t"),
    .init("TRUNCATE TABLE s.t", "TRUNCATE s.t"),
    .init(
      "MERGE INTO t AS x USING u AS y ON x.a = y.a WHEN MATCHED AND y.b > 1 THEN UPDATE "
        + "SET b = y.b WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (a, b) VALUES "
        + "(y.a, y.b)",
      "MERGE INTO t AS x USING u AS y ON x.a = y.a WHEN MATCHED AND y.b > 1 THEN UPDATE "
        + "SET b = y.b WHEN MATCHED THEN DELETE WHEN NOT MATCHED BY TARGET THEN INSERT (a, "
        + "b) VALUES (y.a, y.b)"
    ),
    .init(
      "MERGE INTO t USING (SELECT 1 AS a) s USING (a) WHEN MATCHED THEN UPDATE WHEN NOT "
        + "MATCHED BY TARGET THEN INSERT BY NAME WHEN NOT MATCHED BY SOURCE THEN DO NOTHING "
        + "RETURNING merge_action, *",
      "MERGE INTO t USING (SELECT 1 AS a) AS s USING (a) WHEN MATCHED THEN UPDATE WHEN "
        + "NOT MATCHED BY TARGET THEN INSERT BY NAME WHEN NOT MATCHED BY SOURCE THEN DO "
        + "NOTHING RETURNING merge_action, *"
    ),
    .init(
      "MERGE INTO t USING u ON a WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN "
        + "INSERT *",
      "MERGE INTO t USING u ON a WHEN MATCHED THEN UPDATE WHEN NOT MATCHED BY TARGET "
        + "THEN INSERT"
    ),
    .init(
      "MERGE INTO t USING u ON a WHEN MATCHED THEN ERROR WHEN NOT MATCHED THEN ERROR 'no "
        + "' || b",
      "MERGE INTO t USING u ON a WHEN MATCHED THEN ERROR WHEN NOT MATCHED BY TARGET THEN "
        + "ERROR 'no ' || b"
    ),
    .init(
      "MERGE INTO t USING u ON a WHEN MATCHED THEN UPDATE BY NAME WHEN NOT MATCHED THEN "
        + "INSERT DEFAULT VALUES",
      "MERGE INTO t USING u ON a WHEN MATCHED THEN UPDATE BY NAME WHEN NOT MATCHED BY "
        + "TARGET THEN INSERT DEFAULT VALUES"
    ),
    .init(
      "MERGE INTO t USING u ON a WHEN NOT MATCHED THEN INSERT VALUES (1)",
      "MERGE INTO t USING u ON a WHEN NOT MATCHED BY TARGET THEN INSERT VALUES (1)"
    ),
    .init(
      "CREATE TABLE t (a INTEGER, b VARCHAR NOT NULL DEFAULT 'x', c DECIMAL(10, 2) "
        + "UNIQUE CHECK (c > 0))"
    ),
    .init(
      "CREATE TABLE t (a INT PRIMARY KEY, b INT REFERENCES u (x) ON DELETE CASCADE ON "
        + "UPDATE SET NULL, c INT NULL, d TEXT COLLATE nocase)"
    ),
    .init(
      "CREATE TABLE t (a INT, b INT, PRIMARY KEY (a, b), UNIQUE (b), CHECK (a < b), "
        + "CONSTRAINT f FOREIGN KEY (a) REFERENCES u)"
    ),
    .init(
      "CREATE TABLE t (a INT, b AS (a + 1), c INT GENERATED ALWAYS AS (a * 2) STORED)",
      "CREATE TABLE t (a INT, b GENERATED ALWAYS AS (a + 1) VIRTUAL, c INT GENERATED "
        + "ALWAYS AS (a * 2) STORED)"
    ),
    .init(
      "CREATE TABLE t (a INT CONSTRAINT positive CHECK (a > 0) DEFAULT -1 NOT NULL,)",
      "CREATE TABLE t (a INT CONSTRAINT positive CHECK (a > 0) DEFAULT -1 NOT NULL)"
    ),
    .init("CREATE TABLE t (a VARCHAR USING COMPRESSION dictionary)"),
    .init(
      "CREATE OR REPLACE TEMP TABLE t (a INT[])",
      "CREATE OR REPLACE TEMPORARY TABLE t (a INT[])"
    ),
    .init("CREATE TABLE IF NOT EXISTS s.t AS SELECT 1 AS a"),
    .init("CREATE TABLE t (a, b) AS VALUES (1, 2) WITH NO DATA"),
    .init("CREATE TABLE t AS FROM u WITH DATA", "CREATE TABLE t AS SELECT * FROM u"),
    .init("CREATE VIEW v AS SELECT 1"),
    .init("CREATE OR REPLACE TEMPORARY VIEW v (a, b) AS SELECT 1, 2"),
    .init(
      "CREATE VIEW IF NOT EXISTS v AS FROM t",
      "CREATE VIEW IF NOT EXISTS v AS SELECT * FROM t"
    ),
    .init("CREATE RECURSIVE VIEW v (n) AS SELECT 1"),
    .init("CREATE SCHEMA IF NOT EXISTS s"),
    .init("CREATE SEQUENCE q START WITH 10 INCREMENT BY -2 MINVALUE 1 MAXVALUE 100 CYCLE"),
    .init(
      "CREATE TEMP SEQUENCE q START 1 NO MINVALUE NO MAXVALUE NO CYCLE CACHE 5",
      "CREATE TEMPORARY SEQUENCE q START WITH 1 NO MINVALUE NO MAXVALUE NO CYCLE CACHE 5"
    ),
    .init("CREATE TYPE mood AS ENUM ('sad', 'ok')", "CREATE TYPE mood AS ENUM('sad', 'ok')"),
    .init("CREATE TYPE mood AS ENUM (SELECT m FROM t)"),
    .init("CREATE TYPE p AS STRUCT(x INT, y INT)"),
    .init("CREATE MACRO add(a, b := 1) AS a + b"),
    .init(
      "CREATE OR REPLACE FUNCTION f(a) AS TABLE SELECT * FROM t WHERE b = a",
      "CREATE OR REPLACE MACRO f(a) AS TABLE SELECT * FROM t WHERE b = a"
    ),
    .init(
      "CREATE TEMP MACRO f(a) AS a, (a, b) AS a + b, (a INT, b DEFAULT 2) AS b",
      "CREATE TEMPORARY MACRO f(a) AS a, (a, b) AS a + b, (a INT, b := 2) AS b"
    ),
    .init("CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a, lower(b) DESC)"),
    .init(
      "CREATE INDEX ON t USING art (a) WITH (x = 1, y)",
      "CREATE INDEX ON t USING art (a) WITH (x 1, y)"
    ),
    .init("DROP TABLE t"),
    .init("DROP TABLE IF EXISTS s.t, u CASCADE"),
    .init("DROP VIEW v RESTRICT"),
    .init("DROP SCHEMA s"),
    .init("DROP SEQUENCE q"),
    .init("DROP TYPE m"),
    .init("DROP MACRO f"),
    .init("DROP FUNCTION f", "DROP MACRO f"),
    .init("DROP MACRO TABLE f"),
    .init("DROP INDEX i"),
    .init("ALTER TABLE t ADD COLUMN a INTEGER DEFAULT 1 NOT NULL"),
    .init(
      "ALTER TABLE IF EXISTS s.t ADD IF NOT EXISTS a INT",
      "ALTER TABLE IF EXISTS s.t ADD COLUMN IF NOT EXISTS a INT"
    ),
    .init("ALTER TABLE t ADD COLUMN a.b INT"),
    .init("ALTER TABLE t DROP COLUMN IF EXISTS a CASCADE"),
    .init("ALTER TABLE t DROP a.b", "ALTER TABLE t DROP COLUMN a.b"),
    .init("ALTER TABLE t RENAME COLUMN a TO b"),
    .init("ALTER TABLE t RENAME a.b TO c", "ALTER TABLE t RENAME COLUMN a.b TO c"),
    .init("ALTER TABLE t RENAME TO u"),
    .init("ALTER TABLE t ALTER COLUMN a TYPE VARCHAR USING a || 'x'"),
    .init("ALTER TABLE t ALTER a SET DATA TYPE INT", "ALTER TABLE t ALTER COLUMN a TYPE INT"),
    .init(
      "ALTER TABLE t ALTER a TYPE USING a + 1",
      "ALTER TABLE t ALTER COLUMN a TYPE USING a + 1"
    ),
    .init(
      "ALTER TABLE t ALTER a SET DEFAULT 1 + 1",
      "ALTER TABLE t ALTER COLUMN a SET DEFAULT 1 + 1"
    ),
    .init("ALTER TABLE t ALTER a DROP DEFAULT", "ALTER TABLE t ALTER COLUMN a DROP DEFAULT"),
    .init("ALTER TABLE t ALTER a SET NOT NULL", "ALTER TABLE t ALTER COLUMN a SET NOT NULL"),
    .init("ALTER TABLE t ALTER a DROP NOT NULL", "ALTER TABLE t ALTER COLUMN a DROP NOT NULL"),
    .init("ALTER TABLE t ADD PRIMARY KEY (a, b)"),
    .init("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 1)"),
    .init("ALTER TABLE t DROP CONSTRAINT c"),
    .init("ALTER TABLE t SET SCHEMA s"),
    .init("ALTER VIEW v RENAME TO w"),
    .init("ALTER SEQUENCE q RENAME TO r"),
    .init("ALTER SEQUENCE q OWNED BY t RESTART WITH 5"),
    .init("ALTER SCHEMA s RENAME TO t"),
    .init("COMMENT ON TABLE t IS 'x'"),
    .init("COMMENT ON COLUMN t.a IS NULL"),
    .init("BEGIN", "BEGIN TRANSACTION"),
    .init("BEGIN TRANSACTION READ ONLY"),
    .init("START TRANSACTION READ WRITE", "BEGIN TRANSACTION READ WRITE"),
    .init("COMMIT"),
    .init("END TRANSACTION", "COMMIT"),
    .init("ROLLBACK WORK", "ROLLBACK"),
    .init("ABORT", "ROLLBACK"),
    .init("CHECKPOINT"),
    .init("FORCE CHECKPOINT db"),
    .init("PREPARE p AS SELECT ?, ?, $3", "PREPARE p AS SELECT $1, $2, $3"),
    .init("PREPARE p (INT, VARCHAR) AS INSERT INTO t VALUES ($1, $2)"),
    .init("EXECUTE p"),
    .init("EXECUTE p(1, 'a')"),
    .init("EXECUTE p(a := 1, b = 2)", "EXECUTE p(a := 1, b := 2)"),
    .init("DEALLOCATE p"),
    .init("DEALLOCATE PREPARE ALL", "DEALLOCATE ALL"),
    .init("EXPLAIN SELECT 1"),
    .init("EXPLAIN ANALYZE FROM t", "EXPLAIN ANALYZE SELECT * FROM t"),
    .init("EXPLAIN (FORMAT json, ANALYZE) SELECT 1", "EXPLAIN ANALYZE (FORMAT json) SELECT 1"),
    .init("SET threads = 4"),
    .init("SET SESSION schema TO 's'", "SET SESSION schema = 's'"),
    .init("SET GLOBAL x = DEFAULT"),
    .init("SET VARIABLE v = (SELECT 1)"),
    .init("SET search_path = 'a', b"),
    .init("SET TIME ZONE 'UTC'", "SET TimeZone = 'UTC'"),
    .init("SET x = on", #"SET x = "on""#),
    .init("RESET x"),
    .init("RESET SESSION x"),
    .init("RESET ALL"),
    .init("PRAGMA version"),
    .init("PRAGMA table_info('t')"),
    .init("PRAGMA threads = 4"),
    .init("USE s.t"),
    .init("CALL f(1, a := 2)"),
    .init("VACUUM"),
    .init("VACUUM ANALYZE t (a, b)"),
    .init("ANALYZE t"),
    .init("COPY t TO 'x.csv'"),
    .init(
      "COPY t (a, b) FROM 'x.csv' (FORMAT csv, HEADER, DELIMITER '|', NULL '')",
      #"COPY t (a, b) FROM 'x.csv' (FORMAT csv, HEADER, DELIMITER '|', "NULL" '')"#
    ),
    .init("COPY (SELECT 1) TO 'x.parquet' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 1000)"),
    .init(
      "COPY t FROM 'x.csv' WITH CSV HEADER DELIMITER '|'",
      "COPY t FROM 'x.csv' (CSV, HEADER, DELIMITER '|')"
    ),
    .init(
      "COPY t TO 'x' (PARTITION_BY (a, b), FORCE_QUOTE *, HEADER true)",
      "COPY t TO 'x' (PARTITION_BY (a, b), FORCE_QUOTE *, HEADER TRUE)"
    ),
    .init("COPY t TO $1 (FORMAT csv)"),
    .init("COPY FROM DATABASE a TO b (SCHEMA)"),
    .init("EXPORT DATABASE 'folder' (FORMAT parquet)"),
    .init("IMPORT DATABASE 'folder'"),
    .init("ATTACH 'x.db' AS x (READ_ONLY)"),
    .init("ATTACH IF NOT EXISTS 'x.db'"),
    .init("DETACH x"),
    .init("DETACH DATABASE IF EXISTS x"),
    .init("INSTALL json"),
    .init("FORCE INSTALL json FROM core"),
    .init("LOAD json"),
  ]
}
