// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DialectCase {
  /// What is easily got wrong: precedence, missing values, places before the beginning, types without room.
  static let edges = [
    DialectCase(
      "select last_value(upper(x) ignore nulls) over (order by y) from (values ('a', 1), (null, 2)) t(x, y)",
      ["A", "A"]
    ),
    DialectCase(
      #"""
      select '{"a":1}'->>'a' = '1' and true, '{"a":1}'->>'a' in ('1'), '{"a":1}'->>'a' || 'x',
      '1' = '{"a":{"b":1}}'->'a'->>'b', '[[1,2]]'->0->>1, '[1,2]'->>1+0
      """#,
      ["true | true | 1x | true | 2 | 2"]
    ),
    DialectCase(
      "select substr('hello', -7, 3), substr('hello', -6, 2), substr('hello', -7), substr('日本語', -4, 2)",
      ["h | h | hello | 日"]
    ),
    DialectCase(
      "select list_concat(null::int[], [1]), list_concat(null::int[], null::int[]), null::int[] || [1]",
      ["[1] | [] | NULL"]
    ),
    DialectCase(
      "select list_intersect([1], null::int[]), list_intersect(null::int[], [1]), map_keys(null)",
      ["[] | NULL | NULL"]
    ),
    DialectCase(
      #"""
      select typeof(coalesce(1::decimal(38,3), 1::decimal(38,1))),
      typeof([1::decimal(20,15), 1::decimal(30,2)]), 1.234::decimal(38,3) = 1.2::decimal(38,1)
      """#,
      ["DECIMAL(38,1) | DECIMAL(38,10)[] | false"]
    ),
    DialectCase(
      "select typeof(median(1.5::float)), median('b'), median(interval 1 day), median([1])",
      ["FLOAT | b | 1 day | [1]"]
    ),
    DialectCase(
      "select 10.5 // 3, typeof(5::float // 2::float), 7 // 2, divide(7.5, 2)",
      ["3.5 | FLOAT | 3 | 3.75"]
    ),
    DialectCase("select typeof(round(1.25, 1::int)), round(1.25, 1::int)", ["DECIMAL(3,1) | 1.3"]),
    DialectCase("select columns('^i.*d$') from (select 1 id, 2 aid, 3 ided)", ["1 | 3"]),
    DialectCase(
      "select columns(lambda c: c like '%d') from (select 1 id, 2 aid, 3 ids)",
      ["1 | 2"]
    ),
    DialectCase(
      "select i_x from (select columns('(i)d') as '\\1_x' from (select 1 id, 2 b))",
      ["1"]
    ),
    DialectCase("select * like 'i%' from (select 1 id, 2 aid, 3 ids)", ["1 | 3"]),
    DialectCase("select t.* exclude (id) not ilike 'A%' from (select 1 id, 2 aid, 3 b) t", ["3"]),
    DialectCase(
      "unpivot (values (1, 2), (3, null)) t(a, b) on (a, b), (b, a) into name n value v, w",
      ["a_b | 1 | 2", "b_a | 2 | 1"]
    ),
  ]
}
