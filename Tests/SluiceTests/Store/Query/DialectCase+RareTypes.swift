// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DialectCase {
  /// Aggregates of rare types, structures whose fields have other names, and columns by patterns.
  static let rareTypes = [
    DialectCase(
      #"""
      select sum(x), avg(x), min(x), max(x), bit_and(x), bit_or(x), bit_xor(x), median(x)
      from (values (5::uhugeint), (7), (340282366920938463463374607431768211455)) t(x)
      """#,
      [
        "3.402823669209385e+38 | 1.1342745564031281e+38 | 5 "
          + "| 340282366920938463463374607431768211455 | 5 "
          + "| 340282366920938463463374607431768211455 "
          + "| 340282366920938463463374607431768211453 | 7.0"
      ]
    ),
    DialectCase(
      #"""
      select list(x order by x), min(x), max(x), avg(x), count(distinct x)
      from (values ('10:20:30+02'::timetz), ('09:20:30+01'), ('00:00:00+15:59'),
        ('24:00:00-15:59:59')) t(x)
      """#,
      [
        "['00:00:00+15:59', '10:20:30+02', '09:20:30+01', '24:00:00-15:59:59'] "
          + "| 00:00:00+15:59 | 24:00:00-15:59:59 | 10:10:29.75+00 | 4"
      ]
    ),
    DialectCase(
      #"""
      select avg(x), median(x), max(x, 2), mad(x)
      from (values ('2024-03-01 10:20:30.123456789'::timestamp_ns),
        ('1969-12-31 23:59:59.999999999'), ('2000-01-01')) t(x)
      """#,
      [
        "1998-01-20 19:26:50.041152263 | 2000-01-01 00:00:00 "
          + "| ['2024-03-01 10:20:30.123456789', '2000-01-01 00:00:00'] "
          + "| 8826 days 10:20:30.123457"
      ]
    ),
    DialectCase(
      #"""
      select avg(x), (select avg(y) from (values (timestamp 'infinity'), ('-infinity')) u(y))
      from (values (timestamp 'infinity'), ('2000-01-01')) t(x)
      """#,
      ["infinity | NULL"]
    ),
    DialectCase(
      #"""
      select typeof(x), count(*) from (values (1::uhugeint), (2), (3::utinyint)) t(x) group by 1
      """#,
      ["UHUGEINT | 3"]
    ),
    DialectCase(
      #"""
      select u, union_tag(u) from (values (1::union(a int, b varchar)), ('x'), (NULL)) t(u)
      order by u
      """#,
      ["1 | a", "NULL | NULL", "x | b"]
    ),
    DialectCase(
      "select {'a': 1, 'b': 2} = {'b': 2, 'a': 1}, {'p': true, 'a': 1} is distinct from {'a': 1}",
      ["true | true"]
    ),
    DialectCase(
      "select x from (select {'a': 1} x union all select {'b': 'y'})",
      ["{'a': 1, 'b': NULL}", "{'a': NULL, 'b': y}"]
    ),
    DialectCase("select columns('a') from (select 1 ab, 2 a, 3 b)", ["1 | 2"]),
    DialectCase(
      #"select b_a, c_a from (select columns('(a)(.)') as '\2_\1' from (select 1 ab, 2 ac, 3 b))"#,
      ["1 | 2"]
    ),
    DialectCase(
      "select rank() over (order by columns('s.') desc) from (values (1, 4), (2, 3)) t(s1, s2)",
      ["1 | 2", "2 | 1"]
    ),
    DialectCase("select regexp_extract_all('', '.', 2)", ["[]"]),
  ]
}
