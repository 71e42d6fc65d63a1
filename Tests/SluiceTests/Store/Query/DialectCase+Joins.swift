// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DialectCase {
  /// Joins with the nearest rows, by type, and with queries in their conditions.
  static let joins = [
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l join r nearest by
      distance abs(x-y)
      """#,
      ["1 | 10 | 3 | 11", "2 | 12 | 1 | 12", "2 | 20 | 2 | 25"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l left join r nearest 2
      by similarity -abs(x-y)
      """#,
      [
        "1 | 10 | 2 | 9", "1 | 10 | 3 | 11", "2 | 12 | 1 | 12", "2 | 12 | 3 | 11",
        "2 | 20 | 1 | 12", "2 | 20 | 2 | 25", "3 | NULL | NULL | NULL",
      ]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l join r approx nearest
      5 by distance abs(x-y)
      """#,
      [
        "1 | 10 | 1 | 12", "1 | 10 | 2 | 25", "1 | 10 | 2 | 9", "1 | 10 | 3 | 11",
        "2 | 12 | 1 | 12", "2 | 12 | 2 | 25", "2 | 12 | 2 | 9", "2 | 12 | 3 | 11",
        "2 | 20 | 1 | 12", "2 | 20 | 2 | 25", "2 | 20 | 2 | 9", "2 | 20 | 3 | 11",
      ]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l join r exact nearest 1
      by distance abs(x-y) where b>1
      """#,
      ["1 | 10 | 3 | 11", "2 | 20 | 2 | 25"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l left join (select *
      from r where false) nearest 1 by distance abs(x-y)
      """#,
      [
        "1 | 10 | NULL | NULL", "2 | 12 | NULL | NULL", "2 | 20 | NULL | NULL",
        "3 | NULL | NULL | NULL",
      ]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l join r nearest 1 by
      distance (select max(x) from l)-y
      """#,
      ["1 | 10 | 2 | 25", "2 | 12 | 2 | 25", "2 | 20 | 2 | 25", "3 | NULL | 2 | 25"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l join by (type right) r
      on a=b
      """#,
      [
        "1 | 10 | 1 | 12", "2 | 12 | 2 | 25", "2 | 12 | 2 | 9", "2 | 20 | 2 | 25", "2 | 20 | 2 | 9",
        "3 | NULL | 3 | 11", "NULL | NULL | 4 | NULL",
      ]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l join by (type
      right_semi) r on a=b
      """#,
      ["1 | 12", "2 | 25", "2 | 9", "3 | 11"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l join by (type
      right_anti) r on a=b
      """#,
      ["4 | NULL"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l join by (type mark) r
      on a=b
      """#,
      ["1 | 10 | true", "2 | 12 | true", "2 | 20 | true", "3 | NULL | true"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l join by (type mark) r
      on a<b
      """#,
      ["1 | 10 | true", "2 | 12 | true", "2 | 20 | true", "3 | NULL | true"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l join by (type
      single_join) r on a=b and b<>2
      """#,
      ["1 | 10 | 1 | 12", "2 | 12 | NULL | NULL", "2 | 20 | NULL | NULL", "3 | NULL | 3 | 11"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l asof join r on x<=y
      """#,
      ["1 | 10 | 3 | 11", "2 | 12 | 1 | 12", "2 | 20 | 2 | 25"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l asof join r on x>=y
      """#,
      ["1 | 10 | 2 | 9", "2 | 12 | 1 | 12", "2 | 20 | 1 | 12"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l asof join r on x<y
      """#,
      ["1 | 10 | 3 | 11", "2 | 12 | 2 | 25", "2 | 20 | 2 | 25"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l asof join r on y<x
      """#,
      ["1 | 10 | 2 | 9", "2 | 12 | 3 | 11", "2 | 20 | 1 | 12"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l asof join r on x>=y
      and a=b
      """#,
      ["2 | 12 | 2 | 9", "2 | 20 | 2 | 9"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l asof left join r on
      x>=y and a=b
      """#,
      ["1 | 10 | NULL | NULL", "2 | 12 | 2 | 9", "2 | 20 | 2 | 9", "3 | NULL | NULL | NULL"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l asof semi join r on
      x>=y and a=b
      """#,
      ["2 | 12", "2 | 20"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l asof anti join r on
      x>=y and a=b
      """#,
      ["1 | 10", "3 | NULL"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select l.a,l.x,z.x from l asof join
      (select b as a, y as x from r) z using (x)
      """#,
      ["1 | 10 | 9", "2 | 12 | 12", "2 | 20 | 12"]
    ),
    DialectCase(
      #"""
      WITH l(a, x) AS (VALUES (1, 10), (2, 20), (3, NULL), (2, 12)), r(b, y) AS (VALUES
      (1, 12), (2, 25), (3, 11), (4, NULL), (2, 9)) select * from l asof left join (select
      b as a, y as x from r) z using (a,x)
      """#,
      ["1 | 10", "2 | 12", "2 | 20", "3 | NULL"]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT * FROM x LEFT JOIN y ON x1 = y1 AND EXISTS (SELECT * FROM z WHERE z2 = x2)
      ORDER BY all
      """#,
      [
        "1 | 1 | 1 | 10", "2 | 2 | NULL | NULL", "2 | 5 | 2 | 20", "2 | 5 | 2 | 7",
        "3 | NULL | NULL | NULL",
      ]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT * FROM x LEFT JOIN y ON x1 = y1 AND EXISTS (SELECT * FROM z WHERE z2 = y2)
      ORDER BY all
      """#,
      ["1 | 1 | 1 | 10", "2 | 2 | NULL | NULL", "2 | 5 | NULL | NULL", "3 | NULL | NULL | NULL"]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT * FROM x LEFT JOIN y ON x1 = y1 AND EXISTS (SELECT * FROM z WHERE z2 = y2 and
      z1>x1) ORDER BY all
      """#,
      ["1 | 1 | 1 | 10", "2 | 2 | NULL | NULL", "2 | 5 | NULL | NULL", "3 | NULL | NULL | NULL"]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT * FROM x RIGHT JOIN y ON x1 = y1 AND EXISTS (SELECT * FROM z WHERE z2 < y2
      and z1>x1) ORDER BY all
      """#,
      [
        "1 | 1 | 1 | 10", "2 | 2 | 2 | 20", "2 | 5 | 2 | 20", "NULL | NULL | 2 | 7",
        "NULL | NULL | 4 | 40",
      ]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT * FROM x FULL JOIN y ON x1 = y1 AND EXISTS (SELECT * FROM z WHERE z2 = y2)
      ORDER BY all
      """#,
      [
        "1 | 1 | 1 | 10", "2 | 2 | NULL | NULL", "2 | 5 | NULL | NULL", "3 | NULL | NULL | NULL",
        "NULL | NULL | 2 | 20", "NULL | NULL | 2 | 7", "NULL | NULL | 4 | 40",
      ]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT * FROM x SEMI JOIN y ON x1 = y1 AND EXISTS (SELECT * FROM z WHERE z2 < y2 and
      z1>x1) ORDER BY all
      """#,
      ["1 | 1", "2 | 2", "2 | 5"]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT * FROM x ANTI JOIN y ON x1 = y1 AND EXISTS (SELECT * FROM z WHERE z2 < y2 and
      z1>x1) ORDER BY all
      """#,
      ["3 | NULL"]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT * FROM x LEFT JOIN y ON x1 IN (SELECT z1 FROM z WHERE z2 = y2 - x1 + x1)
      ORDER BY all
      """#,
      ["1 | 1 | NULL | NULL", "2 | 2 | NULL | NULL", "2 | 5 | NULL | NULL", "3 | NULL | 1 | 10"]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT x1 as a FROM x UNION SELECT y1 as b FROM y ORDER BY b
      """#,
      ["1", "2", "3", "4"]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT x1 % 2, x2 FROM x UNION SELECT y1 % 2 AS k, y2 FROM y ORDER BY x1 % 2, 2
      """#,
      ["0 | 2", "0 | 20", "0 | 40", "0 | 5", "0 | 7", "1 | 1", "1 | 10", "1 | NULL"]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT x1 % 2 as p, x2 FROM x UNION all SELECT y1 % 2 AS k, y2 FROM y ORDER BY k, 2
      """#,
      ["0 | 2", "0 | 20", "0 | 40", "0 | 5", "0 | 7", "1 | 1", "1 | 10", "1 | NULL"]
    ),
    DialectCase(
      #"""
      WITH x(x1, x2) AS (VALUES (1, 1), (2, 2), (3, NULL), (2, 5)), y(y1, y2) AS (VALUES
      (1, 10), (2, 20), (4, 40), (2, 7)), z(z1, z2) AS (VALUES (1, 1), (2, 5), (3, 10))
      SELECT distinct x1 from x order by x2
      """#,
      ["1", "2", "3"]
    ),
    DialectCase(
      #"""
      select * exclude (a.x) from (select 1 x, 2 y) a join (select 1 x, 3 z) b using (x)
      """#,
      ["2 | 1 | 3"]
    ),
    DialectCase(
      #"""
      select * exclude (b.x, y) from (select 1 x, 2 y) a join (select 1 x, 3 z) b using
      (x)
      """#,
      ["1 | 3"]
    ),
    DialectCase(
      #"""
      select a.* exclude (x, y), b.* from (select 1 x, 2 y) a, (select 3 z) b
      """#,
      ["3"]
    ),
    DialectCase(
      #"""
      select x from (values (1)) a(x) join (values (1)) b(x) using (x), (values (2)) c(x)
      """#,
      ["1"]
    ),
    DialectCase(
      #"""
      select x from (values (1), (2)) a(x) union all by name select y as x from (values
      (3)) b(y) order by a.x desc limit 1
      """#,
      ["3"]
    ),
    DialectCase(
      #"""
      select row(1) in (select x from range(2) t(x))
      """#,
      ["true"]
    ),
    DialectCase(
      #"""
      with recursive t(x) as (select 1 union select t.x + r.x from t, recurring.t r where
      t.x + r.x < 12) select * from t
      """#,
      ["1", "10", "11", "2", "3", "4", "5", "6", "7", "8", "9"]
    ),
    DialectCase(
      #"""
      select i, (with recursive r(n) as (select i union all select n + 1 from r where n < 5)
      select sum(n) from r) from (values (0), (1), (2)) few(i)
      """#,
      ["0 | 15", "1 | 15", "2 | 14"]
    ),
    DialectCase(
      #"""
      select i, (with recursive r(n) as (select 1 union all select n + 1 from r where n < i)
      select list(n) from r) from (values (0), (1), (2)) few(i)
      """#,
      ["0 | [1]", "1 | [1]", "2 | [1, 2]"]
    ),
    DialectCase(
      #"""
      select i, (with recursive r(n) as (select i union all select n + 1 from r where n < 5)
      select count(*) from r a join r b on a.n = b.n + 1) from (values (0), (1), (2)) few(i)
      """#,
      ["0 | 5", "1 | 4", "2 | 3"]
    ),
    DialectCase(
      #"""
      select i, x.* from (values (0), (1), (2)) few(i), lateral (with recursive r(n) as (select i union
      select (n + 1) % 4 from r) select max(n) from r) x
      """#,
      ["0 | 3", "1 | 3", "2 | 3"]
    ),
    DialectCase(
      #"""
      select i, x.* from (values (0), (1), (2)) few(i), lateral (with recursive r(k, n) using key (k) as (select 1, i
      union select k, n + 1 from r where n < 5) select k, n from r) x
      """#,
      ["0 | 1 | 5", "1 | 1 | 5", "2 | 1 | 5"]
    ),
    DialectCase(
      #"""
      select i, (select sum(j) from (select j from range(9) t(j) where j > i order by j
      limit 3 offset 1)) from (values (0), (1), (2)) few(i)
      """#,
      ["0 | 9", "1 | 12", "2 | 15"]
    ),
    DialectCase(
      #"""
      select a.i, b.j from (values (0), (1), (2)) a(i) full join (values (1), (2), (3)) b(j)
      on i = j and exists (select 1 from range(9) t(k) where k = i + j)
      """#,
      ["0 | NULL", "1 | 1", "2 | 2", "NULL | 3"]
    ),
    DialectCase(
      #"""
      select a.i, b.j from (values (0), (1), (2)) a(i) full join (values (1), (2), (3)) b(j)
      on (select count(*) from range(9) t(k) where k < i + j) = 3
      """#,
      ["0 | 3", "1 | 2", "2 | 1"]
    ),
    DialectCase(
      #"""
      select i, j from (values (0), (1), (2)) a(i) asof right join (values (0), (1), (2), (3), (4)) b(j)
      on i >= j
      """#,
      ["0 | 0", "1 | 1", "2 | 2", "NULL | 3", "NULL | 4"]
    ),
    DialectCase(
      #"""
      select i, j from (values (0), (1), (2)) a(i) asof full join (values (1), (2), (3)) b(j)
      on i >= j
      """#,
      ["0 | NULL", "1 | 1", "2 | 2", "NULL | 3"]
    ),
    DialectCase(
      #"""
      select i, j from (values (0), (1), (2)) a(i) asof join (values (0), (1), (2), (3), (4)) b(j)
      on i >= j and j <> 1
      """#,
      ["0 | 0", "1 | 0", "2 | 2"]
    ),
    DialectCase(
      #"""
      select i, j from (values (0), (1), (2)) a(i) asof left join (values (0), (1), (2), (3), (4)) b(j)
      on i >= j and j > 0
      """#,
      ["0 | NULL", "1 | 1", "2 | 2"]
    ),
    DialectCase(
      #"""
      select i, j from (values (0), (1), (2)) a(i) asof left join (values (0), (1), (2), (3), (4)) b(j)
      on i >= j and i = (select max(x) from range(3) r(x))
      """#,
      ["0 | NULL", "1 | NULL", "2 | 2"]
    ),
  ]
}
