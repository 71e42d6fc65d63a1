// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice
import Testing

/// The forms in which people have bytes, names and stages at hand.
@Suite struct InputFormsTests {
  private let store = ColumnStore()

  private struct Resources: Source {
    var list: [any Resource]
    var resources: [any Resource] { list }
  }

  private struct Refuse: Stage {
    var name: String

    func review(_ change: inout SchemaChange) throws {
      if change.column?.name == name { change.decision = .discardValue("It is not wanted.") }
    }
  }

  @Test func `bytes come in any collection`() async throws {
    let json = Data(#"{"id": 1}"#.utf8)
    let csv = Data("id\n1\n".utf8)
    let list = [
      Records("json_data", json: json), Records("json_array", json: Array(json)),
      Records("json_slice", json: Array(json)[...]), Records("csv_data", csv: csv),
      Records("csv_array", csv: Array(csv)),
      Records("sent") { output in
        try await output.send(json: Array(json))
        try await output.send(csv: csv)
      },
    ]
    let report = try await LoadPipeline("demo", into: store).run(Resources(list: list))
    #expect(list.map { report[$0.name]?.rows } == [1, 1, 1, 1, 1, 2])
  }

  @Test func `resources are selected by a list of names`() async throws {
    let list = ["a", "b", "c"].map { Records($0, json: "{}") }
    let wanted = ["c", "a"]
    try await LoadPipeline("demo", into: store).run(Resources(list: list).selecting(wanted))
    #expect(Set(store.tables(in: "demo").filter { !$0.hasPrefix("_") }) == ["a", "c"])
  }

  @Test func `stages are made in a loop`() async throws {
    let pipeline = try LoadPipeline("demo", into: store) {
      InferTypes()
      EvolveSchema()
      for name in ["password", "card"] { Refuse(name: name) }
    }
    try await pipeline.run(
      Records("users", of: [["id": 1, "password": "x", "card": "y"]] as [Record])
    )
    #expect(pipeline.schema?["users"]?.columns.filter { !$0.name.hasPrefix("_") }.count == 1)
  }

  /// White space for ever.
  private struct Blanks: ByteStream {
    let started: @Sendable () -> Void

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) async throws -> Int {
      started()
      await Task.yield()
      for index in buffer.indices { buffer[index] = 0x0A }
      return buffer.count
    }
  }

  @Test(arguments: [false, true], [false, true])
  func `a stream without records can be cancelled`(isCSV: Bool, hasSteps: Bool) async throws {
    let (started, continuation) = AsyncStream.makeStream(of: Void.self)
    let stream = Blanks { continuation.yield() }
    let blanks = isCSV ? Records("b", csv: stream) : Records("b", json: stream)
    let pipeline = LoadPipeline("demo", into: store)
    let task = Task { try await pipeline.run(hasSteps ? blanks.map { $0 } : blanks) }
    for await _ in started { break }
    task.cancel()
    let result = await task.result
    #expect(throws: CancellationError.self) { try result.get() }
  }
}
