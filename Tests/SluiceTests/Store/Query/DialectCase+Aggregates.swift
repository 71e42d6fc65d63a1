// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DialectCase {
  /// Aggregates that take a number of values, bits and decimals.
  static let aggregates = [
    DialectCase(
      #"""
      select count_if(x>3), sum_no_overflow(x), count_star(), approx_quantile(x, 0.5),
      approx_quantile(x,[0.1,0.9]), reservoir_quantile(x,0.5),
      approx_quantile(x::double,0.5) from range(101) t(x)
      """#,
      ["97 | 5050 | 101 | 50 | [10, 90] | 50 | 50.0"]
    ),
    DialectCase(
      #"""
      select approx_top_k(x%3, 2), bitstring_agg(x,0,10), min(x,3), max(x,2),
      arg_min(x,-x,2) from range(10) t(x)
      """#,
      ["[0, 1] | 11111111110 | [0, 1, 2] | [9, 8] | [9, 8]"]
    ),
    DialectCase(
      "select bitstring_agg(x,0,70) from range(10) t(x) where x>20",
      ["NULL"]
    ),
    DialectCase(
      "select bitstring_agg(x,0,70) from range(40,70) t(x)",
      ["00000000000000000000000000000000000000001111111111111111111111111111110"]
    ),
    DialectCase(
      #"""
      select quantile_cont(x,0.25), quantile_cont(x,0.75), quantile_cont(x,0.25) from
      range(10) t(x)
      """#,
      ["2.25 | 6.75 | 2.25"]
    ),
    DialectCase(
      #"""
      select string_agg(x, ' '), string_agg(x, ''), string_agg(x) from range(4) t(x)
      """#,
      ["0 1 2 3 | 0123 | 0,1,2,3"]
    ),
    DialectCase(
      #"""
      select decimal_average(x), decimal_average(y) from (values
      (1.5,1.00000000000000000000000000000001),(2.6,2)) t(x,y)
      """#,
      ["2.0 | 1.50000000000000000000000000000000"]
    ),
    DialectCase(
      "select min(x,2) from (values ('b'),('a'),(NULL),('c')) t(x)",
      ["[a, b]"]
    ),
    DialectCase(
      "select max(x,2) filter (where x<3) from range(10) t(x) group by x%2",
      ["[1]", "[2, 0]"]
    ),
    DialectCase(
      #"""
      select arg_max(x,y,2), arg_max(x,y), arg_max_null(x,y) from (values
      (1,1),(NULL,5),(3,NULL),(4,2)) t(x,y)
      """#,
      ["[4, 1] | 4 | NULL"]
    ),
    DialectCase(
      #"""
      select max(x,2) over (order by x rows between 2 preceding and current row) from
      range(5) t(x)
      """#,
      ["[0]", "[1, 0]", "[2, 1]", "[3, 2]", "[4, 3]"]
    ),
    DialectCase(
      #"""
      SELECT id, bitstring_agg(id, 1, 3) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2
      FOLLOWING)  FROM (values (1),(2),(3)) t1(id)
      """#,
      ["1 | 011", "2 | 001", "3 | NULL"]
    ),
    DialectCase(
      "select count_if(NULL), count_if(x = 1) from range(0) t(x)",
      ["NULL | NULL"]
    ),
    DialectCase(
      "select string_agg(x,'a') over () from range(4) t(x)",
      ["0a1a2a3", "0a1a2a3", "0a1a2a3", "0a1a2a3"]
    ),
    DialectCase(
      "select countif(x>2) from range(5) t(x)",
      ["2"]
    ),
    DialectCase(
      #"""
      select string_agg(NULL), string_agg(NULL,','), group_concat(x, '-' order by x desc)
      from range(3) t(x)
      """#,
      ["NULL | NULL | 2-1-0"]
    ),
    DialectCase(
      #"""
      select x, (select max(y) from range(4) u(y) where y < k) from (select x, x + 1 as k
      from range(3) t(x))
      """#,
      ["0 | 0", "1 | 1", "2 | 2"]
    ),
    DialectCase(
      #"""
      select x as k, (select max(y) from range(4) u(y) where y < k) from range(3) t(x)
      """#,
      ["0 | NULL", "1 | 0", "2 | 1"]
    ),
    DialectCase(
      #"""
      select (select sum(t.x)) from range(4) t(x)
      """#,
      ["6"]
    ),
    DialectCase(
      #"""
      select max(x) > any(select y from range(9) u(y) where y > min(t.x) + 1) from
      range(4) t(x)
      """#,
      ["true"]
    ),
    DialectCase(
      #"""
      select x % 2, exists(select 1 from range(3) u(y) where y > max(t.x)) from range(3)
      t(x) group by 1
      """#,
      ["0 | false", "1 | true"]
    ),
    DialectCase(
      #"""
      select string_agg(x::varchar, NULL), string_agg(NULL, NULL) from range(3) t(x)
      """#,
      ["NULL | NULL"]
    ),
    DialectCase(
      #"""
      select decimal_average(x) from (values (2::decimal(5,0)), (3), (2), (3)) t(x)
      """#,
      ["2"]
    ),
    DialectCase(
      #"""
      select x, x % 2 as x, count(*) from range(4) t(x) group by x order by x, 1 limit 1
      """#,
      ["0 | 0 | 1"]
    ),
  ]
}
