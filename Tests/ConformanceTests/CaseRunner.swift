// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting

/// Runs a case: each of its runs is one run of one pipeline into one store.
struct CaseRunner {
  /// How records reach the library.
  enum Route {
    /// As values.
    case values
    /// As JSON, which takes a way of its own.
    case json
  }

  private let example: Case
  private let route: Route
  private let destination: RecordingDestination
  private let settings: PipelineSettings
  private let limits: Limits
  private let workspace = Workspace.memory()
  /// The convention of the latest run: a change stays.
  private var naming: String
  private var loads: [String: Int] = [:]

  /// When the corpus was made: its clock stood still.
  private static let moment = Timestamp("2026-01-01T00:00:00+00:00") ?? Timestamp(microseconds: 0)

  init(_ example: Case, by route: Route = .values) {
    self.example = example
    self.route = route
    var destination = RecordingDestination(ColumnStore())
    let caps = example.record["destination"]?["caps"]
    destination.capabilities.maximumTableNameLength = caps?["max_identifier_length"]?.int64.map {
      Int($0)
    }
    destination.capabilities.maximumColumnNameLength =
      caps?["max_column_identifier_length"]?.int64.map { Int($0) }
    self.destination = destination
    var settings = PipelineSettings()
    settings.clock = TestClock(Self.moment)
    // Resources that share a table are extracted in turn, so that their columns are, too.
    var limits = Limits()
    limits.concurrentResources = 1
    self.settings = settings
    self.limits = limits
    naming = example.record["naming"]?.string ?? "snake_case"
  }

  /// The pipeline as `run` has it: its contract is one of the run.
  private func pipeline(for run: Record) throws -> LoadPipeline<RecordingDestination> {
    let contract = try run["schema_contract"].flatMap { try Contract(corpus: $0) }
    return try LoadPipeline(
      "conformance",
      into: destination,
      dataset: "corpus",
      limits: limits,
      settings: settings,
      workspace: workspace
    ) {
      InferTypes()
      EvolveSchema()
      EnforceContract(contract)
    }
  }

  /// What came of each run, in the recorded form.
  mutating func outcomes() async -> [Record] {
    var outcomes: [Record] = []
    for (index, run) in example.runs.enumerated() {
      outcomes.append(await outcome(of: run, number: index + 1))
    }
    return outcomes
  }

  private mutating func outcome(of run: Record, number: Int) async -> Record {
    var failure: (any Error)?
    var source: CaseSource?
    var state: PipelineState?
    do {
      naming = run["naming"]?.string ?? naming
      let made = try CaseSource(example, run, naming: naming, by: route)
      source = made
      let pipeline = try pipeline(for: run)
      state = try await pipeline.state()
      let report =
        if let refresh = made.refresh {
          try await pipeline.run(made, refresh: refresh)
        } else {
          try await pipeline.run(made)
        }
      loads[report.loadID] = number
      state = try await pipeline.state()
    } catch {
      failure = error
    }
    let snapshot = Snapshot(
      example: example,
      schema: workspace.schema("corpus", of: "conformance"),
      store: destination.store,
      package: destination.recorder.take(),
      loads: loads,
      run: number
    )
    let pages = (source?.members ?? []).filter { $0.pagesRead > 0 }.map {
      ($0.name, Value(integer: $0.pagesRead))
    }
    return [
      "error": failure.map { ErrorKind.form(of: $0, under: naming) } ?? .null,
      "tables": snapshot.tables(withSchema: failure == nil),
      "package": snapshot.packageRows,
      "state": Self.cursors(of: state),
      "pages_read": .record(Record(pages)),
    ]
  }

  /// What is remembered of the cursors of all resources, in the recorded form.
  private static func cursors(of state: PipelineState?) -> Value {
    var cursors = Record()
    for (resource, kept) in state?.sources["corpus"]?["resources"]?.fields ?? Record() {
      guard let incremental = kept["incremental"]?.fields else { continue }
      cursors[resource] = .record(Record(incremental.map { ($0.key, $0.value.encoded) }))
    }
    return .record(cursors)
  }
}
