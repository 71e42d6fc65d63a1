// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

import Sluice

/// Queries of tables that pipelines have loaded.
@Suite struct QueryTests {
  private let store = ColumnStore()

  /// A query, and the rows that it has, each as a line of texts.
  struct Example: Sendable, CustomTestStringConvertible {
    var query: String
    var rows: [String]

    init(_ query: String, _ rows: String...) {
      self.query = query
      self.rows = rows
    }

    var testDescription: String { query }
  }

  private func load() async throws {
    let numbers = (0..<10).map { number -> Record in
      var record: Record = [
        "i": .int(Int64(number)), "g": .int(Int64(number % 3)),
        "d": .double(Double(number) * 1.5), "s": .text("row \(number)"),
      ]
      if number == 4 { record["s"] = .null }
      return record
    }
    let evens = stride(from: 0, to: 10, by: 2).map { number -> Record in
      ["k": .int(Int64(number)), "v": .int(Int64(number * 10))]
    }
    let tables = Tables(resources: [Records("t", of: numbers), Records("u", of: evens)])
    try await LoadPipeline.test("d", into: store).run(tables)
  }

  private struct Tables: Source {
    let resources: [any Resource]
  }

  private func rows(_ query: String) throws -> [String] {
    try store.query(query).texts.map { row in
      row.map { $0 ?? "NULL" }.joined(separator: " ")
    }
  }

