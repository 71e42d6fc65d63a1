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
    DialectCase(
      #"""
      select json_set('{"a":1}', '$.b.c', '2'), json_set('{"a":[1,2]}', '$.a[2]', '3'),
      json_set('{"a":1}', '$', '9'), json_set('[1]', '$.a', '1'), json_set('{"a":1}', '$.a', null)
      """#,
      [#"{"a":1,"b":{"c":2}} | {"a":[1,2,3]} | 9 | [1] | NULL"#]
    ),
    DialectCase(
      #"""
      select json_insert('{"a":1}', '$.a', '2'), json_replace('{"a":1}', '$.b', '2'),
      json_remove('{"a":[1,2,3]}', '$.a[-1]'), json_remove('{"a":1,"a":2}', '$.a'), json_remove('1', '$')
      """#,
      [#"{"a":1} | {"a":1} | {"a":[1,2]} | {} | NULL"#]
    ),
    DialectCase(
      #"""
      select json_strip_nulls('{"a":null,"b":[null,{"c":null}]}'),
      json_normalize('{"b":1.0,"a":[{"z":1,"y":1e2}]}')
      """#,
      [#"{"b":[null,{}]} | {"a":[{"y":100.0,"z":1}],"b":1.0}"#]
    ),
    DialectCase(
      #"""
      select json_deep_merge('{"a":{"x":1}}', '{"a":{"y":[2]}}', '{"b":null,"a":{"x":null}}'),
      json_deep_merge(null, '{"a":1}'), json_merge_patch('{"a":1}', null)
      """#,
      [#"{"a":{"x":1,"y":[2]}} | {"a":1} | NULL"#]
    ),
    DialectCase(
      "select array_to_string([null], ','), array_to_string([], ','), array_to_string([1, 2], null)",
      ["NULL |  | 1,2"]
    ),
    DialectCase(
      "select list_aggregate(['a', 'b'], 'string_agg', '|'), list_aggregate([1, 2], 'quantile_cont', 0.5)",
      ["a|b | 1.5"]
    ),
    DialectCase(
      #"""
      select mad(x), mad(x::date), mad(x::time) from (values (timestamp '2020-01-01'),
      (timestamp '2020-02-05'), (timestamp '2020-03-01 10:00:00')) t(x)
      """#,
      ["25 days 10:00:00 | 25 days | 00:00:00"]
    ),
    DialectCase(
      "select list_contains([]::int[], null), list_contains([1], null), list_contains(null::int[], 1)",
      ["false | NULL | NULL"]
    ),
    DialectCase(
      "select typeof(1::tinyint + 1::utinyint), typeof(1::smallint % 2::usmallint), typeof(1::int + 1::utinyint)",
      ["BIGINT | BIGINT | INTEGER"]
    ),
    DialectCase(
      "select k, count_if(b) from (values (1, null::boolean), (2, null), (2, false)) t(k, b) group by k",
      ["1 | NULL", "2 | 0"]
    ),
    DialectCase(
      "select avg(x) from (values (timestamp '2020-01-01'), (timestamp '2020-01-02 00:00:00.000003')) t(x)",
      ["2020-01-01 12:00:00.000001"]
    ),
    DialectCase(
      "select typeof(1 << 3::bigint), 1::smallint << 2::int, 7::int * '2', contains(map {'a': 1}, 'a')",
      ["BIGINT | 4 | 14 | true"]
    ),
    DialectCase(
      "select switch('a', map {'a': 1}), switch('z', map {'a': 1}, 9), grade_up([3, 1, 2])",
      ["1 | 9 | [2, 3, 1]"]
    ),
    DialectCase(
      "select uuid_extract_version(u), uuid_extract_timestamp(u) from (select '0190163d-8694-739b-aea5-966c26f8ad91'::uuid u)",
      ["7 | 2024-06-14 10:14:09.3+00"]
    ),
  ]
}
