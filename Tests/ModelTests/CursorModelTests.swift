// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Random histories of loads along a cursor, against a model that is simple to read.
@Suite(.serialized) struct CursorModelTests {
  struct Row: Hashable, Codable, Sendable {
    var id: Int64
    var at: Int64

    var record: Record { ["id": .int(id), "at": .int(at)] }
    var json: String { "{\"id\": \(id), \"at\": \(at)}" }
  }

  /// What a cursor does, one record at a time.
  private struct Model {
    var lag: Int64?
    var isMinimum = false
    var start = RangeEdge.closed
    var last: Int64?
    var boundary: Set<Row> = []
    var loaded: [Row] = []

    mutating func run(_ rows: [Row]) {
      let sign: Int64 = isMinimum ? -1 : 1
      let known = boundary
      let first = last.map { $0 - sign * (lag ?? 0) }
      for row in rows {
        if let first {
          if sign * row.at < sign * first || row.at == first && start == .open { continue }
          if row.at == first, lag == nil, known.contains(row) { continue }
        }
        loaded.append(row)
        if last.map({ sign * row.at > sign * $0 }) ?? true {
          (last, boundary) = (row.at, [])
        }
        if row.at == last { boundary.insert(row) }
      }
    }
  }

  private func resource(_ pages: [[Row]], form: Int, _ rule: Incremental) -> Records {
    Records("t") { output in
      for page in pages {
        switch form {
        case 0: try await output.send(page.map(\.record))
        case 1: try await output.send(page)
        case 2: try await output.send(json: page.map(\.json).joined(separator: "\n"))
        case 3:
          let text = page.map { "\($0.id),\($0.at)\n" }.joined()
          try await output.send(csv: "id,at\n" + text)
        default:
          let (ids, times) = (VectorBuilder(.bigint), VectorBuilder(.bigint))
          for row in page {
            ids.append(row.id)
            times.append(row.at)
          }
          let vectors = [ids.finish(), times.finish()]
          try await output.send(Batch(names: ["id", "at"], vectors: vectors, rowCount: page.count))
        }
      }
    }
    .with { $0.incrementals = [rule] }
  }

  private func rows(in store: ColumnStore, _ dataset: String) -> [Row] {
    guard let table = try? store.table(dataset, "t") else { return [] }
    let ids = table["id"]?.compactMap(\.int64) ?? []
    return zip(ids, table["at"]?.compactMap(\.int64) ?? []).map { Row(id: $0, at: $1) }
  }

  private func sorted(_ rows: [Row]) -> [Row] { rows.sorted { ($0.at, $0.id) < ($1.at, $1.id) } }

  @Test(arguments: ModelSeeds.all)
  func `all forms of records do what the model does`(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    var model = Model()
    model.lag = Bool.random(using: &random) ? nil : Int64.random(in: 0...3, using: &random)
    model.isMinimum = Int.random(in: 0..<4, using: &random) == 0
    model.start = Int.random(in: 0..<4, using: &random) == 0 ? .open : .closed
    var options = CursorOptions()
    options.fold = model.isMinimum ? .minimum : .maximum
    options.start = model.start
    options.boundaryLimit = Int.random(in: 0...4, using: &random)
    let span = model.lag.map { CursorSpan<Int64>.count($0) }
    let rule = Incremental("at", Int64.self, from: nil, until: nil, lag: span, options)
    let stores = (0..<5).map { _ in ColumnStore() }
    for _ in 0..<6 {
      let pages = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        (0..<Int.random(in: 1...6, using: &random)).map { _ in
          Row(id: .random(in: 0..<6, using: &random), at: .random(in: 0..<8, using: &random))
        }
      }
      let fails = Int.random(in: 0..<4, using: &random) == 0
      if !fails { model.run(pages.flatMap(\.self)) }
      var states: Set<Value> = []
      for (form, store) in stores.enumerated() {
        var records = resource(pages, form: form, rule)
        if fails { records = records.filter { _ in throw CancelledByTest() } }
        let pipeline = LoadPipeline.test("demo", into: store)
        do { try await pipeline.run(records) } catch { #expect(fails, "\(error)") }
        #expect(sorted(rows(in: store, "demo")) == sorted(model.loaded), "\(seed), form \(form)")
        let state = try await pipeline.state()?.sources["demo"]?["resources"]?["t"]?["incremental"]
        states.insert(state ?? .null)
      }
      // A row in columns is the same record as one in JSON, and so has the same hash.
      #expect(states.count == 1, "\(states)")
      #expect(states.first?["at"]?["last_value"]?.int64 == model.last)
    }
  }

  private struct CancelledByTest: Error {}

  @Test(arguments: ModelSeeds.all)
  func `a growing source is loaded once by processes that die on the way`(
    seed: UInt64
  ) async throws {
    var random = SeededGenerator(seed: seed)
    var options = CursorOptions()
    options.boundaryLimit = Int.random(in: 0...3, using: &random)
    let isOrdered = Bool.random(using: &random)
    if isOrdered { options.order = .ascending }
    let rule = Incremental("at", Int64.self, from: nil, until: nil, lag: nil, options)
    var loads = MortalLoads(seed, rowsPerLoad: 4)
    var all: [Row] = []
    var at: Int64 = 0
    for number in 1...Int.random(in: 2...6, using: &random) {
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        if Int.random(in: 0..<3, using: &random) == 0 { at += 1 }
        all.append(Row(id: Int64(all.count), at: at))
      }
      let sent = isOrdered ? all : all.shuffled(using: &random)
      let size = Int.random(in: 1...5, using: &random)
      let onlyNew = Bool.random(using: &random)
      // The source fails as well, the first time that it comes so far.
      let failure = Locked(
        Bool.random(using: &random) ? Int.random(in: 0...all.count, using: &random) : nil
      )
      let records = Records("t") { output in
        let start = try output.cursor.startValue(as: Int64.self)
        let wanted = onlyNew ? sent.filter { $0.at >= start ?? 0 } : sent
        for from in stride(from: 0, to: wanted.count, by: size) {
          let fails = failure.withLock { failure in
            guard let place = failure, from >= place else { return false }
            failure = nil
            return true
          }
          if fails { throw CancelledByTest() }
          let page = wanted[from..<min(from + size, wanted.count)]
          try await output.send(json: page.map(\.json).joined(separator: "\n"))
          try await output.checkpoint()
        }
      }
      .with { $0.incrementals = [rule] }
      try await loads.load(number, using: &random) { process in
        let found = rows(in: process.destination, "d")
        try #require(Set(found).count == found.count, "seed \(seed)")
        do {
          try await process.run(records)
        } catch let error as LoadError where error.cause is CancelledByTest {
          try await process.run(records)
        }
      }
      try #require(sorted(rows(in: loads.store, "d")) == all, "seed \(seed)")
    }
  }
}
