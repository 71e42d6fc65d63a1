// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Keys, references and rows that are looked for by them.
@Suite struct KeyTests {
  private let store = ColumnStore()

  private func failure(_ sql: String, _ connection: StoreConnection? = nil) -> SQLError? {
    do {
      try (connection ?? store.connect()).query(sql)
      return nil
    } catch { return error }
  }

  @Test(
    arguments: [
      (
        "INSERT INTO t VALUES (7, 1, 'a'), (7, 2, 'b')",
        "two of the rows would have the key a = 7 of 't'"
      ),
      ("INSERT INTO t VALUES (1, 1, 'a')", "'t' has a row with the key a = 1 already"),
      ("INSERT INTO t VALUES (8, 1, 'x')", "'t' has a row with the key c = x already"),
      ("UPDATE t SET a = 2 WHERE a = 1", "'t' has a row with the key a = 2 already"),
      ("UPDATE t SET a = 5", "two of the rows would have the key a = 5 of 't'"),
      ("INSERT INTO t VALUES (8, NULL, 'q')", "the column 'b' of 't' has to have a value"),
      ("INSERT INTO t VALUES (8, 0, 'q')", "a row of 't' does not meet the condition b > 0"),
      (
        "INSERT INTO child VALUES (9)",
        "a row of 'child' with x = 9 refers to a row of 't' that is not there"
      ),
      (
        "DELETE FROM t WHERE a = 1",
        "a row of 'child' with x = 1 refers to a row of 't' that would not be there any more"
      ),
      (
        "UPDATE t SET a = 9 WHERE a = 1",
        "a row of 'child' with x = 1 refers to a row of 't' that would not be there any more"
      ),
      (
        "DELETE FROM t",
        "a row of 'child' with x = 1 refers to a row of 't' that would not be there any more"
      ),
      (
        "INSERT INTO t VALUES (8, 1, 'f'), (8, 2, 'g') ON CONFLICT (a) DO UPDATE SET b = 1",
        "two of the rows have the key a = 8, and one cannot change the other"
      ),
    ]
  )
  func `errors say which values are at fault, and what to do`(sql: String, message: String) throws {
    try prepare()
    let error = try #require(failure(sql))
    #expect(error.kind == .constraint)
    #expect(error.message == message)
    #expect(!error.advice.isEmpty)
    #expect(try store.query("SELECT count(*), sum(a), sum(b) FROM t").texts == [["3", "6", "60"]])
  }

  private func prepare() throws {
    let connection = store.connect()
    try connection.run(
      """
      CREATE TABLE t(a INTEGER PRIMARY KEY, b INTEGER NOT NULL CHECK (b > 0), c VARCHAR UNIQUE);
      INSERT INTO t VALUES (1, 10, 'x'), (2, 20, NULL), (3, 30, NULL);
      CREATE TABLE child(x INTEGER REFERENCES t(a));
      INSERT INTO child VALUES (1), (NULL)
      """
    )
  }

  @Test func `keys may move within a statement, and come again once they have gone`() throws {
    try prepare()
    let connection = store.connect()
    try connection.run("DELETE FROM child; UPDATE t SET a = a + 1; UPDATE t SET a = 6 - a")
    #expect(try store.query("SELECT a FROM t ORDER BY b").texts == [["4"], ["3"], ["2"]])
    try connection.run("BEGIN; DELETE FROM t WHERE a = 3; INSERT INTO t VALUES (3, 1, 'again')")
    #expect(failure("INSERT INTO t VALUES (3, 1, 'twice')", connection)?.kind == .constraint)
    try connection.run("ROLLBACK; DELETE FROM t; INSERT INTO t VALUES (3, 1, 'x')")
    #expect(try store.query("SELECT a, c FROM t").texts == [["3", "x"]])
  }

  @Test func `keys of several columns are the same if all are, and none is missing`() throws {
    try store.query("CREATE TABLE k(a VARCHAR, b DOUBLE, UNIQUE (a, b))")
    try store.query("INSERT INTO k VALUES ('a', 0.0), ('a', 1), ('b', 0), ('a', NULL), ('a', NULL)")
    #expect(failure("INSERT INTO k VALUES ('a', -0.0)")?.kind == .constraint)
    #expect(failure("INSERT INTO k VALUES ('b', 1), (NULL, 1), (NULL, 1)") == nil)
    #expect(try store.query("SELECT count(*) FROM k WHERE a = 'a' AND b = 0").texts == [["1"]])
    #expect(try store.query("SELECT count(*) FROM k WHERE a = 'a'").texts == [["4"]])
  }

  @Test func `references have the type of what they refer to, and keys are no intervals`() throws {
    try store.query("CREATE TABLE p(id INTEGER PRIMARY KEY)")
    #expect(failure("CREATE TABLE c(id BIGINT REFERENCES p(id))")?.kind == .binding)
    #expect(failure("CREATE TABLE c(i INTERVAL PRIMARY KEY)")?.kind == .binding)
  }

