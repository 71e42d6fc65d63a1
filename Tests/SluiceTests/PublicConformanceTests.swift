// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

// What a user writes, with nothing but the public interface.

private struct Numbers: Resource {
  let name = "numbers"

  func extract(to output: Output) async throws {
    for page in 0..<3 {
      var row = Record()
      row["number"] = .int(Int64(page))
      try await output.send(row)
    }
  }
}

private struct Arithmetic: Source {
  var withSquares: Bool

  var resources: [any Resource] {
    Numbers()
    if withSquares {
      Numbers().then("squares") { number, output in
        guard case .int(let root) = number["number"] else { return }
        var row = Record()
        row["square"] = .int(root * root)
        try await output.send(row)
      }
      .primaryKey("square")
    }
  }
}

private actor Counter {
  private(set) var rows = 0
  func add(_ count: Int) { rows += count }
}

private struct CountingDestination: Destination {
  let counter: Counter
  let capabilities = Capabilities()

  func open(dataset: String) async throws -> any DestinationSession { Session(counter: counter) }

  final class Session: DestinationSession {
    private let counter: Counter
    private var rows = 0

    init(counter: Counter) { self.counter = counter }

    func begin(_ load: Load) async throws {}
    func migrate(to schema: Schema) async throws {}
    func load(_ batch: Batch, into table: Table) async throws { rows += batch.rowCount }
    func finish(_ table: Table) async throws {}
    func commit(_ record: LoadRecord) async throws { await counter.add(rows) }
    func abandon() async { rows = 0 }
  }
}

private struct RefuseTables: Stage {
  func review(_ change: inout SchemaChange) throws {
    guard case .newTable = change.kind, change.table.name == "secrets" else { return }
    change.decision = .fail("No table of secrets.")
  }
}

private struct Nightly<Target: Destination>: Pipeline {
  let name = "nightly"
  let destination: Target

  var stages: [any Stage] {
    InferTypes()
    EvolveSchema()
    RefuseTables()
  }
  var settings: PipelineSettings { .testing() }
}

@Suite struct PublicConformanceTests {
  @Test func `a user writes resource, source, destination and pipeline`() async throws {
    let counter = Counter()
    let report = try await Nightly(destination: CountingDestination(counter: counter))
      .run(Arithmetic(withSquares: true))
    #expect(await counter.rows == 6)
    #expect(report["squares"]?.rows == 3)
    #expect(report.source == "arithmetic")
  }

  @Test func `a pipeline of the user fills a store`() async throws {
    let store = ColumnStore()
    try await Nightly(destination: store).run(Arithmetic(withSquares: false))
    #expect(try store.table("nightly", "numbers")["number"] == [.int(0), .int(1), .int(2)])
    #expect(Nightly(destination: store).stages.count == 3)
  }

  @Test func `one resource is enough`() async throws {
    let store = ColumnStore()
    try await Nightly(destination: store).run(Numbers())
    #expect(try store.table("nightly", "numbers").rowCount == 3)
  }
}
