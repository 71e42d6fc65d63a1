// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import Sluice

/// Deep texts are refused before the stack ends, which has 512 KiB where the library reads them.
@Suite struct SQLNestingTests {
  struct Nest: Sendable, CustomTestStringConvertible {
    var before: String
    var opening: String
    var core: String
    var closing: String
    var after: String

    init(
      _ opening: String,
      _ core: String,
      _ closing: String,
      before: String = "SELECT ",
      after: String = ""
    ) {
      self.before = before
      self.opening = opening
      self.core = core
      self.closing = closing
      self.after = after
    }

    func text(_ count: Int) -> String {
      before + String(repeating: opening, count: count) + core
        + String(repeating: closing, count: count) + after
    }

    var testDescription: String { before + opening + core + closing + after }
  }

  /// Everything that may hold itself.
  static let nests: [Nest] = [
    Nest("(", "1", ")"), Nest("(1 + ", "1", ")"), Nest("(a OR b AND NOT c = 2 * ", "1", ")"),
    Nest("(SELECT ", "1", ")"), Nest("f(", "1", ")"), Nest("f(a := ", "1", ")"),
    Nest("CASE WHEN a THEN ", "1", " END"), Nest("[", "1", "]"), Nest("{a: ", "1", "}"),
    Nest("MAP {1: ", "1", "}"), Nest("ROW(", "1", ")"), Nest("(1, ", "1", ")"),
    Nest("a[", "1", "]"), Nest("a[1:", "1", "]"), Nest("CAST(", "1", " AS INT)"),
    Nest("EXISTS (SELECT ", "1", ")"), Nest("ARRAY(SELECT ", "1", ")"), Nest("TRY(", "1", ")"),
    Nest("NOT ", "1", ""), Nest("- ", "1", ""), Nest("f(x -> ", "1", ")"),
    Nest("lambda x: ", "1", ""), Nest("1 BETWEEN ", "1", " AND 1"), Nest("1 IN (", "1", ")"),
    Nest("1 = ANY (", "1", ")"), Nest("[1 FOR x IN ", "1", "]"), Nest("INTERVAL (", "1", ") DAY"),
    Nest("trim(", "1", ")"), Nest("substring(a FROM ", "1", ")"), Nest("COLUMNS(", "1", ")"),
    Nest("(* REPLACE (", "1", " AS a))"), Nest("f() FILTER (", "1", ")"),
    Nest("f() OVER (ORDER BY ", "1", ")"), Nest("f() OVER (ROWS ", "1", " PRECEDING)"),
    Nest("f() FILTER (WHERE (SELECT ", "1", "))"), Nest("a: (SELECT ", "1", ")"),
    Nest("(WITH a AS (SELECT 1) SELECT ", "1", ")"),
    Nest("STRUCT(a ", "INT", ")", before: "SELECT x::"),
    Nest("::INT", "", "", before: "SELECT 1"), Nest(".f()", "", "", before: "SELECT 'a'"),
    Nest("[1]", "", "", before: "SELECT a"), Nest(" IS NULL", "", "", before: "SELECT 1"),
    Nest("[]", "", "", before: "SELECT 1::INT"),
    Nest("(SELECT 1 WHERE a IN ", "(1)", ")", before: "SELECT 1 WHERE a = "),
    Nest("(SELECT 1 GROUP BY ", "1", ")", before: "SELECT 1 GROUP BY "),
    Nest("(SELECT 1 HAVING ", "1", ")", before: "SELECT 1 HAVING "),
    Nest("(SELECT 1 QUALIFY ", "1", ")", before: "SELECT 1 QUALIFY "),
    Nest("(SELECT 1 LIMIT ", "1", ")", before: "SELECT 1 LIMIT "),
    Nest("GROUPING SETS (", "a", ")", before: "SELECT 1 GROUP BY "),
    Nest("WINDOW w AS (PARTITION BY (SELECT 1 ", "", "))", before: "SELECT 1 "),
    Nest("(SELECT * FROM ", "t", ")", before: "FROM "), Nest("(", "t", ")", before: "FROM "),
    Nest("f((SELECT 1 FROM ", "t", "))", before: "FROM "),
    Nest("a JOIN ", "b", " ON x", before: "FROM "),
    Nest("a JOIN (", "a", ") ON x", before: "FROM "),
    Nest("(SELECT 1 FROM a JOIN b ON ", "1", ")", before: "FROM a JOIN b ON "),
    Nest("(FROM t PIVOT (f(1) FOR ", "1", " IN (1)))", before: "FROM "),
    Nest("(", "SELECT 1", ")", before: ""), Nest("(SELECT 1 UNION ", "SELECT 1", ")", before: ""),
    Nest("(SELECT 1 ORDER BY ", "1", ")", before: ""), Nest("VALUES ((", "1", "))", before: ""),
    Nest("(SELECT DISTINCT ON (", "1", ") 1)", before: ""),
    Nest("(PIVOT t ON ", "1", ")", before: ""), Nest("(UNPIVOT t ON ", "1", ")", before: ""),
    Nest("FROM (PIVOT (", "SELECT 1", ") ON a)", before: ""),
    Nest("WITH a AS (", "SELECT 1", ") SELECT 1", before: ""),
    Nest("EXPLAIN ", "SELECT 1", "", before: ""),
    Nest("PREPARE a AS ", "SELECT 1", "", before: ""),
    Nest("DESCRIBE (", "SELECT 1", ")", before: ""),
    Nest("(SELECT ", "1", ")", before: "CREATE MACRO f(a := ", after: ") AS 1"),
    Nest("(SELECT ", "1", ")", before: "UPDATE t SET a = "),
    Nest("(SELECT ", "1", ")", before: "CREATE TABLE t (a INT CHECK (", after: "))"),
  ]

