// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What scripts call to have a table with a column of each type: `test_all_types()`.
enum AllTypes {
  private struct Column {
    var name: String
    var type: String
    /// The least value.
    var first: String
    /// The greatest value.
    var second: String
    /// The type that the greatest value has first, if it is the one of a member.
    var member: String?

    init(
      _ name: String,
      _ type: String,
      _ first: String,
      _ second: String,
      of member: String? = nil
    ) {
      self.name = name
      self.type = type
      self.first = first
      self.second = second
      self.member = member
    }
  }

  /// The statement that makes the function: a row of least values, one of greatest ones, and one of none.
  static let definition: String = {
    func written(_ value: String) -> String {
      "'\(value.replacingOccurrences(of: "'", with: "''"))'"
    }
    let rows = [
      columns.map { written($0.first) },
      columns.map { column in
        let value = written(column.second)
        return column.member.map { "CAST(\(value) AS \($0))" } ?? value
      },
      columns.map { _ in "NULL" },
    ]
    let queries = rows.map { values in
      let items = zip(columns, values).map { column, value in
        "CAST(\(value) AS \(column.type)) AS \"\(column.name)\""
      }
      return "SELECT \(items.joined(separator: ", "))"
    }
    return "CREATE OR REPLACE MACRO test_all_types() AS TABLE "
      + queries.joined(separator: " UNION ALL ")
  }()

  private static let mediumEnumeration =
    "ENUM(\((0..<300).map { "'enum_\($0)'" }.joined(separator: ", ")))"

