// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// Transactions that meet.
@Suite struct TransactionTests {
  private let store = ColumnStore()

  init() throws {
    try store.query("CREATE TABLE t(a INTEGER PRIMARY KEY, b INTEGER)")
    try store.query("INSERT INTO t VALUES (1, 10), (2, 20)")
    try store.query("CREATE TABLE log(x INTEGER)")
  }

  private func count(_ table: String, _ connection: StoreConnection? = nil) throws -> Int {
    let sql = "SELECT count(*) FROM \(table)"
    return try (connection ?? store.connect()).query(sql).value(as: Int.self)
  }

  @Test func `nothing is seen before a commit, and all after it`() throws {
    let writer = store.connect()
    try writer.run("BEGIN; INSERT INTO t VALUES (3, 30); DELETE FROM t WHERE a = 1")
    #expect(try count("t") == 2)
    #expect(try count("t", writer) == 2)
    #expect(try store.query("SELECT a FROM t ORDER BY a").texts == [["1"], ["2"]])
    try writer.query("COMMIT")
    #expect(try store.query("SELECT a FROM t ORDER BY a").texts == [["2"], ["3"]])
  }

  @Test func `a rollback leaves nothing`() throws {
    let writer = store.connect()
    try writer.run(
      "BEGIN; DROP TABLE log; CREATE TABLE other(a INTEGER); UPDATE t SET b = 0; ROLLBACK"
    )
    #expect(try count("log") == 0)
    #expect(try store.query("SELECT sum(b) FROM t").texts == [["30"]])
    #expect(throws: SQLError.self) { try store.query("FROM other") }
  }

