// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// A file, options, and the types and rows that a query has of it.
struct FileExample: Sendable, CustomTestStringConvertible {
  var text: String
  var options: String
  var lines: [String]

  init(_ text: String, _ options: String = "", _ lines: String...) {
    self.text = text
    self.options = options
    self.lines = lines
  }

  var testDescription: String { "\(text.debugDescription) \(options)" }
}

/// CSV files in queries. What is expected was seen in DuckDB 2.0.1.
@Suite struct CSVTableTests {
  static let examples: [FileExample] = [
    FileExample("a,b\n1,x\n2,y\n", "", "a BIGINT, b VARCHAR", "1|x", "2|y"),
    FileExample("a,b\nx,y\nz,w\n", "", "a VARCHAR, b VARCHAR", "x|y", "z|w"),
    FileExample("x,y\n", "", "x VARCHAR, y VARCHAR"),
    FileExample("1,2\n3,4\n", "", "column0 BIGINT, column1 BIGINT", "1|2", "3|4"),
    FileExample("a\n1\n", "", "a BIGINT", "1"),
    FileExample(
      "t,f\nt,f\nf,t\n",
      "",
      "column0 BOOLEAN, column1 BOOLEAN",
      "true|false",
      "true|false",
      "false|true"
    ),
    FileExample(
      "a,b\ntrue,True\nfalse,FALSE",
      "",
      "a BOOLEAN, b BOOLEAN",
      "true|true",
      "false|false"
    ),
    FileExample(
      "a,b,c\n10:00:00,2020-01-01,2020-01-01 10:00:00\n",
      "",
      "a TIME, b DATE, c TIMESTAMP",
      "10:00:00|2020-01-01|2020-01-01 10:00:00"
    ),
    FileExample(
      "a,b\n2020-01-01 10:00:00+02,1e5\n",
      "",
      "a TIMESTAMP WITH TIME ZONE, b DOUBLE",
      "2020-01-01 08:00:00+00|100000.0"
    ),
    FileExample("a,b\n01/02/2020,13/02/2020\n", "", "a DATE, b DATE", "2020-02-01|2020-02-13"),
    FileExample("a\n01/13/2020\n", "", "a DATE", "2020-01-13"),
    FileExample("a\n01.02.2020\n", "", "a DATE", "2020-02-01"),
    FileExample("a;b\n1,5;2\n2,5;3\n", "", "a VARCHAR, b BIGINT", "1,5|2", "2,5|3"),
    FileExample("a,b\n1,\n,x\n", "", "a BIGINT, b VARCHAR", "1|NULL", "NULL|x"),
    FileExample(
      "a,b\n1,\"\"\n2,\"x \"\"q\"\" y\"\n",
      "",
      "a BIGINT, b VARCHAR",
      "1|NULL",
      "2|x \"q\" y"
    ),
    FileExample("a,b\n1\n", "", "a,b BIGINT", "1"),
    FileExample("a,b\n1,2\n3\n", ", null_padding=true", "a BIGINT, b BIGINT", "1|2", "3|NULL"),
    FileExample("a,a\n1,2\n", "", "a BIGINT, a_1 BIGINT", "1|2"),
    FileExample(",b\n1,2\n", "", "column0 BIGINT, b BIGINT", "1|2"),
    FileExample("a b,C\n1,2\n", "", "a b BIGINT, C BIGINT", "1|2"),
    FileExample("a b,C\n1,2\n", ", normalize_names=true", "a_b BIGINT, c BIGINT", "1|2"),
    FileExample("a,b\n1,NULL\n2,x\n", ", nullstr='NULL'", "a BIGINT, b VARCHAR", "1|NULL", "2|x"),
    FileExample("a,b\n1,\n,x\n", ", nullstr='NULL'", "a VARCHAR, b VARCHAR", "1|", "|x"),
    FileExample(
      "a,b\n1,NULL\n2,3\n",
      ", nullstr=['NULL','']",
      "a BIGINT, b BIGINT",
      "1|NULL",
      "2|3"
    ),
    FileExample("a,b\n1,2\n", ", header=false", "column0 VARCHAR, column1 VARCHAR", "a|b", "1|2"),
    FileExample("a,b\n1,2\n", ", all_varchar=true", "a VARCHAR, b VARCHAR", "1|2"),
    FileExample("a,b\n1,2\n", ", types={'a':'VARCHAR'}", "a VARCHAR, b BIGINT", "1|2"),
    FileExample("a,b\n1,2\n", ", types=['VARCHAR','INTEGER']", "a VARCHAR, b INTEGER", "1|2"),
    FileExample(
      "a,b\n1,2\n",
      ", columns={'x':'VARCHAR','y':'INTEGER'}",
      "x VARCHAR, y INTEGER",
      "1|2"
    ),
    FileExample("a,b\n1,2\n", ", columns={'x':'VARCHAR'}", "x VARCHAR", "1,2"),
    FileExample("a,b\n1,2\n", ", names=['x','y']", "x BIGINT, y BIGINT", "1|2"),
    FileExample("a,b\n1,2\n", ", skip=1", "column0 BIGINT, column1 BIGINT", "1|2"),
    FileExample("# c\n\na,b\n1,2\n", ", skip=2", "a BIGINT, b BIGINT", "1|2"),
    FileExample(
      "a,b\n1,2\nx,4\n",
      ", types={'a':'INTEGER'}, ignore_errors=true",
      "a INTEGER, b BIGINT",
      "1|2"
    ),
    FileExample(
      "a,b\n1,2\n",
      ", filename=true",
      "a BIGINT, b BIGINT, filename VARCHAR",
      "1|2|x.csv"
    ),
    FileExample("", "", "column0 VARCHAR"),
    FileExample(
      "9223372036854775808,1\n",
      "",
      "column0 HUGEINT, column1 BIGINT",
      "9223372036854775808|1"
    ),
    FileExample("a,b\n1, x \n", "", "a BIGINT, b VARCHAR", "1| x "),
    FileExample("a,b\n1,'x,y'\n2,'z'\n", "", "a BIGINT, b VARCHAR", "1|x,y", "2|z"),
    FileExample("a|b\n1|2\n", "", "a BIGINT, b BIGINT", "1|2"),
    FileExample("a\tb\r\n1\t2\r\n", "", "a BIGINT, b BIGINT", "1|2"),
    FileExample("a,b\n1,nan\n2,1.5\n", "", "a BIGINT, b DOUBLE", "1|nan", "2|1.5"),
    FileExample("x\n\n1\n", "", "x BIGINT", "NULL", "1"),
    FileExample("a,b\n1,2\n\n3,4\n", "", "a BIGINT, b BIGINT", "1|2", "3|4"),
    FileExample("a||b\n1||2\n", ", delim='||'", "a BIGINT, b BIGINT", "1|2"),
    FileExample("a,b\n#x\n1,2\n", ", comment='#'", "a BIGINT, b BIGINT", "1|2"),
    FileExample("a,b\n1,[1]\n", ", types={'b':'INTEGER[]'}", "a BIGINT, b INTEGER[]", "1|[1]"),
    FileExample(
      "a,b\n1,01.02.2020\n",
      ", dateformat='%d.%m.%Y', header=true, auto_detect=false, columns={'a':'INTEGER','b':'DATE'}",
      "a INTEGER, b DATE",
      "1|2020-02-01"
    ),
    FileExample("\u{FEFF}a,b\n\"x\ny\",2\n", "", "a VARCHAR, b BIGINT", "x\ny|2"),
    FileExample("a,b\n'x\\'y',2\n", ", quote='''', escape='\\'", "a VARCHAR, b BIGINT", "x'y|2"),
  ]

