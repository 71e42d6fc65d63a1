// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Rows go to files and come back. The texts were seen in DuckDB 2.0.1.
@Suite struct CopyTests {
  private static let wide = """
    SELECT 1 a, 'x,y' b, NULL c, DATE '2020-01-01' d, TIMESTAMP '2020-01-01 10:00:00' t, [1, 2] l,
      'q"q' q, '' e, true f, 1.5 g
    """

  static let examples: [(query: String, options: String, text: String)] = [
    (
      wide, "",
      "a,b,c,d,t,l,q,e,f,g\n1,\"x,y\",,2020-01-01,2020-01-01 10:00:00,\"[1, 2]\",\"q\"\"q\",\"\",true,1.5\n"
    ),
    (
      wide, "(FORMAT json)",
      #"{"a":1,"b":"x,y","c":null,"d":"2020-01-01","t":"2020-01-01 10:00:00","l":[1,2],"q":"q\"q","#
        + #""e":"","f":true,"g":1.5}"# + "\n"
    ),
    (
      "FROM range(3)", "(FORMAT json, ARRAY true)",
      "[\n\t{\"range\":0},\n\t{\"range\":1},\n\t{\"range\":2}\n]\n"
    ),
    (
      "SELECT 1 a, 'x' b, NULL c, DATE '2020-01-01' d, TIMESTAMP '2020-01-01 10:00:00' t",
      "(HEADER false, DELIMITER '|', QUOTE '''', ESCAPE '\\', NULL 'NUL', DATEFORMAT '%d/%m/%Y', "
        + "TIMESTAMPFORMAT '%H', FORCE_QUOTE (b, c))",
      "1|'x'|NUL|01/01/2020|10\n"
    ),
    (
      "SELECT 'a''b' a, 'NUL' b, ' x' c, 'a|b' d, '#x' e",
      "(HEADER, DELIMITER '|', QUOTE '''', ESCAPE '\\', NULL 'NUL')",
      "a|b|c|d|e\n'a\\'b'|'NUL'| x|'a|b'|'#x'\n"
    ),
    ("SELECT 'a' a, NULL b, 1 c", "(FORCE_QUOTE *)", "\"a\",\"b\",\"c\"\n\"a\",,\"1\"\n"),
    ("SELECT '' a, 'null' b", "(NULLSTR 'null')", "a,b\n,\"null\"\n"),
  ]

  private func options(_ text: String) throws -> [SQL.Option] {
    let statement = try SQL.statement(in: "COPY t TO 'x' \(text)")
    guard case .copy(let copy) = statement.kind else { return [] }
    return copy.options
  }

  @Test(arguments: examples)
  func `rows are written as the options say`(query: String, options: String, text: String) throws {
    let result = try QueryResult.of(query)
    let rows = StoredChunks(shapes: result.columns.map { CellShape($0.sqlType) })
    rows.append(Chunk(result.cells, count: result.rowCount))
    let columns = result.columns.map { (name: $0.name, type: $0.sqlType) }
    let bytes = try CopyWriter.bytes(rows, columns, try self.options(options))
    #expect(String(decoding: bytes, as: UTF8.self) == text)
    let disk = MemoryFileSystem()
    let writer = try CopyWriter("x", columns, try self.options(options), on: disk)
    #expect(try rows.emit(to: writer))
    try writer.finish()
    #expect(writer.rowCount == result.rowCount)
    #expect(try disk.read("x") == bytes)
    #expect(!disk.exists("x.new"))
  }

  static let failures: [(options: String, message: String)] = [
    ("(foo 1)", "'COPY' has no option 'foo'"),
    ("(DELIMITER 1)", "the option 'delim' of 'COPY' is a text"),
    ("(QUOTE 'ab')", "a text of one byte"),
    ("(FORMAT xx)", "there is no form of files called 'xx'"),
    ("(FORMAT parquet)", "Parquet files cannot be read or written yet"),
    ("(FORCE_QUOTE (z))", "there is no column 'z'"),
    ("(COMPRESSION zstd)", "cannot be written yet"),
  ]

  @Test(arguments: failures)
  func `what is wrong is told`(options: String, message: String) throws {
    let error = try #require(throws: SQLError.self) {
      try CopyWriter.bytes(
        StoredChunks([]),
        [(name: "a", type: .integer)],
        try self.options(options)
      )
    }
    #expect(error.description.contains(message), "\(error)")
  }

  @Test(arguments: [
    "", "(DELIMITER '|', QUOTE '''', ESCAPE '\\')", "(FORMAT json)", "(HEADER false)",
  ])
  func `what was written is read back`(options: String) throws {
    let result = try QueryResult.of(
      """
      SELECT * FROM (VALUES (1, 'a,b|c\\''"', 1.25::DECIMAL(9,2), [1, NULL], DATE '2024-02-29'),
        (2, NULL, NULL, NULL, NULL), (3, '', 0, [], DATE '1999-12-31'), (4, 'é\n#', -1, [7], NULL))
        t(id, s, d, l, day)
      """
    )
    let columns = result.columns.map { (name: $0.name, type: $0.sqlType) }
    let disk = MemoryFileSystem()
    let writer = try CopyWriter("x", columns, try self.options(options), on: disk)
    _ = try writer.consume(Chunk(result.cells, count: result.rowCount))
    try writer.finish()
    // Without null texts of its own, an empty text of CSV is none.
    let nulls =
      options.contains("json")
      ? options
      : "(ALLOW_QUOTED_NULLS false, "
        + (options.isEmpty ? "HEADER true)" : String(options.dropFirst()))
    let reader = try CopyReader(
      "x",
      columns,
      try self.options(nulls),
      in: StoreCatalog([:]),
      on: disk
    )
    var numbers = ColumnNumbers()
    let made = columns.map { numbers.make($0.name, $0.type) }
    let back = QueryResult(made, try reader.step(made).stored(RunningQuery()))
    #expect(back.text() == result.text())
  }

  @Test func `a header is told from rows by the types of the table`() throws {
    let disk = MemoryFileSystem()
    try disk.append(Array("x,y\n1,2\n".utf8), to: "numbers.csv")
    try disk.append(Array("x,y\nz,w\n".utf8), to: "texts.csv")
    func count(_ path: String, _ columns: [(name: String, type: SQLType)]) throws -> Int {
      let reader = try CopyReader(path, columns, [], in: StoreCatalog([:]), on: disk)
      var numbers = ColumnNumbers()
      return try reader.step(columns.map { numbers.make($0.name, $0.type) })
        .stored(RunningQuery()).count
    }
    #expect(try count("numbers.csv", [("a", .integer), ("b", .integer)]) == 1)
    #expect(try count("texts.csv", [("a", .varchar), ("b", .varchar)]) == 1)
  }
}
