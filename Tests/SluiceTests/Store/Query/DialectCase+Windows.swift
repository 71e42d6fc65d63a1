// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DialectCase {
  /// Gaps that are filled, and functions that see their frame in an order of its own.
  static let windows = [
    DialectCase(
      #"""
      select t, fill(x) over (order by t) from (values
      (1,1),(2,NULL),(4,4),(5,NULL),(6,NULL)) v(t,x)
      """#,
      ["1 | 1", "2 | 2", "4 | 4", "5 | 5", "6 | 6"]
    ),
    DialectCase(
      #"""
      select t, fill(x) over (order by t desc) from (values
      (1,1),(2,NULL),(4,4),(5,NULL),(6,NULL)) v(t,x)
      """#,
      ["1 | 1", "2 | 2", "4 | 4", "5 | 5", "6 | 6"]
    ),
    DialectCase(
      #"""
      select t, fill(x) over (order by t) from (values
      (1,NULL),(2,NULL),(4,4),(5,6),(6,NULL)) v(t,x)
      """#,
      ["1 | -2", "2 | 0", "4 | 4", "5 | 6", "6 | 8"]
    ),
    DialectCase(
      #"""
      select t, fill(x) over (order by t) from (values (1,NULL),(2,NULL),(4,4),(6,NULL))
      v(t,x)
      """#,
      ["1 | 4", "2 | 4", "4 | 4", "6 | 4"]
    ),
    DialectCase(
      #"""
      select t, fill(x::double) over (order by t) from (values
      (1,1.5),(2,NULL),(NULL,3),(4,7)) v(t,x)
      """#,
      ["1 | 1.5", "2 | 3.333333333333333", "4 | 7.0", "NULL | 3.0"]
    ),
    DialectCase(
      #"""
      select t, fill(x order by t) over (order by t,x) from (values (1,1),(2,NULL),(3,3))
      v(t,x)
      """#,
      ["1 | 1", "2 | 2", "3 | 3"]
    ),
    DialectCase(
      #"""
      select t, fill(x) over (order by t) from (values (1,date
      '2020-01-01'),(2,NULL),(3,'2020-01-04')) v(t,x)
      """#,
      ["1 | 2020-01-01", "2 | 2020-01-02", "3 | 2020-01-04"]
    ),
    DialectCase(
      #"""
      select t, fill(x) over (order by t) from (values (1,timestamp
      '2020-01-01'),(2,NULL),(3,'2020-01-04')) v(t,x)
      """#,
      ["1 | 2020-01-01 00:00:00", "2 | 2020-01-02 12:00:00", "3 | 2020-01-04 00:00:00"]
    ),
    DialectCase(
      #"""
      select t, fill(x) over (order by t) from (values (1,1.5),(2,NULL),(4,7.25)) v(t,x)
      """#,
      ["1 | 1.50", "2 | 3.41", "4 | 7.25"]
    ),
    DialectCase(
      #"""
      select t, fill(x) over (order by t) from (values (1,1),(1,NULL),(1,3),(2,7)) v(t,x)
      """#,
      ["1 | 1", "1 | 1", "1 | 3", "2 | 7"]
    ),
    DialectCase(
      #"""
      select t, fill(x) over (order by t) from (values
      (1,-1),(2,NULL),(4,-2),(5,NULL),(9,5)) v(t,x)
      """#,
      ["1 | -1", "2 | -1", "4 | -2", "5 | 0", "9 | 5"]
    ),
    DialectCase(
      #"""
      select t, fill(x) over (order by t) from (values (1,250::utinyint),(2,255),(3,NULL))
      v(t,x)
      """#,
      ["1 | 250", "2 | 255", "3 | NULL"]
    ),
    DialectCase(
      #"""
      select t, fill(x) over (order by t) from (values (date
      '2020-01-01',1),('2020-01-03',NULL),('2020-01-04',10)) v(t,x)
      """#,
      ["2020-01-01 | 1", "2020-01-03 | 7", "2020-01-04 | 10"]
    ),
    DialectCase(
      #"""
      select t, fill(x) over (order by t) from (values (1,1.0::double),(2,NULL),(3,'nan'))
      v(t,x)
      """#,
      ["1 | 1.0", "2 | 1.0", "3 | nan"]
    ),
    DialectCase(
      #"""
      select t, fill(x order by t) over (partition by g order by z) from (values
      (1,1,1,9),(2,NULL,1,8),(3,3,1,7),(1,NULL,2,1),(2,5,2,2),(3,9,2,3)) v(t,x,g,z)
      """#,
      ["1 | 1", "1 | 1", "2 | 2", "2 | 5", "3 | 3", "3 | 9"]
    ),
    DialectCase(
      #"""
      SELECT fill(y ORDER BY x) OVER () FROM ( VALUES (-1e308::DOUBLE, 1::DOUBLE),
      (0::DOUBLE, NULL), (1e308::DOUBLE, 3::DOUBLE)) t(x, y)
      """#,
      ["1.0", "2.0", "3.0"]
    ),
    DialectCase(
      #"""
      select i, lead(i order by i//2 desc) over w, lag(i, 2, -1 order by i//2 desc) over
      w, first_value(i order by i//2 desc) over w, last_value(i order by i) over w,
      nth_value(i,2 order by i) over w from range(10) t(i) window w as (order by
      (i*29)%11)
      """#,
      [
        "0 | NULL | -1 | 0 | 0 | NULL", "1 | NULL | 2 | 8 | 8 | 1", "2 | 0 | 8 | 8 | 8 | 2",
        "3 | 0 | 4 | 8 | 9 | 1", "4 | 2 | 7 | 8 | 8 | 2", "5 | 0 | -1 | 8 | 8 | 5",
        "6 | 5 | 9 | 8 | 9 | 1", "7 | 5 | -1 | 8 | 8 | 2", "8 | 0 | -1 | 8 | 8 | 8",
        "9 | 7 | -1 | 8 | 9 | 1",
      ]
    ),
    DialectCase(
      #"""
      select i, lead(i order by i//2 desc) over w, lag(i, 2, -1 order by i//2 desc) over
      w, first_value(i order by i//2 desc) over w, last_value(i order by i) over w,
      nth_value(i,2 order by i) over w from range(10) t(i) window w as (order by (i*29)%11
      rows between 3 preceding and 1 preceding)
      """#,
      [
        "0 | NULL | -1 | NULL | NULL | NULL", "1 | NULL | 4 | 7 | 7 | 4", "2 | 0 | 8 | 8 | 8 | 5",
        "3 | 1 | 9 | 9 | 9 | 6", "4 | 2 | 7 | 7 | 7 | 5", "5 | 0 | -1 | 8 | 8 | 8",
        "6 | 4 | -1 | 9 | 9 | 4", "7 | 5 | -1 | 8 | 8 | 5", "8 | 0 | -1 | 0 | 0 | NULL",
        "9 | 7 | -1 | 7 | 7 | 4",
      ]
    ),
    DialectCase(
      #"""
      select i, len(list(i) over w), median(i) over w, count(distinct i % 3) over w,
      len(string_agg('a') over w) from range(40) t(i) window w as (order by i rows between
      34 preceding and 2 following) qualify i in (0, 17, 33, 36, 39)
      """#,
      [
        "0 | 3 | 1.0 | 3 | 5", "17 | 20 | 9.5 | 3 | 39", "33 | 36 | 17.5 | 3 | 71",
        "36 | 37 | 20.0 | 3 | 73", "39 | 35 | 22.0 | 3 | 69",
      ]
    ),
    DialectCase(
      #"""
      select i, mode(i % 5) over w, quantile_disc(i, 0.3) over w, max(i, 2) over w from
      range(40) t(i) window w as (order by i desc rows between 33 preceding and current
      row) qualify i in (0, 3, 20, 39)
      """#,
      [
        "0 | 3 | 10 | [33, 32]", "20 | 4 | 25 | [39, 38]", "3 | 1 | 13 | [36, 35]",
        "39 | 4 | 39 | [39]",
      ]
    ),
  ]
}