  @Test func `a reader sees what was there when it began`() throws {
    let reader = store.connect()
    try reader.query("BEGIN")
    #expect(try count("t", reader) == 2)
    try store.query("INSERT INTO t VALUES (3, 30)")
    try store.query("UPDATE t SET b = -1")
    try store.query("DROP TABLE log")
    #expect(
      try reader.query("SELECT a, b FROM t ORDER BY a").texts == [["1", "10"], ["2", "20"]]
    )
    #expect(try count("log", reader) == 0)
    try reader.query("COMMIT")
    #expect(try count("t", reader) == 3)
  }

  @Test(
    arguments: [
      ("UPDATE t SET b = 1 WHERE a = 1", "UPDATE t SET b = 2 WHERE a = 1"),
      ("DELETE FROM t WHERE a = 1", "UPDATE t SET b = 2 WHERE a = 1"),
      ("INSERT INTO t VALUES (7, 1)", "INSERT INTO t VALUES (7, 2)"),
      ("ALTER TABLE log ADD COLUMN y INTEGER", "INSERT INTO log VALUES (1)"),
      ("DROP TABLE log", "INSERT INTO log VALUES (1)"),
      ("CREATE TABLE fresh(a INTEGER)", "CREATE TABLE fresh(b INTEGER)"),
      ("ALTER TABLE log RENAME TO old", "CREATE INDEX i ON log(x)"),
    ]
  )
  func `of two that change the same the second fails`(first: String, second: String) throws {
    let (one, two) = (store.connect(), store.connect())
    try one.query("BEGIN")
    try two.query("BEGIN")
    _ = try two.query("SELECT count(*) FROM t")
    try one.query(first)
    try one.query("COMMIT")
    let error = #expect(throws: SQLError.self) {
      try two.query(second)
      try two.query("COMMIT")
    }
    #expect(error?.kind == .conflict, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func `rows that only come do not meet`() throws {
    let connections = (0..<4).map { _ in store.connect() }
    for connection in connections { try connection.query("BEGIN") }
    for (number, connection) in connections.enumerated() {
      try connection.query("INSERT INTO log VALUES ($1)", .int(Int64(number)))
    }
    for connection in connections { try connection.query("COMMIT") }
    #expect(try store.query("SELECT sum(x), count(*) FROM log").texts == [["6", "4"]])
  }

  @Test func `rows that one removes are those that it saw`() throws {
    let one = store.connect()
    try store.query("INSERT INTO log VALUES (1), (2)")
    try one.query("BEGIN")
    #expect(try count("log", one) == 2)
    try store.query("INSERT INTO log VALUES (3)")
    try one.query("DELETE FROM log")
    try one.query("COMMIT")
    #expect(try store.query("SELECT x FROM log").texts == [["3"]])
  }

  @Test func `after a failure a transaction does nothing but end`() throws {
    let writer = store.connect()
    try writer.run("BEGIN; INSERT INTO log VALUES (1)")
    #expect(throws: SQLError.self) { try writer.query("INSERT INTO t VALUES (1, 1)") }
    let error = #expect(throws: SQLError.self) { try writer.query("SELECT 1") }
    #expect(error?.kind == .transaction)
    try writer.query("ROLLBACK")
    #expect(try count("log") == 0)
  }

  @Test func `a mistake in a text does not end a transaction`() throws {
    let writer = store.connect()
    try writer.run("BEGIN; INSERT INTO log VALUES (1)")
    #expect(throws: SQLError.self) { try writer.query("SELEC 1") }
    #expect(throws: SQLError.self) { try writer.query("SELECT nope FROM log") }
    try writer.query("COMMIT")
    #expect(try count("log") == 1)
  }

  @Test func `a closure is a transaction`() throws {
    struct Stop: Error {}
    try store.transaction { transaction in
      try transaction.query("INSERT INTO log VALUES (1)")
      try transaction.query("INSERT INTO log VALUES (2)")
    }
    #expect(throws: Stop.self) {
      try store.transaction { transaction in
        try transaction.query("DELETE FROM log")
        throw Stop()
      }
    }
    #expect(try count("log") == 2)
  }

  @Test func `pipelines and statements share tables`() async throws {
    let rows: [Record] = [["id": 1, "name": "a"], ["id": 2, "name": "b"]]
    let pipeline = LoadPipeline.test("shop", into: store)
    try await pipeline.run(Records("people", of: rows))
    try store.query("UPDATE shop.people SET name = upper(name) WHERE id = 2")
    try store.query(
      "INSERT INTO shop.people BY NAME SELECT 3 AS id, 'c' AS name, '' AS _dlt_id, '' AS _dlt_load_id"
    )
    try await pipeline.run(Records("people", of: [["id": 4, "name": "d"] as Record]))
    let names = try store.query("SELECT name FROM shop.people ORDER BY id").texts
    #expect(names == [["a"], ["B"], ["c"], ["d"]])
  }

  @Test func `a column that a load brought goes with a table that is renamed`() async throws {
    let pipeline = LoadPipeline.test("shop", into: store)
    try await pipeline.run(Records("people", of: [["id": 1] as Record]))
    try store.query("ALTER TABLE shop.people ALTER id SET NOT NULL")
    try await pipeline.run(Records("people", of: [["id": 2, "name": "b"] as Record]))
    try store.query("ALTER TABLE shop.people RENAME TO persons")
    let rows = try store.query("SELECT id, name FROM shop.persons ORDER BY id").texts
    #expect(rows == [["1", nil], ["2", "b"]])
  }

  @Test(arguments: ["COMMENT ON TABLE shop.t IS 'x'", "CREATE UNIQUE INDEX i ON shop.t(v)"])
  func `a load that widens a column has its way`(statement: String) async throws {
    let pipeline = LoadPipeline.test("shop", into: store)
    try await pipeline.run(Records("t", of: [["v": 1] as Record]).onConflict(.widen))
    try store.query(statement)
    try await pipeline.run(Records("t", of: [["v": 2.5] as Record]).onConflict(.widen))
    #expect(try store.query("SELECT v FROM shop.t ORDER BY v").texts == [["1.0"], ["2.5"]])
    try store.query("ALTER TABLE shop.t RENAME v TO w")
    #expect(try store.query("SELECT sum(w) FROM shop.t").texts == [["3.5"]])
  }

  @Test func `readers see whole transactions while others write`() async throws {
    let store = store
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<2 {
        group.addTask {
          for number in 0..<25 {
            try store.transaction { transaction in
              let key = Int64(100 + writer * 1_000 + number)
              try transaction.query("INSERT INTO log VALUES ($1)", .int(key))
              try transaction.query("INSERT INTO log VALUES ($1)", .int(-key))
            }
          }
        }
      }
      for _ in 0..<2 {
        group.addTask {
          for _ in 0..<40 {
            let found = try store.query("SELECT coalesce(sum(x), 0), count(*) % 2 FROM log").texts
            #expect(found == [["0", "0"]])
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try count("log") == 100)
  }
}
