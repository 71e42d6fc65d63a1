// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DialectCase {
  /// Macros from the start, tables of JSON, and what takes lists and structures apart.
  static let functions = [
    DialectCase(
      "select struct_insert({'a':1}, b:=2, c:='x')",
      ["{'a': 1, 'b': 2, 'c': x}"]
    ),
    DialectCase(
      "select struct_insert(NULL::struct(a int), b:=2)",
      ["{'a': NULL, 'b': 2}"]
    ),
    DialectCase(
      "select struct_update({'a':1,'b':2}, a:='z', c:=3)",
      ["{'a': z, 'b': 2, 'c': 3}"]
    ),
    DialectCase(
      #"""
      select struct_contains(row(1,2,NULL),2), struct_position(row(1,2),2),
      struct_indexof(row(1,2),3), struct_has(row(1,2),7)
      """#,
      ["true | 2 | NULL | false"]
    ),
    DialectCase(
      #"""
      select
      json_transform('{"a":1,"b":[1,2]}','{"a":"VARCHAR","b":["INTEGER"],"c":"DATE"}'),
      typeof(json_transform('{"a":1}','{"a":"BIGINT"}'))
      """#,
      ["{'a': 1, 'b': [1, 2], 'c': NULL} | STRUCT(a BIGINT)"]
    ),
    DialectCase(
      #"""
      select json_transform('{"a":"x"}','{"a":"INTEGER"}'), from_json('[1]','["INT"]'),
      from_json('{"a":1.5}','{"a":"DECIMAL(4,2)"}')
      """#,
      ["{'a': NULL} | [1] | {'a': 1.50}"]
    ),
    DialectCase(
      #"""
      select nanosecond(timestamp '2020-01-01 00:00:01.123456'),
      typeof(nanosecond(timestamp '2020-01-01')), nanosecond(time '00:00:01.5'),
      nanosecond(interval 1 second)
      """#,
      ["1123456000 | BIGINT | 1500000000 | 1000000000"]
    ),
    DialectCase(
      #"""
      select json_group_array(x), json_group_object('k'||x, x) , json_group_structure(x)
      from range(3) t(x)
      """#,
      [#"[0,1,2] | {"k0":0,"k1":1,"k2":2} | "UBIGINT""#]
    ),
    DialectCase(
      #"""
      select overlay('abcdef','XX',2), overlay('abcdef','XX',2,4), overlay('abcdef'
      placing 'Z' from 3)
      """#,
      ["aXXdef | aXXf | abZdef"]
    ),
    DialectCase(
      "select regexp_split_to_table('a b c',' ')",
      ["a", "b", "c"]
    ),
    DialectCase(
      #"""
      select days_in_month(date '2020-02-03'), ago(interval 1 day) < now(), wavg(3,1),
      geomean(4)
      """#,
      ["29 | true | 3.0 | 4.0"]
    ),
    DialectCase(
      #"""
      select map_contains_value(map{'a':1},1), map_contains_entry(map{'a':1},'a',2),
      pg_typeof(1), array_pop_back([1,2]), array_pop_front([1,2])
      """#,
      ["true | false | integer | [1] | [2]"]
    ),
    DialectCase(
      "from json_each('{\"a\":1,\"b\":[2]}')",
      ["a | 1 | UBIGINT | 1 | 2 | NULL | $.a | $", "b | [2] | ARRAY | NULL | 4 | NULL | $.b | $"]
    ),
    DialectCase(
      "from json_each('[1,{\"x\":2}]')",
      [
        "0 | 1 | UBIGINT | 1 | 1 | NULL | $[0] | $",
        #"1 | {"x":2} | OBJECT | NULL | 2 | NULL | $[1] | $"#,
      ]
    ),
    DialectCase(
      "from json_each('{\"z\":{\"a\":1,\"b\":{\"c\":3},\"d\":5}}','$.z')",
      [
        "a | 1 | UBIGINT | 1 | 4 | NULL | $.z.a | $.z",
        #"b | {"c":3} | OBJECT | NULL | 6 | NULL | $.z.b | $.z"#,
        "d | 5 | UBIGINT | 5 | 10 | NULL | $.z.d | $.z",
      ]
    ),
    DialectCase(
      "from json_tree('{\"z\":{\"a\":1,\"b\":{\"c\":3},\"d\":5}, \"y\":2}','$.z')",
      [
        #"NULL | {"a":1,"b":{"c":3},"d":5} | OBJECT | NULL | 2 | NULL | $.z | $.z"#,
        "a | 1 | UBIGINT | 1 | 4 | 2 | $.z.a | $.z",
        #"b | {"c":3} | OBJECT | NULL | 6 | 2 | $.z.b | $.z"#,
        "c | 3 | UBIGINT | 3 | 8 | 6 | $.z.b.c | $.z.b",
        "d | 5 | UBIGINT | 5 | 10 | 2 | $.z.d | $.z",
      ]
    ),
    DialectCase(
      "from json_each('5')",
      ["NULL | 5 | UBIGINT | 5 | 0 | NULL | $ | $"]
    ),
    DialectCase(
      #"""
      select t.j, e.key, e.value from (values ('{"a":1}'),('[3,4]')) t(j), json_each(t.j)
      e
      """#,
      ["[3,4] | 0 | 3", "[3,4] | 1 | 4", #"{"a":1} | a | 1"#]
    ),
    DialectCase(
      "from repeat('a',3)",
      ["a", "a", "a"]
    ),
    DialectCase(
      "from repeat_row(1,'a',num_rows=2)",
      ["1 | a", "1 | a"]
    ),
    DialectCase(
      "select generate_subscripts([5,6],1)",
      ["1", "2"]
    ),
    DialectCase(
      "from unnest([{'a':1,'b':2}])",
      ["{'a': 1, 'b': 2}"]
    ),
    DialectCase(
      "select unnest([[1,2],[3]], recursive:=true)",
      ["1", "2", "3"]
    ),
    DialectCase(
      #"""
      select unnest({'a':1,'b':{'c':2}}), unnest({'a':1,'b':{'c':2}}, recursive:=true)
      """#,
      ["1 | {'c': 2} | 1 | 2"]
    ),
    DialectCase(
      "select unnest([[[1]],[[2]]], max_depth:=2)",
      ["[1]", "[2]"]
    ),
    DialectCase(
      "select unnest([{'a':1,'b':2},{'a':3,'b':4}], recursive:=true)",
      ["1 | 2", "3 | 4"]
    ),
    DialectCase(
      "select unnest([{'a':1,'b':2},{'a':3,'b':4}])",
      ["{'a': 1, 'b': 2}", "{'a': 3, 'b': 4}"]
    ),
    DialectCase(
      "select unnest(NULL), unnest([1,2]) as x",
      ["NULL | 1", "NULL | 2"]
    ),
    DialectCase(
      "select * from (values (2),(3)) t(n), range(n)",
      ["2 | 0", "2 | 1", "3 | 0", "3 | 1", "3 | 2"]
    ),
    DialectCase(
      #"""
      select * from (values (2),(3)) t(n), generate_series(1,n) with ordinality
      """#,
      ["2 | 1 | 1", "2 | 2 | 2", "3 | 1 | 1", "3 | 2 | 2", "3 | 3 | 3"]
    ),
    DialectCase(
      "select json_object('a', 1, 'b', [1,2]), to_json({'a':1})",
      [#"{"a":1,"b":[1,2]} | {"a":1}"#]
    ),
    DialectCase(
      "with recursive a as (select 1 as k union all select 2) select * from a",
      ["1", "2"]
    ),
    DialectCase(
      #"""
      with recursive t as (select 1 as i union all select i + 0.5 from t where i<3) select
      * from t
      """#,
      ["1", "2", "3"]
    ),
    DialectCase(
      "select a.b from (select [1] as a), (select 3 as b) as a",
      ["3"]
    ),
    DialectCase(
      "select * from (select 1 as a, 2 as a) t",
      ["1 | 2"]
    ),
    DialectCase(
      "select a_1 from (select 1 as a, 2 as a) t",
      ["2"]
    ),
    DialectCase(
      "select unnamed_subquery2.b from (select 1 a), (select 2 b)",
      ["2"]
    ),
    DialectCase(
      #"""
      select -170141183460469231731687303715884105728,
      typeof(-170141183460469231731687303715884105728)
      """#,
      ["-170141183460469231731687303715884105728 | HUGEINT"]
    ),
    DialectCase(
      #"""
      WITH RECURSIVE t(k, v) USING KEY (k) AS ( SELECT 1, 0 UNION ALL SELECT n.k, r.v + 1
      FROM t n JOIN recurring.t r USING (k) WHERE n.v < 3) SELECT k, v FROM t
      """#,
      ["1 | 3"]
    ),
    DialectCase(
      #"""
      WITH RECURSIVE t(k, v) USING KEY (k) AS (SELECT NULL::INTEGER, 10 UNION ALL SELECT
      r.k, r.v + 1 FROM t n, recurring.t r WHERE false) SELECT k, v FROM t
      """#,
      ["NULL | 10"]
    ),
    DialectCase(
      #"""
      WITH RECURSIVE t(k, v) USING KEY (k) AS (SELECT i, 0 FROM range(8192) r(i) UNION ALL
      SELECT n.k, r.v + 1 FROM t n JOIN recurring.t r USING (k) WHERE n.v < 3) SELECT
      count(*), min(v), max(v), sum(v) FROM t
      """#,
      ["8192 | 3 | 3 | 24576"]
    ),
    DialectCase(
      #"""
      WITH RECURSIVE t(k, v) USING KEY (k) AS (SELECT 1, 0 UNION SELECT k, least(v+1,3)
      FROM t) SELECT * FROM t
      """#,
      ["1 | 3"]
    ),
    DialectCase(
      #"""
      WITH RECURSIVE t(k, v) USING KEY (k) AS (SELECT 1, 0 UNION SELECT k+1, v+1 FROM t
      where k<5) SELECT * FROM t order by all
      """#,
      ["1 | 0", "2 | 1", "3 | 2", "4 | 3", "5 | 4"]
    ),
    DialectCase(
      "select * from range(3) a positional join range(5) b",
      ["0 | 0", "1 | 1", "2 | 2", "NULL | 3", "NULL | 4"]
    ),
    DialectCase(
      #"""
      select 'hello'[NULL:2], 'hello'[2:], 'hello'[:2], [1,2,3][NULL:2], [1,2,3][:-1:-1],
      [1,2,3,4][::-2]
      """#,
      ["NULL | ello | he | NULL | [3] | [4, 2]"]
    ),
    DialectCase(
      #"""
      select time_bucket(interval '3 months', time '10:00', interval '6 days 11 hours'),
      time_bucket(interval '11 seconds', time '03:16:23.003003', time '08:08:10'),
      time_bucket(interval '56 seconds', time '00:00')
      """#,
      ["11:00:00 | 03:16:18 | 23:59:28"]
    ),
    DialectCase(
      #"""
      select format('{:.3}', 0.0), printf('%,.f', 1.724e12::double), printf('%.f',
      1.7e12::double), format('{:+05d}', 7::tinyint), printf('%x', -1::smallint)
      """#,
      ["0.00 | 1,724,000,000,000 | 1700000000000 | +0007 | ffffffffffffffff"]
    ),
    DialectCase(
      #"""
      select typeof(2::float / 1), 2e38::float / 0.1, typeof(2::float / 2::double),
      typeof(case when true then 1 else true end)
      """#,
      ["FLOAT | inf | DOUBLE | INTEGER"]
    ),
    DialectCase(
      #"""
      select date_part(['timezone','hour'], date '2020-01-01'), epoch_us(interval '1 year
      4 months')
      """#,
      ["{'timezone': 0, 'hour': 0} | 41472000000000"]
    ),
    DialectCase(
      #"""
      select 'a'::varchar || '\xFF'::blob, typeof('a'::blob || x) from (values ('b')) t(x)
      """#,
      ["a\\xFF | VARCHAR"]
    ),
  ]
}