  private static let columns = [
    Column("bool", "BOOLEAN", "false", "true"),
    Column("tinyint", "TINYINT", "-128", "127"),
    Column("smallint", "SMALLINT", "-32768", "32767"),
    Column("int", "INTEGER", "-2147483648", "2147483647"),
    Column("bigint", "BIGINT", "-9223372036854775808", "9223372036854775807"),
    Column(
      "hugeint",
      "HUGEINT",
      "-170141183460469231731687303715884105728",
      "170141183460469231731687303715884105727"
    ),
    Column("uhugeint", "UHUGEINT", "0", "340282366920938463463374607431768211455"),
    Column("utinyint", "UTINYINT", "0", "255"),
    Column("usmallint", "USMALLINT", "0", "65535"),
    Column("uint", "UINTEGER", "0", "4294967295"),
    Column("ubigint", "UBIGINT", "0", "18446744073709551615"),
    Column("date", "DATE", "5877642-06-25 (BC)", "5881580-07-10"),
    Column("time", "TIME", "00:00:00", "24:00:00"),
    Column("timestamp", "TIMESTAMP", "290309-12-22 (BC) 00:00:00", "294247-01-10 04:00:54.775806"),
    Column(
      "timestamp_s",
      "TIMESTAMP_S",
      "290309-12-22 (BC) 00:00:00",
      "294247-01-10 04:00:54"
    ),
    Column(
      "timestamp_ms",
      "TIMESTAMP_MS",
      "290309-12-22 (BC) 00:00:00",
      "294247-01-10 04:00:54.775"
    ),
    Column(
      "timestamp_ns",
      "TIMESTAMP_NS",
      "1677-09-22 00:00:00",
      "2262-04-11 23:47:16.854775806"
    ),
    Column("time_tz", "TIME WITH TIME ZONE", "00:00:00+15:59:59", "24:00:00-15:59:59"),
    Column(
      "timestamp_tz",
      "TIMESTAMP WITH TIME ZONE",
      "290309-12-22 (BC) 00:00:00+00",
      "294247-01-10 04:00:54.775806+00"
    ),
    Column(
      "timestamp_tz_ns",
      "TIMESTAMPTZ_NS",
      "1677-09-22 00:00:00+00",
      "2262-04-11 23:47:16.854775806+00"
    ),
    Column("float", "FLOAT", "-3.4028235e+38", "3.4028235e+38"),
    Column("double", "DOUBLE", "-1.7976931348623157e+308", "1.7976931348623157e+308"),
    Column("dec_4_1", "DECIMAL(4,1)", "-999.9", "999.9"),
    Column("dec_9_4", "DECIMAL(9,4)", "-99999.9999", "99999.9999"),
    Column("dec_18_6", "DECIMAL(18,6)", "-999999999999.999999", "999999999999.999999"),
    Column(
      "dec38_10",
      "DECIMAL(38,10)",
      "-9999999999999999999999999999.9999999999",
      "9999999999999999999999999999.9999999999"
    ),
    Column(
      "uuid",
      "UUID",
      "00000000-0000-0000-0000-000000000000",
      "ffffffff-ffff-ffff-ffff-ffffffffffff"
    ),
    Column("interval", "INTERVAL", "00:00:00", "83 years 3 months 999 days 00:16:39.999999"),
    Column("varchar", "VARCHAR", "🦆🦆🦆🦆🦆🦆", "goo\0se"),
    Column("blob", "BLOB", "thisisalongblob\\x00withnullbytes", "\\x00\\x00\\x00a"),
    Column("bit", "BIT", "0010001001011100010101011010111", "10101"),
    Column("small_enum", "ENUM('DUCK_DUCK_ENUM', 'GOOSE')", "DUCK_DUCK_ENUM", "GOOSE"),
    Column("medium_enum", mediumEnumeration, "enum_0", "enum_299"),
    Column("large_enum", "ENUM('enum_0', 'enum_69999')", "enum_0", "enum_69999"),
    Column("int_array", "INTEGER[]", "[]", "[42, 999, NULL, NULL, -42]"),
    Column("double_array", "DOUBLE[]", "[]", "[42.0, nan, inf, -inf, NULL, -42.0]"),
    Column("date_array", "DATE[]", "[]", "[1970-01-01, infinity, -infinity, NULL, 2022-05-12]"),
    Column(
      "timestamp_array",
      "TIMESTAMP[]",
      "[]",
      "['1970-01-01 00:00:00', infinity, -infinity, NULL, '2022-05-12 16:23:45']"
    ),
    Column(
      "timestamptz_array",
      "TIMESTAMP WITH TIME ZONE[]",
      "[]",
      "['1970-01-01 00:00:00+00', infinity, -infinity, NULL, '2022-05-12 23:23:45+00']"
    ),
    Column("varchar_array", "VARCHAR[]", "[]", "[🦆🦆🦆🦆🦆🦆, goose, NULL, '']"),
    Column(
      "nested_int_array",
      "INTEGER[][]",
      "[]",
      "[[], [42, 999, NULL, NULL, -42], NULL, [], [42, 999, NULL, NULL, -42]]"
    ),
    Column(
      "struct",
      "STRUCT(a INTEGER, b VARCHAR)",
      "{'a': NULL, 'b': NULL}",
      "{'a': 42, 'b': 🦆🦆🦆🦆🦆🦆}"
    ),
    Column(
      "struct_of_arrays",
      "STRUCT(a INTEGER[], b VARCHAR[])",
      "{'a': NULL, 'b': NULL}",
      "{'a': [42, 999, NULL, NULL, -42], 'b': [🦆🦆🦆🦆🦆🦆, goose, NULL, '']}"
    ),
    Column(
      "array_of_structs",
      "STRUCT(a INTEGER, b VARCHAR)[]",
      "[]",
      "[{'a': NULL, 'b': NULL}, {'a': 42, 'b': 🦆🦆🦆🦆🦆🦆}, NULL]"
    ),
    Column("map", "MAP(VARCHAR, VARCHAR)", "{}", "{key1=🦆🦆🦆🦆🦆🦆, key2=goose}"),
    Column(
      "union",
      "UNION(\"name\" VARCHAR, age SMALLINT)",
      "Frank",
      "5",
      of: "SMALLINT"
    ),
    Column("fixed_int_array", "INTEGER[3]", "[NULL, 2, 3]", "[4, 5, 6]"),
    Column("fixed_varchar_array", "VARCHAR[3]", "[a, NULL, c]", "[d, e, f]"),
    Column(
      "fixed_nested_int_array",
      "INTEGER[3][3]",
      "[[NULL, 2, 3], NULL, [NULL, 2, 3]]",
      "[[4, 5, 6], [NULL, 2, 3], [4, 5, 6]]"
    ),
    Column(
      "fixed_nested_varchar_array",
      "VARCHAR[3][3]",
      "[[a, NULL, c], NULL, [a, NULL, c]]",
      "[[d, e, f], [a, NULL, c], [d, e, f]]"
    ),
    Column(
      "fixed_struct_array",
      "STRUCT(a INTEGER, b VARCHAR)[3]",
      "[{'a': NULL, 'b': NULL}, {'a': 42, 'b': 🦆🦆🦆🦆🦆🦆}, {'a': NULL, 'b': NULL}]",
      "[{'a': 42, 'b': 🦆🦆🦆🦆🦆🦆}, {'a': NULL, 'b': NULL}, {'a': 42, 'b': 🦆🦆🦆🦆🦆🦆}]"
    ),
    Column(
      "struct_of_fixed_array",
      "STRUCT(a INTEGER[3], b VARCHAR[3])",
      "{'a': [NULL, 2, 3], 'b': [a, NULL, c]}",
      "{'a': [4, 5, 6], 'b': [d, e, f]}"
    ),
    Column(
      "fixed_array_of_int_list",
      "INTEGER[][3]",
      "[[], [42, 999, NULL, NULL, -42], []]",
      "[[42, 999, NULL, NULL, -42], [], [42, 999, NULL, NULL, -42]]"
    ),
    Column(
      "list_of_fixed_int_array",
      "INTEGER[3][]",
      "[[NULL, 2, 3], [4, 5, 6], [NULL, 2, 3]]",
      "[[4, 5, 6], [NULL, 2, 3], [4, 5, 6]]"
    ),
    Column("time_ns", "TIME_NS", "00:00:00", "24:00:00"),
  ]
}
