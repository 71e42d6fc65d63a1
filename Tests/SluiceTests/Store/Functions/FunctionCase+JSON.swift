// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0
// A table: expressions with the texts that DuckDB 2.0.1 makes of them.

extension FunctionCase {
  static let json: [FunctionCase] = [
    FunctionCase(#"'{"a":1}'::json"#, #"{"a":1}"#),
    FunctionCase(#"'{"a":[1,2]}'::json::struct(a int[])"#, "{'a': [1, 2]}"),
    FunctionCase("'[1,2]'::json::int[]", "[1, 2]"),
    FunctionCase(#"'"x"'::json::varchar"#, #""x""#),
    FunctionCase("'5'::json::int", "5"),
    FunctionCase(#"'{"a":1}'::json::map(varchar,int)"#, "{a=1}"),
    FunctionCase("typeof(json_array_length('[]'))", "UBIGINT"),
    FunctionCase("json_extract(NULL,'$')", nil),
    FunctionCase(#"json_extract('{"a":"\u00e9"}','$.a')"#, #""é""#),
    FunctionCase(#"'{"a b":1}'->'$."a b"'"#, "1"),
    FunctionCase("'[1,[2,3]]'->1", "[2,3]"),
    FunctionCase("'[1,[2,3]]'->>'$[1][0]'", "2"),
    FunctionCase("json_extract('[]',0)", nil),
    FunctionCase("json_extract('1','$')", "1"),
    FunctionCase(#"'{"a":1}'->'$.b'"#, nil),
    FunctionCase(#"json_exists('{"a":1}','$.a')"#, "true"),
    FunctionCase(#"json_value('{"a":[1]}','$.a')"#, nil),
    FunctionCase(#"json_extract('{"a":1,"b":2}', ['$.a','$.b'])"#, "[1, 2]"),
    FunctionCase("json_extract('[1,2,3]','$[*]')", "[1, 2, 3]"),
    FunctionCase(#"'{"a":[{"b":1},{"b":2}]}'->'$.a[*].b'"#, "[1, 2]"),
    FunctionCase("json_array_length('[1,2]')", "2"),
    FunctionCase(#"json_array_length('{"a":[1,2]}','$.a')"#, "2"),
    FunctionCase(#"cast('{"a":"x"}' as json)"#, #"{"a":"x"}"#),
    FunctionCase("json('[1, 2]')", "[1,2]"),
    FunctionCase("to_json([1,2])", "[1,2]"),
    FunctionCase("cast({'a':1} as json)", #"{"a":1}"#),
    FunctionCase("cast([1,2] as json)", "[1,2]"),
  ]
}