  @Test(arguments: examples)
  func `a file is read as it is`(example: FileExample) throws {
    let files = try FileQuery(["x.csv": example.text])
    #expect(
      files.text("FROM read_csv('x.csv'\(example.options))")
        == example.lines.joined(separator: "\n")
    )
  }

  static let failures: [(text: String, options: String, message: String)] = [
    ("a,b\n1,2\nx,y\n", ", types={'a':'INTEGER'}", "the text 'x' in line 3 of the file 'x.csv'"),
    (
      "a,b\n1,2\n3,4,5\n6,7\n8,9\n", "",
      "line 3 of the file 'x.csv' is no record: there are 2 columns"
    ),
    ("a,b\n1,\"x\n", ", columns={'a':'INTEGER','b':'VARCHAR'}", "a quote is not closed"),
    ("a,b\n1,\"x\"y\n2,z\n", "", "there is more behind a closed quote"),
    ("a,b\n1,2\n", ", types={'z':'VARCHAR'}", "has no column 'z'"),
    ("a,b\n1,2\n", ", foo=1", "'read_csv' has no option 'foo'"),
    ("a,b\n1,2\n", ", heade=true", "Did you mean 'header'?"),
    ("a,b\n1,2\n", ", header='x'", "the option 'header' of 'read_csv' is true or false"),
    ("a,b\n1,2\n", ", quote='ab'", "a text of one byte"),
    ("a,b\n1,2\n", ", delim='abcde'", "one to four bytes"),
    ("a,b\n1,2\n", ", columns={'a':'NOTYPE'}", "'NOTYPE' is no type"),
    ("a,b\n1,2\n", ", columns=1", "a structure of names and types"),
    ("a,b\n1,2\n", ", dateformat='%Q'", "is no format of times"),
    ("a,b\n1,2\n", ", auto_detect=false", "needs 'columns'"),
    ("a,b\n1,2\n", ", compression='gzip'", "cannot be read or written yet"),
  ]

  @Test(arguments: failures)
  func `what is wrong is told`(text: String, options: String, message: String) throws {
    let files = try FileQuery(["x.csv": text])
    let found = files.text("FROM read_csv('x.csv'\(options))")
    #expect(found.contains(message), "\(found)")
  }

  @Test func `several files are one table`() throws {
    let files = try FileQuery([
      "d/1.csv": "a,b\n1,x\n", "d/2.csv": "b,a\ny,2\n", "d/sub/3.csv": "a,c\n3.5,true\n",
      "d/.hidden.csv": "a,b\n9,9\n", "d/other.txt": "no",
    ])
    #expect(files.text("FROM 'd/*.csv' ORDER BY a") == "a BIGINT, b VARCHAR\n1|x\n2|y")
    #expect(
      files.text("SELECT * FROM read_csv('d/**/*.csv', union_by_name=true) ORDER BY a")
        == "a DOUBLE, b VARCHAR, c BOOLEAN\n1.0|x|NULL\n2.0|y|NULL\n3.5|NULL|true"
    )
    #expect(
      files.text("SELECT file FROM glob('d/[12].csv')") == "file VARCHAR\nd/1.csv\nd/2.csv"
    )
    #expect(files.text("FROM 'd/x*.csv'").contains("there are no files like 'd/x*.csv'"))
    #expect(files.text("FROM 'd/x.csv'").contains("there is no file 'd/x.csv'"))
    #expect(files.text("FROM 'd/x.parquet'").contains("Parquet files cannot be read yet"))
    #expect(
      files.text("SELECT * FROM read_csv(['d/1.csv', 'd/2.csv']) WHERE a > 1 ORDER BY b")
        == "a BIGINT, b VARCHAR\n2|y"
    )
  }

  @Test func `only the columns that are asked for are read`() throws {
    let files = try FileQuery(["x.csv": "a,b\n1,x\n2,y\n"])
    let types = ", types={'a':'VARCHAR','b':'INTEGER'}"
    #expect(files.text("SELECT a FROM read_csv('x.csv'\(types))") == "a VARCHAR\n1\n2")
    #expect(files.text("SELECT count(*) AS n FROM 'x.csv'") == "n BIGINT\n2")
    #expect(files.text("SELECT b, rowid FROM 'x.csv'") == "b VARCHAR, rowid BIGINT\nx|0\ny|1")
  }

  @Test func `a file may be longer than a window`() throws {
    var text = "id,name\n"
    for row in 0..<60_000 { text += "\(row),\"name \(row)\nof a row\"\n" }
    let files = try FileQuery(["x.csv": text])
    #expect(
      files.text("SELECT count(*) AS n, sum(id) AS s, min(name) AS m FROM 'x.csv'")
        == "n BIGINT, s HUGEINT, m VARCHAR\n60000|1799970000|name 0\nof a row"
    )
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `no file is a danger`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let bytes = Array("a,b\"'|;\t\n\r1.5-:x\\".utf8)
    let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in
      bytes[Int.random(in: 0..<bytes.count, using: &random)]
    }
    let files = try FileQuery(["x.csv": String(decoding: text, as: UTF8.self)])
    for options in ["", ", header=true", ", ignore_errors=true", ", null_padding=true"] {
      _ = files.text("FROM read_csv('x.csv'\(options))")
    }
  }
}