  @Test(arguments: [1, 100, 5_000] as [Int64])
  func `rows are found by their keys, however they came`(size: Int64) throws {
    let connection = store.connect()
    try connection.run(
      "CREATE TABLE n(a INTEGER PRIMARY KEY, b VARCHAR, c DOUBLE); CREATE INDEX texts ON n(b)"
    )
    let insert = try connection.prepare(
      "INSERT INTO n SELECT range, 'text ' || range % 97, NULL FROM range($1, $2)"
    )
    for start in 0..<40 {
      try insert.run(.int(Int64(start) * size), .int(Int64(start + 1) * size))
    }
    let count = 40 * size
    let wanted = [0, count / 2, count - 1]
    for number in wanted {
      let key = Value.int(number)
      let text = "text \(number % 97)"
      #expect(try connection.query("SELECT b FROM n WHERE a = $1", key).texts == [[text]])
      try connection.query("UPDATE n SET c = a / 2, b = 'other' WHERE a = $1", key)
      #expect(
        try connection.query("SELECT b, c FROM n WHERE $1 = a", key).texts
          == [["other", "\(Double(number) / 2)"]]
      )
      #expect(failure("INSERT INTO n VALUES (\(number), '', 0)")?.kind == .constraint)
    }
    #expect(
      try connection.query("SELECT count(*) FROM n WHERE b = 'other'").texts
        == [["\(Set(wanted).count)"]]
    )
    for number in Set(wanted) {
      try connection.query("DELETE FROM n WHERE a = $1", .int(number))
      #expect(try connection.query("FROM n WHERE a = $1", .int(number)).texts.isEmpty)
    }
    let none = "SELECT a FROM n WHERE a IN (-1, \(count), 99999999999999999999)"
    #expect(try connection.query(none).texts.isEmpty)
    #expect(
      try connection.query("SELECT count(*) FROM n").texts == [
        ["\(Int(count) - Set(wanted).count)"]
      ]
    )
  }

  @Test func `values that meet a key change rows or are left out`() throws {
    let connection = store.connect()
    try connection.run(
      """
      CREATE TABLE u(a VARCHAR PRIMARY KEY, n INTEGER);
      INSERT INTO u VALUES ('x', 1), ('y', 2);
      INSERT INTO u VALUES ('y', 10), ('z', 20) ON CONFLICT (a) DO UPDATE SET n = u.n + excluded.n;
      INSERT INTO u VALUES ('x', 7), ('w', 7), ('w', 8) ON CONFLICT DO NOTHING;
      INSERT OR REPLACE INTO u VALUES ('z', 0);
      INSERT INTO u VALUES ('x', 5) ON CONFLICT (a) DO UPDATE SET n = 0 WHERE u.n > 100
      """
    )
    #expect(
      try store.query("FROM u ORDER BY a").texts
        == [["w", "7"], ["x", "1"], ["y", "12"], ["z", "0"]]
    )
    #expect(
      failure("INSERT INTO u VALUES ('q', 5) ON CONFLICT (a) DO UPDATE SET nope = 0")?.kind
        == .binding
    )
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `random changes hold to keys as a dictionary does`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let connection = store.connect()
    try connection.query("CREATE TABLE r(a INTEGER PRIMARY KEY, b INTEGER)")
    var model: [Int: Int] = [:]
    for step in 0..<400 {
      let (a, b) = (Int.random(in: 0..<60, using: &random), Int.random(in: 0..<60, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let error = failure("INSERT INTO r VALUES (\(a), \(step))", connection)
        #expect((error != nil) == (model[a] != nil))
        if error == nil { model[a] = step }
      case 2:
        let error = failure("UPDATE r SET a = \(b), b = \(step) WHERE a = \(a)", connection)
        let isRefused = a != b && model[a] != nil && model[b] != nil
        #expect((error != nil) == isRefused)
        if error == nil, model.removeValue(forKey: a) != nil { model[b] = step }
      case 3:
        try connection.query("DELETE FROM r WHERE a = \(a)")
        model[a] = nil
      default:
        try connection.query(
          "INSERT INTO r VALUES (\(a), \(step)) ON CONFLICT (a) DO UPDATE SET b = excluded.b"
        )
        model[a] = step
      }
      if step % 20 == 0 {
        let rows = try connection.query("SELECT a, b FROM r ORDER BY a").texts
        #expect(rows == model.sorted { $0.key < $1.key }.map { ["\($0.key)", "\($0.value)"] })
      }
    }
  }
}

/// Columns that get other values in some rows.
@Suite struct PatchedColumnTests {
  @Test(arguments: [0, 1, 63, 64, 130])
  func `values are put where they belong`(count: Int) throws {
    let values = (0..<count).map { $0 % 3 == 0 ? Value.null : .text("text \($0)") }
    let records = values.map { ["a": $0] as Record }
    let rows = (0..<count).filter { $0 % 5 == 1 }
    let new = rows.map { $0 % 2 == 0 ? Value.null : .text("new \($0)") }
    let before = Batch(records, [("a", .text)]).vectors[0]
    let patched = before.patched(
      rows,
      with: Batch(new.map { ["a": $0] }, [("a", .text)]).vectors[0]
    )
    var expected = values
    for (place, row) in rows.enumerated() { expected[row] = new[place] }
    let vector = try #require(patched)
    #expect((0..<count).map { vector[$0] } == expected)
  }

  @Test(arguments: [0, 1, 2, 3, 7])
  func `rows of packed columns are those of whole ones`(every: Int) throws {
    let records = (0..<200).map { row in
      ["a": every > 0 && row % every == 0 ? Value.int(Int64(row)) : .null, "b": 1] as Record
    }
    let batch = PackedBatch(Batch(records, [("a", .bigint), ("b", .bigint)]))
    let rows: [UInt32] = [199, 0, 7, 14, 64, 63, 130, 21]
    let vector = try #require(batch.gathered("a", rows))
    let whole = try #require(batch.physical("a"))
    #expect(rows.indices.map { vector[$0] } == rows.map { whole[Int($0)] })
  }
}
