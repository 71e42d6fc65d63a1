// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQLSample {
  /// Queries of every form, with what is printed of them if it is something else.
  static let queries: [SQLSample] = [
    .init("SELECT 1"),
    .init(
      #"SELECT a, b AS x, c y, "d" "e f", 1 AS 'z' FROM t"#,
      #"SELECT a, b AS x, c AS y, d AS "e f", 1 AS z FROM t"#
    ),
    .init("SELECT x: 1, 'y': a FROM t", "SELECT 1 AS x, a AS y FROM t"),
    .init("SELECT DISTINCT a FROM t"),
    .init("SELECT ALL a FROM t", "SELECT a FROM t"),
    .init("SELECT DISTINCT ON (a, b) c FROM t"),
    .init("SELECT *"),
    .init("SELECT t.* FROM t"),
    .init("SELECT * EXCLUDE (a, t.b) REPLACE (c + 1 AS c) RENAME (d AS e) FROM t"),
    .init("SELECT * EXCLUDE a FROM t", "SELECT * EXCLUDE (a) FROM t"),
    .init("SELECT * EXCEPT (a) FROM t", "SELECT * EXCLUDE (a) FROM t"),
    .init("SELECT * EXCEPT SELECT 1"),
    .init("SELECT a, b, FROM t", "SELECT a, b FROM t"),
    .init("FROM t", "SELECT * FROM t"),
    .init("FROM t SELECT a WHERE b", "SELECT a FROM t WHERE b"),
    .init("FROM t, u WHERE a", "SELECT * FROM t, u WHERE a"),
    .init("FROM s.t AS x (a, b)", "SELECT * FROM s.t AS x (a, b)"),
    .init("FROM t x", "SELECT * FROM t AS x"),
    .init("FROM x: t", "SELECT * FROM t AS x"),
    .init("FROM 'trips.csv'", "SELECT * FROM 'trips.csv'"),
    .init(
      #"FROM 'a.csv' AS a, "b.parquet" AS b"#,
      #"SELECT * FROM 'a.csv' AS a, "b.parquet" AS b"#
    ),
    .init("FROM range(10) AS r (i)", "SELECT * FROM range(10) AS r (i)"),
    .init("FROM f(1, a := 2, b => 3, c = 4)", "SELECT * FROM f(1, a := 2, b := 3, c := 4)"),
    .init(
      "FROM unnest([1, 2]) WITH ORDINALITY AS u (a, i)",
      "SELECT * FROM unnest([1, 2]) WITH ORDINALITY AS u (a, i)"
    ),
    .init("FROM (SELECT 1) AS q", "SELECT * FROM (SELECT 1) AS q"),
    .init(
      "FROM (VALUES (1, 2), (3, 4)) AS v (a, b)",
      "SELECT * FROM (VALUES (1, 2), (3, 4)) AS v (a, b)"
    ),
    .init("FROM VALUES (1), (2) v (a)", "SELECT * FROM (VALUES (1), (2)) AS v (a)"),
    .init("FROM t, LATERAL (SELECT t.a) AS l", "SELECT * FROM t, LATERAL (SELECT t.a) AS l"),
    .init("FROM t, LATERAL f(t.a)", "SELECT * FROM t, LATERAL f(t.a)"),
    .init("FROM a JOIN b ON a.x = b.x", "SELECT * FROM a JOIN b ON a.x = b.x"),
    .init("FROM a INNER JOIN b USING (x, y)", "SELECT * FROM a JOIN b USING (x, y)"),
    .init(
      "FROM a LEFT JOIN b ON c RIGHT OUTER JOIN d ON e FULL JOIN f USING (g)",
      "SELECT * FROM a LEFT JOIN b ON c RIGHT JOIN d ON e FULL JOIN f USING (g)"
    ),
    .init(
      "FROM a CROSS JOIN b POSITIONAL JOIN c",
      "SELECT * FROM a CROSS JOIN b POSITIONAL JOIN c"
    ),
    .init(
      "FROM a NATURAL JOIN b NATURAL LEFT JOIN c",
      "SELECT * FROM a NATURAL JOIN b NATURAL LEFT JOIN c"
    ),
    .init(
      "FROM a SEMI JOIN b ON c ANTI JOIN d USING (e)",
      "SELECT * FROM a SEMI JOIN b ON c ANTI JOIN d USING (e)"
    ),
    .init(
      "FROM a ASOF JOIN b ON a.t >= b.t ASOF LEFT JOIN c USING (x, t)",
      "SELECT * FROM a ASOF JOIN b ON a.t >= b.t ASOF LEFT JOIN c USING (x, t)"
    ),
    .init("FROM a JOIN b JOIN c ON d ON e", "SELECT * FROM a JOIN (b JOIN c ON d) ON e"),
    .init("FROM a JOIN (b JOIN c ON d) ON e", "SELECT * FROM a JOIN (b JOIN c ON d) ON e"),
    .init("FROM (a JOIN b ON c) AS j", "SELECT * FROM (a JOIN b ON c) AS j"),
    .init("FROM ((a JOIN b ON c) JOIN d ON e)", "SELECT * FROM (a JOIN b ON c) JOIN d ON e"),
    .init(
      "FROM ((SELECT 1) AS a JOIN (SELECT 2) AS b ON TRUE)",
      "SELECT * FROM (SELECT 1) AS a JOIN (SELECT 2) AS b ON TRUE"
    ),
    .init(
      "FROM ((SELECT 1) UNION (SELECT 2)) AS q",
      "SELECT * FROM (SELECT 1 UNION SELECT 2) AS q"
    ),
    .init("FROM (t AS a) AS b", "SELECT * FROM (t AS a) AS b"),
    .init("FROM t TABLESAMPLE 10%", "SELECT * FROM t TABLESAMPLE 10 PERCENT"),
    .init(
      "FROM t TABLESAMPLE reservoir(20 ROWS) REPEATABLE (42)",
      "SELECT * FROM t TABLESAMPLE reservoir(20 ROWS) REPEATABLE (42)"
    ),
    .init(
      "FROM t AS x TABLESAMPLE 10 PERCENT (bernoulli, 7)",
      "SELECT * FROM t AS x TABLESAMPLE bernoulli(10 PERCENT) REPEATABLE (7)"
    ),
    .init("SELECT a FROM t USING SAMPLE 5", "SELECT a FROM t USING SAMPLE 5 ROWS"),
    .init(
      "SELECT a FROM t USING SAMPLE 10% (system, 3)",
      "SELECT a FROM t USING SAMPLE system(10 PERCENT) REPEATABLE (3)"
    ),
    .init("SELECT a FROM t WHERE b GROUP BY c, 2 HAVING d QUALIFY e ORDER BY f"),
    .init("SELECT a GROUP BY ALL ORDER BY ALL DESC NULLS LAST"),
    .init("SELECT a GROUP BY ROLLUP (a, b), CUBE (c), GROUPING SETS ((a, b), a, ()), ()"),
    .init("SELECT a GROUP BY (a, b)"),
    .init("SELECT f() OVER w FROM t WINDOW w AS (PARTITION BY a), v AS (w ORDER BY b)"),
    .init("SELECT a ORDER BY a ASC NULLS FIRST, b DESC, c"),
    .init("SELECT a LIMIT 10 OFFSET 5"),
    .init("SELECT a OFFSET 5 LIMIT 10", "SELECT a LIMIT 10 OFFSET 5"),
    .init("SELECT a LIMIT 10%", "SELECT a LIMIT 10 PERCENT"),
    .init("SELECT a LIMIT 10 PERCENT"),
    .init("SELECT a LIMIT ALL"),
    .init("SELECT a LIMIT (SELECT 1)"),
    .init("SELECT a OFFSET 2 ROWS FETCH FIRST 3 ROWS ONLY", "SELECT a LIMIT 3 OFFSET 2"),
    .init("SELECT a FETCH NEXT ROW ONLY", "SELECT a LIMIT 1"),
    .init("SELECT 1 UNION SELECT 2"),
    .init("SELECT 1 UNION ALL SELECT 2 EXCEPT SELECT 3"),
    .init(
      "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3",
      "SELECT 1 UNION (SELECT 2 INTERSECT SELECT 3)"
    ),
    .init("(SELECT 1 UNION SELECT 2) INTERSECT ALL SELECT 3"),
    .init("SELECT 1 UNION ALL BY NAME SELECT 2"),
    .init("SELECT 1 UNION BY NAME SELECT 2 ORDER BY 1 LIMIT 1"),
    .init("(SELECT 1 ORDER BY 1) UNION (SELECT 2 LIMIT 1)"),
    .init("((SELECT 1))", "SELECT 1"),
    .init("((SELECT 1 LIMIT 1)) LIMIT 2", "(SELECT 1 LIMIT 1) LIMIT 2"),
    .init("SELECT 1 EXCEPT (SELECT 2 EXCEPT SELECT 3)"),
    .init("VALUES (1, 'a'), (2, 'b')"),
    .init("VALUES (1), (2) ORDER BY 1"),
    .init("TABLE t", "SELECT * FROM t"),
    .init("TABLE s.t ORDER BY a", "SELECT * FROM s.t ORDER BY a"),
    .init("WITH a AS (SELECT 1), b (x, y) AS MATERIALIZED (SELECT 2, 3) SELECT * FROM a, b"),
    .init(
      "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 9) FROM t",
      "WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 9) "
        + "SELECT * FROM t"
    ),
    .init(
      "WITH RECURSIVE t (n) USING KEY (n) AS NOT MATERIALIZED (SELECT 1) FROM t",
      "WITH RECURSIVE t (n) USING KEY (n) AS NOT MATERIALIZED (SELECT 1) SELECT * FROM t"
    ),
    .init(
      "WITH a AS (WITH b AS (SELECT 1) FROM b) FROM a",
      "WITH a AS (WITH b AS (SELECT 1) SELECT * FROM b) SELECT * FROM a"
    ),
    .init("SELECT (WITH a AS (SELECT 1) FROM a)", "SELECT (WITH a AS (SELECT 1) SELECT * FROM a)"),
    .init("PIVOT t ON year USING sum(a)"),
    .init(
      "PIVOT t ON year IN (2000, 2010), (a, b) USING sum(a) AS total, max(b) GROUP BY "
        + "country ORDER BY 1 LIMIT 2"
    ),
    .init("PIVOT t ON a || b"),
    .init("PIVOT t USING sum(a) GROUP BY b"),
    .init("PIVOT t ON a IN my_enum USING count(*)"),
    .init("PIVOT t ON a IN (SELECT b FROM u) USING count(*)"),
    .init("PIVOT_WIDER t ON a", "PIVOT t ON a"),
    .init(
      "FROM t PIVOT (sum(a) AS total, max(b) FOR year IN (2000 AS x, 2010) name IN ('a') "
        + "GROUP BY c) AS p",
      "SELECT * FROM t PIVOT (sum(a) AS total, max(b) FOR year IN (2000 AS x, 2010) name "
        + "IN ('a') GROUP BY c) AS p"
    ),
    .init(
      "FROM t PIVOT (sum(a) FOR (b, c) IN ((1, 2), (3, 4)))",
      "SELECT * FROM t PIVOT (sum(a) FOR (b, c) IN ((1, 2), (3, 4)))"
    ),
    .init("FROM (PIVOT t ON a USING sum(b))", "SELECT * FROM (PIVOT t ON a USING sum(b))"),
    .init("UNPIVOT t ON jan, feb, mar INTO NAME month VALUE sales"),
    .init(
      "UNPIVOT t ON (jan, feb) AS q1, (mar, apr) q2 INTO NAME q VALUE m1, m2",
      "UNPIVOT t ON (jan, feb) AS q1, (mar, apr) AS q2 INTO NAME q VALUE m1, m2"
    ),
    .init(
      "UNPIVOT t ON COLUMNS(* EXCLUDE (a))",
      "UNPIVOT t ON COLUMNS(* EXCLUDE (a)) INTO NAME name VALUE value"
    ),
    .init("UNPIVOT t ON * EXCLUDE (a)", "UNPIVOT t ON * EXCLUDE (a) INTO NAME name VALUE value"),
    .init(
      "FROM t UNPIVOT (sales FOR month IN (jan, feb AS february))",
      "SELECT * FROM t UNPIVOT (sales FOR month IN (jan, feb AS february))"
    ),
    .init(
      "FROM t UNPIVOT INCLUDE NULLS ((a, b) FOR n IN ((c, d), (e, f) AS 'x'))",
      "SELECT * FROM t UNPIVOT INCLUDE NULLS ((a, b) FOR n IN ((c, d), (e, f) AS x))"
    ),
    .init("DESCRIBE t"),
    .init("DESC SELECT 1", "DESCRIBE SELECT 1"),
    .init("DESCRIBE", "DESCRIBE ALL TABLES"),
    .init("SHOW TABLES"),
    .init("SHOW TABLES FROM s"),
    .init("SHOW ALL TABLES"),
    .init("SHOW DATABASES"),
    .init("SHOW t"),
    .init("SUMMARIZE t"),
    .init("SUMMARIZE SELECT 1"),
    .init("SELECT * FROM (DESCRIBE t)"),
    .init("DESCRIBE 'x.csv'", "DESCRIBE SELECT * FROM 'x.csv'"),
  ]
}
