// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import SluiceTesting
import Testing

@Suite struct RecordsTests {
  struct Player: Codable, Sendable, Equatable {
    var id: Int
    var name: String
  }

  private let store = ColumnStore()

  private func run(_ resource: Records, clock: any TimeSource = TestClock()) async throws {
    try await testPipeline(into: store, clock: clock).run(resource)
  }

  private func numbers(_ table: String = "items", _ column: String = "number") throws -> [Value] {
    try store.table("demo", table)[column] ?? []
  }

  private func records(_ range: Range<Int64>) -> [Record] {
    range.map { record(("number", .int($0))) }
  }

  @Test func `values of any kind of sequence are loaded`() async throws {
    let players = [Player(id: 1, name: "Ada"), Player(id: 2, name: "Bob")]
    try await run(Records("array", of: players))
    try await run(
      Records("lazy", of: Set(players.map(\.id)).sorted().map { Player(id: $0, name: "") })
    )
    let (stream, continuation) = AsyncStream.makeStream(of: Player.self)
    for player in players { continuation.yield(player) }
    continuation.finish()
    try await run(Records("stream", of: stream))
    #expect(try store.table("demo", "array").decode(Player.self) == players)
    #expect(try store.table("demo", "lazy").rowCount == 2)
    #expect(try store.table("demo", "stream").decode(Player.self) == players)
  }

  @Test func `values that are no records become rows with one column`() async throws {
    try await run(Records("items", of: [Value.int(1), .int(2)]))
    #expect(try numbers("items", "value") == [.int(1), .int(2)])
  }

  @Test func `JSON is read piece by piece`() async throws {
    let text = (0..<3_000).map(String.init).joined(separator: "\n")
    try await run(Records("items", json: text))
    #expect(try numbers() == (0..<3_000).map { .int($0) })
  }

  @Test func `columns are loaded as they are`() async throws {
    let batch = Batch(records(0..<3), [("number", .bigint)])
    try await run(Records("items", of: [batch, batch]))
    #expect(try store.table("demo", "items").columns.map(\.name) == ["number"])
    #expect(try numbers().count == 6)
  }

  @Test(arguments: [0, 1, 63, 64, 65, 100, 128, 130, 150])
  func `a limit of rows cuts columns`(limit: Int) async throws {
    let rows = (0..<130).map { row in
      row % 3 == 0 ? Record() : record(("number", .int(Int64(row))))
    }
    let batch = Batch(rows, [("number", .bigint)])
    try await run(Records("items", of: [batch]).limit(rows: limit))
    guard limit > 0 else { return }
    let expected = rows.prefix(limit).map { $0["number"] ?? .null }
    #expect(try numbers() == expected)
    #expect(try store.table("demo", "items").columns.map(\.name) == ["number"])
  }

  @Test func `steps see records in the order in which they are written`() async throws {
    try await run(
      Records("items", of: records(0..<6))
        .filter { $0["number"] != .int(3) }
        .map { $0["number"] == .int(0) ? nil : $0 }
        .flatMap { [$0, $0] }
        .limit(rows: 5)
    )
    #expect(try numbers() == [.int(1), .int(1), .int(2), .int(2), .int(4)])
  }

  @Test func `a limit of pages stops the resource`() async throws {
    let sent = Locked(0)
    let resource = Records("items") { output in
      for number in 0..<100 {
        sent.withLock { $0 += 1 }
        try await output.send(records(Int64(number)..<Int64(number) + 2))
      }
    }
    try await run(resource.limit(pages: 3))
    #expect(try numbers().count == 6)
    #expect(sent.withLock { $0 } == 3)
  }

  @Test func `a limit of nothing extracts nothing`() async throws {
    try await run(Records("items") { _ in Issue.record("Not called.") }.limit(rows: 0))
    #expect(store.tables(in: "demo").contains("items") == false)
  }

  @Test func `a limit of time goes by the clock of the run`() async throws {
    let clock = TestClock()
    let resource = Records("items") { output in
      for number in 0..<10 {
        try await output.send(record(("number", .int(Int64(number)))))
        clock.advance(by: .seconds(1))
      }
    }
    try await run(resource.limit(time: .milliseconds(2_500)), clock: clock)
    #expect(try numbers() == [.int(0), .int(1), .int(2)])
  }

  @Test func `a record names its table`() async throws {
    let resource = Records("events", of: records(0..<4)).table { record in
      record["number"] == .int(2) ? "Two" : "others"
    }
    try await run(resource)
    #expect(try numbers("two") == [.int(2)])
    #expect(try numbers("others").count == 3)
  }

  @Test func `a record that cannot name its table fails the run`() async throws {
    struct Nameless: Error {}
    let error = await #expect(throws: LoadError.self) {
      try await run(Records("events", of: records(0..<2)).table { _ in throw Nameless() })
    }
    #expect(error?.code == .dynamicHintFailed)
    #expect(error?.location.record == 1)
  }

  @Test func `a page is sent to another table, with the hints of the resource`() async throws {
    let resource = Records("items") { output in
      try await output.send(records(0..<1))
      try await output.send(records(0..<2), to: "Others")
    }
    try await run(resource.primaryKey("number"))
    #expect(try numbers("items").count == 1)
    #expect(try numbers("others").count == 2)
  }

  @Test func `hints change from here on, or for one table`() async throws {
    let pipeline = testPipeline(into: store)
    try await pipeline.run(
      Records("items") { output in
        try await output.update(table: "keyed") { $0.primaryKey = ["number"] }
        try await output.send(records(0..<1), to: "keyed")
        try await output.send(records(0..<1))
        try await output.update { $0.table = .fixed("later") }
        try await output.send(records(0..<1))
      }
    )
    let schema = try #require(pipeline.schema)
    #expect(schema["keyed"]?.columns(with: .primaryKey) == ["number"])
    #expect(schema["items"]?.columns(with: .primaryKey) == [])
    #expect(schema["later"]?.hasSeenData == true)
  }

  @Test func `several tasks may send at the same time`() async throws {
    try await run(
      Records("items") { output in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for page in 0..<20 {
            group.addTask {
              try await output.send(records(Int64(page) * 10..<Int64(page) * 10 + 10))
            }
          }
          try await group.waitForAll()
        }
      }
    )
    #expect(Set(try numbers()).count == 200)
  }
}
