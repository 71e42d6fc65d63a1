// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// Transactions that change rows of one table.
@Suite struct RowConflictTests {
  private let store = ColumnStore()

  init() throws {
    try store.query("CREATE TABLE t(a INTEGER PRIMARY KEY, b INTEGER, c VARCHAR)")
    try store.query("INSERT INTO t SELECT range, range * 10, 'text' FROM range(1, 9)")
    try store.query("CREATE TABLE child(x INTEGER REFERENCES t(a))")
  }

  @Test(
    arguments: [
      ("CREATE TABLE s.x(a INTEGER)", "DROP SCHEMA s"),
      (
        "CREATE TABLE c(x INTEGER REFERENCES t(a)); INSERT INTO c VALUES (3)",
        "DELETE FROM t WHERE a = 3"
      ),
      ("ALTER TABLE d ADD FOREIGN KEY (x) REFERENCES t(a)", "DELETE FROM t WHERE a = 3"),
    ]
  )
  func `what a table needs does not go before others know of it`(
    first: String,
    second: String
  ) throws {
    try store.connect().run("CREATE SCHEMA s; CREATE TABLE d(x INTEGER); INSERT INTO d VALUES (3)")
    #expect(try meet(first, second)?.kind == .conflict)
  }

  /// Runs both as transactions that overlap; the error of the second one, if it fails.
  private func meet(_ first: String, _ second: String) throws -> SQLError? {
    let (one, two) = (store.connect(), store.connect())
    try one.query("BEGIN")
    try two.query("BEGIN")
    try one.run(first)
    do throws(SQLError) {
      try two.run(second)
      try one.query("COMMIT")
      try two.query("COMMIT")
      return nil
    } catch {
      return error
    }
  }

  @Test(
    arguments: [
      ("UPDATE t SET b = 1 WHERE a = 1", "UPDATE t SET b = 2 WHERE a = 2"),
      ("UPDATE t SET b = 1 WHERE a = 1", "DELETE FROM t WHERE a = 2"),
      ("DELETE FROM t WHERE a = 1", "UPDATE t SET b = 2, c = 'other text' WHERE a = 2"),
      ("DELETE FROM t WHERE a < 4", "DELETE FROM t WHERE a > 6"),
      ("INSERT INTO t VALUES (20, 1, '')", "INSERT INTO t VALUES (21, 1, '')"),
      ("INSERT INTO t VALUES (20, 1, '')", "UPDATE t SET a = 21 WHERE a = 1"),
      (
        "UPDATE t SET a = 20 WHERE a = 1",
        "INSERT INTO t VALUES (21, 1, ''); DELETE FROM t WHERE a = 2"
      ),
      (
        "DELETE FROM t WHERE a = 1",
        "INSERT INTO t VALUES (9, 1, ''); UPDATE t SET b = 7 WHERE a = 9"
      ),
      ("INSERT INTO child VALUES (1)", "INSERT INTO child VALUES (2)"),
      ("INSERT INTO t VALUES (20, 1, '')", "INSERT INTO child VALUES (1)"),
    ]
  )
  func `both take effect if their rows differ`(first: String, second: String) throws {
    #expect(try meet(first, second) == nil)
    let serial = ColumnStore()
    try serial.query("CREATE TABLE t(a INTEGER PRIMARY KEY, b INTEGER, c VARCHAR)")
    try serial.query("INSERT INTO t SELECT range, range * 10, 'text' FROM range(1, 9)")
    try serial.query("CREATE TABLE child(x INTEGER REFERENCES t(a))")
    try serial.connect().run(first)
    try serial.connect().run(second)
    for query in ["FROM t ORDER BY a", "FROM child ORDER BY x"] {
      #expect(try store.query(query).texts == serial.query(query).texts)
    }
  }

