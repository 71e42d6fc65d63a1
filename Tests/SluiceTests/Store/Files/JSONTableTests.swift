// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// JSON files in queries. What is expected was seen in DuckDB 2.0.1, but for values that are all null.
@Suite struct JSONTableTests {
  static let examples: [FileExample] = [
    FileExample(
      #"{"a":1,"b":"x"}\#n{"a":2,"c":true}"#,
      "",
      "a BIGINT, b VARCHAR, c BOOLEAN",
      "1|x|NULL",
      "2|NULL|true"
    ),
    FileExample(#"[{"a":1},{"a":2.5}]"#, "", "a DOUBLE", "1.0", "2.5"),
    FileExample(#"{"a":1}{"a":2}"#, "", "a BIGINT", "1", "2"),
    FileExample("[1,2,3]", "", "json BIGINT", "1", "2", "3"),
    FileExample("1\n2\n\"x\"\n", "", "json JSON", "1", "2", #""x""#),
    FileExample(
      #"{"a":{"b":1,"c":[1,2]},"d":[]}"#,
      "",
      "a STRUCT(b BIGINT, c BIGINT[]), d JSON[]",
      "{'b': 1, 'c': [1, 2]}|[]"
    ),
    FileExample(#"{"a":1}\#n{"a":"x"}"#, "", "a JSON", "1", #""x""#),
    FileExample(#"{"a":1}\#n{"a":true}"#, "", "a JSON", "1", "true"),
    FileExample(#"{"a":1}\#n{"a":{"b":1}}"#, "", "a JSON", "1", #"{"b":1}"#),
    FileExample(#"{"a":null}"#, "", "a JSON", "NULL"),
    FileExample(
      #"{"a":"2020-01-01","b":"2020-01-01 10:00:00","c":"2020-01-01T10:00:00Z","d":"10:00:00","#
        + #""e":"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11","f":"12"}"#,
      "",
      "a DATE, b TIMESTAMP, c TIMESTAMP WITH TIME ZONE, d TIME, e UUID, f VARCHAR",
      "2020-01-01|2020-01-01 10:00:00|2020-01-01 10:00:00+00|10:00:00|"
        + "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|12"
    ),
    FileExample(#"{"a":"2020-01-01"}\#n{"a":"x"}"#, "", "a VARCHAR", "2020-01-01", "x"),
    FileExample(
      #"{"a":9223372036854775808,"b":-9223372036854775809}"#,
      "",
      "a HUGEINT, b DOUBLE",
      "9223372036854775808|-9.223372036854776e+18"
    ),
    FileExample(
      #"{"a":[{"b":1},{"c":2}]}"#,
      "",
      "a STRUCT(b BIGINT, c BIGINT)[]",
      "[{'b': 1, 'c': NULL}, {'b': NULL, 'c': 2}]"
    ),
    FileExample("{\"a\":1}\nx\n{\"a\":3}", ", ignore_errors=true", "a BIGINT", "1", "NULL", "3"),
    FileExample(#"{"a":1,"b":2}"#, ", columns={'a':'INTEGER'}", "a INTEGER", "1"),
    FileExample(#"{"a":{"b":2}}"#, ", columns={'a':'VARCHAR'}", "a VARCHAR", #"{"b":2}"#),
    FileExample(#"{"a":"x"}"#, ", columns={'a':'JSON'}", "a JSON", #""x""#),
    FileExample("", "", "json JSON"),
    FileExample("[]", "", "json JSON"),
    FileExample("{}", "", "json MAP(VARCHAR, JSON)", "{}"),
    FileExample(#"{"a":1,"A":2}"#, "", "a BIGINT, A_1 BIGINT", "1|2"),
    FileExample(#"{"a":1}"#, ", filename=true", "a BIGINT, filename VARCHAR", "1|x.json"),
    FileExample(#"[{"a":1}]"#, ", records=false", "json STRUCT(a BIGINT)", "{'a': 1}"),
    FileExample(#"[{"a":1}]"#, ", format='array'", "a BIGINT", "1"),
    FileExample("{\"a\":[]}\n{\"a\":[[1]]}\n", "", "a BIGINT[][]", "[]", "[[1]]"),
    FileExample(#"{"a":[1,"x"]}"#, "", "a JSON[]", #"[1, "x"]"#),
    FileExample(#"{"a":[1,null,2]}"#, "", "a BIGINT[]", "[1, NULL, 2]"),
    FileExample(#"{"a":{}}"#, "", "a MAP(VARCHAR, JSON)", "{}"),
    FileExample(
      "{\"a\":1.0,\"b\":true}\n{\"a\":1,\"b\":1.5}",
      "",
      "a DOUBLE, b JSON",
      "1.0|true",
      "1.0|1.5"
    ),
    FileExample("\"x\"\n{\"a\":1}", "", "json JSON", #""x""#, #"{"a":1}"#),
    FileExample("[1]\n[2]\n", "", "json BIGINT[]", "[1]", "[2]"),
    FileExample("{\"a\":1}\n", ", maximum_depth=0", "json JSON", #"{"a":1}"#),
    FileExample("{\"a\":{\"b\":1}}\n", ", maximum_depth=1", "a JSON", #"{"b":1}"#),
    FileExample("{\"b\":1,\n \"a\":\"\\u00e9\\n\"}", "", "b BIGINT, a VARCHAR", "1|é\n"),
  ]

  @Test(arguments: examples)
  func `a file is read as it is`(example: FileExample) throws {
    let files = try FileQuery(["x.json": example.text.replacing("\\n{", with: "\n{")])
    #expect(
      files.text("FROM read_json('x.json'\(example.options))")
        == example.lines.joined(separator: "\n")
    )
  }

  static let failures: [(text: String, options: String, message: String)] = [
    ("{\"a\":1}\n{\"a\":2}\nx\n", "", "line 3 of the file 'x.json' is no JSON"),
    ("{\"a\":1}\n{\"a\":", "", "line 2 of the file 'x.json' is no JSON"),
    (
      "{\"a\":1}\n{\"a\":\"x\"}", ", columns={'a':'INTEGER'}",
      "line 2 of the file 'x.json' has a value that is not of the type of its column"
    ),
    ("{\"a\":1}", ", format='x'", "'newline_delimited'"),
    ("{\"a\":1}", ", records=5", "true, false or 'auto'"),
    ("{\"a\":1}", ", colums={'a':'INTEGER'}", "Did you mean 'columns'?"),
  ]

  @Test(arguments: failures)
  func `what is wrong is told`(text: String, options: String, message: String) throws {
    let files = try FileQuery(["x.json": text])
    let found = files.text("FROM read_json('x.json'\(options))")
    #expect(found.contains(message), "\(found)")
  }

  @Test func `files of other names and kinds are found`() throws {
    let files = try FileQuery([
      "a.jsonl": "{\"x\":1}\n", "b.ndjson": "{\"x\":2,\"y\":true}\n", "t.txt": "some text",
    ])
    #expect(files.text("FROM 'a.jsonl'") == "x BIGINT\n1")
    #expect(
      files.text("FROM read_ndjson(['a.jsonl', 'b.ndjson'])")
        == "x BIGINT, y BOOLEAN\n1|NULL\n2|true"
    )
    #expect(files.text("FROM read_json_objects('a.jsonl')") == "json JSON\n{\"x\":1}")
    #expect(
      files.text("FROM read_text('t.*')")
        == "filename VARCHAR, content VARCHAR, size BIGINT\nt.txt|some text|9"
    )
    #expect(files.text("SELECT content FROM read_blob('t.txt')") == "content BLOB\nsome text")
  }

  @Test func `a file may be longer than a window`() throws {
    let rows = (0..<40_000).map {
      "{\"id\": \($0), \"skipped\": {\"a\": [\($0)]}, \"name\": \"n\($0)\"}"
    }
    let query = "SELECT count(*) AS n, sum(id) AS s, max(length(name)) AS m FROM "
    let expected = "n BIGINT, s HUGEINT, m BIGINT\n40000|799980000|6"
    let files = try FileQuery([
      "x.jsonl": rows.joined(separator: "\n"),
      "y.json": "[\n" + rows.joined(separator: ",\n") + "\n]\n",
    ])
    #expect(files.text(query + "'x.jsonl'") == expected)
    #expect(files.text(query + "'y.json'") == expected)
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `no file is a danger`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let parts = [
      "{", "}", "[", "]", "\"a\"", ":", ",", "1", "1.5", "\n", " ", "null", "\"", "\\", "t",
    ]
    let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in
      parts[Int.random(in: 0..<parts.count, using: &random)]
    }
    let files = try FileQuery(["x.json": text.joined()])
    for options in ["", ", columns={'a':'INTEGER[]'}", ", ignore_errors=true", ", format='array'"] {
      _ = files.text("FROM read_json('x.json'\(options))")
    }
  }
}