  @Test(
    arguments: [
      Example("SELECT i FROM t WHERE i > 7", "8", "9"),
      Example("SELECT i, s FROM t WHERE s IS NULL", "4 NULL"),
      Example("SELECT count(*), sum(i), min(d), max(s) FROM t", "10 45 0.0 row 9"),
      Example(
        "SELECT g, count(*) n, sum(i) FROM t GROUP BY g ORDER BY n DESC, g",
        "0 4 18",
        "1 3 12",
        "2 3 15"
      ),
      Example("SELECT g FROM t GROUP BY ALL HAVING sum(i) > 12 ORDER BY 1", "0", "2"),
      Example(
        "SELECT i, v FROM t JOIN u ON i = k WHERE v > 30 ORDER BY v DESC",
        "8 80",
        "6 60",
        "4 40"
      ),
      Example(
        "SELECT i, v FROM t LEFT JOIN u ON i = k ORDER BY i LIMIT 3",
        "0 0",
        "1 NULL",
        "2 20"
      ),
      Example("SELECT t.i FROM t, u WHERE t.i = u.k AND g = 0 ORDER BY ALL", "0", "6"),
      Example("SELECT i FROM t WHERE EXISTS (SELECT * FROM u WHERE k = t.i + 7)", "1"),
      Example("SELECT i FROM t WHERE i NOT IN (SELECT k FROM u) AND i > 4", "5", "7", "9"),
      Example(
        "SELECT i, (SELECT count(*) FROM u WHERE k > t.i) c FROM t WHERE i > 6 ORDER BY i",
        "7 1",
        "8 0",
        "9 0"
      ),
      Example("SELECT count(*) FROM t WHERE i = (SELECT max(i) FROM t o WHERE o.g = t.g)", "3"),
      Example(
        "FROM t, LATERAL (SELECT v + t.i AS w FROM u WHERE k = t.g) l SELECT w WHERE i < 4 ORDER BY 1",
        "0",
        "3",
        "22"
      ),
      Example(
        "WITH RECURSIVE f(n) AS (SELECT 1 UNION ALL SELECT n * 2 FROM f WHERE n < 20) FROM f",
        "1",
        "2",
        "4",
        "8",
        "16",
        "32"
      ),
      Example(
        "SELECT g, avg(i), string_agg(s, '-' ORDER BY i DESC), arg_max(s, i) FROM t WHERE g = 2 GROUP BY g",
        "2 5.0 row 8-row 5-row 2 row 8"
      ),
      Example("SELECT quantile_cont(i, 0.25), median(d), mode(g) FROM t", "2.25 6.75 0"),
      Example(
        "SELECT count(*) FILTER (WHERE i > 4), sum(DISTINCT g), bool_or(i = 9) FROM t",
        "5 3 true"
      ),
      Example(
        "SELECT upper(s), length(s), s LIKE '%9' FROM t WHERE s ILIKE 'ROW 9'",
        "ROW 9 5 true"
      ),
      Example("SELECT list_transform([1, 2], x -> x * 10)[2], {'a': i}.a FROM t LIMIT 1", "20 0"),
      Example("SELECT '42'::INTEGER + 1, TRY_CAST('x' AS INTEGER), 1.5::VARCHAR", "43 NULL 1.5"),
      Example("SELECT DISTINCT g FROM t ORDER BY g DESC", "2", "1", "0"),
      Example("SELECT count(DISTINCT i % 4) FROM t", "4"),
      Example(
        "SELECT i FROM t WHERE i < 2 UNION SELECT k FROM u WHERE k < 3 ORDER BY 1",
        "0",
        "1",
        "2"
      ),
      Example("SELECT i FROM t INTERSECT SELECT v FROM u", "0"),
      Example("SELECT k FROM u EXCEPT SELECT i FROM t WHERE i < 8", "8"),
      Example(
        "SELECT if(i < 3, 1, if(i < 6, 2, 3)) c, count(*) FROM t GROUP BY c ORDER BY 1",
        "1 3",
        "2 3",
        "3 4"
      ),
      Example(
        "SELECT i FROM t QUALIFY row_number() OVER (PARTITION BY g ORDER BY i DESC) = 1 ORDER BY i",
        "7",
        "8",
        "9"
      ),
      Example(
        "SELECT i, sum(i) OVER (ORDER BY i ROWS 1 PRECEDING) FROM t LIMIT 3",
        "0 0",
        "1 1",
        "2 3"
      ),
      Example(
        "SELECT g, grouping(g), sum(i) FROM t GROUP BY ROLLUP (g) ORDER BY 3",
        "1 0 12",
        "2 0 15",
        "0 0 18",
        "NULL 1 45"
      ),
      Example("SELECT * FROM (VALUES (1, 'a'), (2, NULL)) v(n, s) WHERE s IS NULL", "2 NULL"),
      Example("FROM range(3)", "0", "1", "2"),
      Example(
        "SELECT a FROM t, UNNEST([i, i * 10]) x(a) WHERE i BETWEEN 1 AND 2",
        "1",
        "10",
        "2",
        "20"
      ),
      Example("SELECT i FROM t ORDER BY s NULLS FIRST LIMIT 2", "4", "0"),
      Example("SELECT * EXCLUDE (d, s, i, _dlt_id, _dlt_load_id) FROM t OFFSET 8", "2", "0"),
      Example("SELECT 7 // 2, 7 % 3, -7 // 2, 1 / 4, 2 + 3 * 4", "3 1 -3 0.25 14"),
      Example("SELECT NULL AND FALSE, NULL OR TRUE, NOT NULL, NULL = NULL", "false true NULL NULL"),
    ]
  )
  func `queries have the rows that they should`(_ example: Example) async throws {
    try await load()
    #expect(try rows(example.query) == example.rows)
  }

  @Test(
    arguments: [
      ("SELECT x FROM t", "there is no column 'x'"),
      ("SELECT i FROM tt", "there is no table 'tt'"),
      ("SELECT i, sum(d) FROM t", "the column 'i' differs within a group"),
      ("SELECT i FROM t WHERE sum(i) > 1", "the aggregate 'sum' stands in WHERE"),
      ("SELECT i FROM t, t AS o", "'i' can be a column of several tables"),
      ("SELECT (SELECT i FROM t) ", "has more than one row"),
      ("SELECT i FROM t UNION SELECT k, v FROM u", "UNION puts 1 and 2 columns together"),
      ("SELECT 2147483647 + 1", "does not fit into INTEGER"),
      ("SELECT nothing(1)", "there is no function 'nothing'"),
      ("SELECT 'x'::INTEGER", "the text 'x' is no INTEGER"),
    ]
  )
  func `what is wrong is said`(query: String, message: String) async throws {
    try await load()
    let error = #expect(throws: SQLError.self) { try rows(query) }
    #expect(error?.message.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
  }
}