  /// What becomes of reading `text` on a thread with a stack of 512 KiB.
  static func outcome(_ text: String) -> Result<Int, SQLError> {
    let outcome = Mutex(Result<Int, SQLError>.success(0))
    let semaphore = DispatchSemaphore(value: 0)
    let thread = Thread {
      do throws(SQLError) {
        // Printing the tree and freeing it must not need more than reading it did.
        let count = try SQL.statement(in: text).sql.utf8.count
        outcome.withLock { $0 = .success(count) }
      } catch {
        outcome.withLock { $0 = .failure(error) }
      }
      semaphore.signal()
    }
    thread.stackSize = 512 << 10
    thread.start()
    semaphore.wait()
    return outcome.withLock { $0 }
  }

  @Test(arguments: nests)
  func `a text that is too deep is refused by name`(_ nest: Nest) {
    guard case .failure(let error) = Self.outcome(nest.text(1_000)) else {
      Issue.record("Nothing is that deep.")
      return
    }
    #expect(error.kind == .limit)
    #expect(error.message.contains("is nested more than"), "\(error)")
    for count in stride(from: 20, through: 320, by: 60) {
      if case .failure(let error) = Self.outcome(nest.text(count)) {
        #expect(error.kind == .limit, "\(error)")
      }
    }
  }

  @Test(arguments: nests)
  func `thirty levels of anything are read`(_ nest: Nest) {
    #expect(throws: Never.self) { try Self.outcome(nest.text(30)).get() }
  }

  @Test(arguments: [
    (Nest("(", "1", ")"), 290), (Nest("(SELECT ", "1", ")"), 145), (Nest("f(", "1", ")"), 145),
    (Nest("CASE WHEN a THEN ", "1", " END"), 145), (Nest("(1 + ", "1", ")"), 290),
    (Nest("(SELECT * FROM ", "t", ")", before: "FROM "), 95),
  ])
  func `what is usual may be deeper`(_ nest: Nest, _ count: Int) {
    #expect(throws: Never.self) { try Self.outcome(nest.text(count)).get() }
  }

  @Test(arguments: [
    Nest(" + 1 - 2", "", "", before: "SELECT 1"), Nest(" || 'a'", "", "", before: "SELECT 'a'"),
    Nest(" AND a", "", "", before: "SELECT a"), Nest(" OR a = 1", "", "", before: "SELECT a"),
    Nest(" UNION ALL SELECT 1", "", "", before: "SELECT 1"),
    Nest(", 1", "", "", before: "SELECT 1"),
    Nest(" JOIN u USING (a)", "", "", before: "FROM t"),
    Nest(", (1)", "", "", before: "VALUES (1)"),
    Nest(" WHEN 1 THEN 2", "", "", before: "SELECT CASE a", after: " END"),
    Nest(", u", "", "", before: "FROM t"), Nest(" INTERSECT SELECT 1", "", "", before: "SELECT 1"),
  ])
  func `chains may be long`(_ nest: Nest) {
    #expect(throws: Never.self) { try Self.outcome(nest.text(5_000)).get() }
  }
}
