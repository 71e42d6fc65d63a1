// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension DialectCase {
  /// Values that become columns.
  static let pivots = [
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year using sum(population)
      """#,
      [
        "NL | Ams | 1005 | 1065 | NULL", "US | NYC | 8015 | NULL | 8772",
        "US | Sea | 564 | 608 | NULL",
      ]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year using sum(population)
      as s, max(population)
      """#,
      [
        "NL | Ams | 1005 | 1005 | 1065 | 1065 | NULL | NULL",
        "US | NYC | 8015 | 8015 | NULL | NULL | 8772 | 8772",
        "US | Sea | 564 | 564 | 608 | 608 | NULL | NULL",
      ]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year using sum(population)
      as s
      """#,
      [
        "NL | Ams | 1005 | 1065 | NULL", "US | NYC | 8015 | NULL | 8772",
        "US | Sea | 564 | 608 | NULL",
      ]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year using sum(population)
      group by country
      """#,
      ["NL | 1005 | 1065 | NULL", "US | 8579 | 608 | 8772"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on country, name using
      sum(population)
      """#,
      [
        "2000 | 1005 | NULL | NULL | NULL | 8015 | 564",
        "2010 | 1065 | NULL | NULL | NULL | NULL | 608",
        "2020 | NULL | NULL | NULL | NULL | 8772 | NULL",
      ]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on country || '_' || name
      using sum(population)
      """#,
      ["2000 | 1005 | 8015 | 564", "2010 | 1065 | NULL | 608", "2020 | NULL | 8772 | NULL"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on (country,name) using
      sum(population)
      """#,
      ["2000 | 1005 | 8015 | 564", "2010 | 1065 | NULL | 608", "2020 | NULL | 8772 | NULL"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year in (2000,2010) using
      sum(population) group by country order by country desc
      """#,
      ["NL | 1005 | 1065", "US | 8579 | 608"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year
      """#,
      [
        "NL | Ams | 1005 | 1 | 0 | 0", "NL | Ams | 1065 | 0 | 1 | 0", "US | NYC | 8015 | 1 | 0 | 0",
        "US | NYC | 8772 | 0 | 0 | 1", "US | Sea | 564 | 1 | 0 | 0", "US | Sea | 608 | 0 | 1 | 0",
      ]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c using sum(population) group
      by country
      """#,
      ["NL | 2070", "US | 17959"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) from c pivot (sum(population) for
      year in (2000, 2010 as x, 2030))
      """#,
      [
        "NL | Ams | 1005 | 1065 | NULL", "US | NYC | 8015 | NULL | NULL",
        "US | Sea | 564 | 608 | NULL",
      ]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) from c pivot (sum(population) as s,
      count(*) as n for year in (2000, 2010) country in ('NL','US') group by name)
      """#,
      [
        "Ams | 1005 | 1 | NULL | 0 | 1065 | 1 | NULL | 0",
        "NYC | NULL | 0 | 8015 | 1 | NULL | 0 | NULL | 0",
        "Sea | NULL | 0 | 564 | 1 | NULL | 0 | 608 | 1",
      ]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot (select * from c where
      year>2000) on year using first(population)
      """#,
      ["NL | Ams | 1065 | NULL", "US | NYC | NULL | 8772", "US | Sea | 608 | NULL"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) select * from (pivot c on year using
      sum(population))
      """#,
      [
        "NL | Ams | 1005 | 1065 | NULL", "US | NYC | 8015 | NULL | 8772",
        "US | Sea | 564 | 608 | NULL",
      ]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year using sum(population)
      group by country limit 1
      """#,
      ["NL | 1005 | 1065 | NULL"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) select c2.* from c pivot
      (sum(population) for (country,name) in (('NL','Ams'),('US','Sea'))) as c2
      """#,
      ["2000 | 1005 | 564", "2010 | 1065 | 608", "2020 | NULL | NULL"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) from c pivot (sum(population) for
      country in (NL,US))
      """#,
      [
        "Ams | 2000 | 1005 | NULL", "Ams | 2010 | 1065 | NULL", "NYC | 2000 | NULL | 8015",
        "NYC | 2020 | NULL | 8772", "Sea | 2000 | NULL | 564", "Sea | 2010 | NULL | 608",
      ]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year using sum(population)
      group by country, name
      """#,
      [
        "NL | Ams | 1005 | 1065 | NULL", "US | NYC | 8015 | NULL | 8772",
        "US | Sea | 564 | 608 | NULL",
      ]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year using count(*) group
      by name
      """#,
      ["Ams | 1 | 1 | 0", "NYC | 1 | 0 | 1", "Sea | 1 | 1 | 0"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c group by country
      """#,
      ["NL", "US"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year in (select 2000)
      using sum(population)
      """#,
      ["NL | Ams | 1005", "US | NYC | 8015", "US | Sea | 564"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year using sum(population)
      as "a b" group by country
      """#,
      ["NL | 1005 | 1065 | NULL", "US | 8579 | 608 | 8772"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot (values (1,NULL),(2,'a'))
      t(x,y) on y using sum(x)
      """#,
      ["2"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) PIVOT VALUES(1,2),(1,3) x(y,z) ON x
      USING FIRST(y) ORDER BY 1
      """#,
      ["2 | 1 | NULL", "3 | NULL | 1"]
    ),
    DialectCase(
      #"""
      WITH c(country, name, year, population) AS (VALUES ('NL', 'Ams', 2000, 1005), ('NL',
      'Ams', 2010, 1065), ('US', 'Sea', 2000, 564), ('US', 'Sea', 2010, 608), ('US',
      'NYC', 2000, 8015), ('US', 'NYC', 2020, 8772)) pivot c on year using list(population
      order by population desc) group by country
      """#,
      ["NL | [1005] | [1065] | NULL", "US | [8015, 564] | [608] | [8772]"]
    ),
  ]
}