  @Test(
    arguments: [
      ("UPDATE t SET b = 1 WHERE a = 1", "UPDATE t SET c = 'x' WHERE a = 1"),
      ("UPDATE t SET b = 1 WHERE a = 1", "DELETE FROM t WHERE a = 1"),
      ("DELETE FROM t WHERE a = 1", "DELETE FROM t WHERE a = 1"),
      ("DELETE FROM t", "UPDATE t SET b = 0 WHERE a = 8"),
      ("INSERT INTO t VALUES (20, 1, '')", "INSERT INTO t VALUES (20, 2, '')"),
      ("UPDATE t SET a = 20 WHERE a = 1", "INSERT INTO t VALUES (20, 2, '')"),
      ("UPDATE t SET a = 20 WHERE a = 1", "UPDATE t SET a = 20 WHERE a = 2"),
      ("DELETE FROM t WHERE a = 1", "INSERT INTO child VALUES (1)"),
      ("INSERT INTO child VALUES (1)", "DELETE FROM t WHERE a = 1"),
      ("ALTER TABLE t ADD COLUMN d INTEGER", "UPDATE t SET b = 1 WHERE a = 1"),
    ]
  )
  func `the second fails if both touch a row or a key`(first: String, second: String) throws {
    let error = try #require(try meet(first, second))
    #expect(error.kind == .conflict)
  }

  @Test func `a key that one gives up is free for the other only afterwards`() throws {
    let error = try #require(
      try meet("DELETE FROM t WHERE a = 1", "INSERT INTO t VALUES (1, 0, '')")
    )
    #expect(error.kind == .constraint)
  }

  @Test func `many small transactions meet batches that are put together meanwhile`() throws {
    let open = store.connect()
    try open.query("BEGIN")
    try open.query("UPDATE t SET b = -1 WHERE a = 3")
    for number in 100..<200 {
      try store.query("INSERT INTO t VALUES ($1, 0, 'more')", .int(Int64(number)))
    }
    try store.query("DELETE FROM t WHERE a = 150")
    try open.query("INSERT INTO t VALUES (300, 1, 'own')")
    try open.query("COMMIT")
    #expect(
      try store.query("SELECT count(*), min(b), max(a) FROM t").texts == [["108", "-1", "300"]]
    )
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `what commits is as if one had come after the other`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    var model: [Int: Int] = [:]
    for key in 1..<9 { model[key] = key * 10 }
    var (committed, refused) = (0, 0)
    for _ in 0..<60 {
      let sessions = (0..<3).map { _ in store.connect() }
      var changes = Array(repeating: [(key: Int, value: Int?)](), count: sessions.count)
      var touched = Array(repeating: Set<Int>(), count: sessions.count)
      for session in sessions { try session.query("BEGIN") }
      for _ in 0..<6 {
        let number = Int.random(in: 0..<sessions.count, using: &random)
        let key = Int.random(in: 1..<40, using: &random)
        let value = Int.random(in: 0..<1_000, using: &random)
        var seen = model
        for change in changes[number] { seen[change.key] = change.value }
        let sql: String
        if seen[key] == nil {
          sql = "INSERT INTO t VALUES (\(key), \(value), 'new')"
          changes[number].append((key, value))
        } else if value % 3 == 0 {
          sql = "DELETE FROM t WHERE a = \(key)"
          changes[number].append((key, nil))
        } else {
          sql = "UPDATE t SET b = \(value) WHERE a = \(key)"
          changes[number].append((key, value))
        }
        touched[number].insert(key)
        try sessions[number].query(sql)
      }
      let before = model
      var taken: Set<Int> = []
      for (number, session) in sessions.enumerated() {
        // Rows that come and go within a transaction are in nobody's way.
        for key in touched[number] where before[key] == nil {
          let last = changes[number].last { $0.key == key }
          if last?.value == nil { touched[number].remove(key) }
        }
        let isFree = taken.isDisjoint(with: touched[number])
        do throws(SQLError) {
          try session.query("COMMIT")
          #expect(isFree)
          for change in changes[number] { model[change.key] = change.value }
          taken.formUnion(touched[number])
          committed += 1
        } catch {
          #expect(error.kind == .conflict)
          refused += 1
        }
      }
      let rows = try store.query("SELECT a, b FROM t ORDER BY a").texts
      #expect(rows == model.sorted { $0.key < $1.key }.map { ["\($0.key)", "\($0.value)"] })
    }
    #expect(committed > refused)
  }
}
