// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// What becomes of values that do not fit their column, all the way into a destination.
@Suite struct ConflictPolicyTests {
  private let store = ColumnStore()

  private var pipeline: LoadPipeline<ColumnStore> { LoadPipeline("demo", into: store) }

  private func column(_ name: String = "v", of table: String = "t") throws -> [Value]? {
    try store.table("demo", table)[name]
  }

  private func type(of name: String = "v", in table: String = "t") throws -> DataType? {
    try store.table("demo", table).columns.first { $0.name == name }?.type
  }

  private func values(_ values: Value...) -> Records {
    Records("t", of: values.map { Record([("v", $0)]) })
  }

  // MARK: - Widen

  struct Widening: Sendable, CustomTestStringConvertible {
    var values: [Value]
    var type: DataType
    var expected: [Value]
    var testDescription: String { "\(values) → \(type)" }
  }

  static let widenings: [Widening] = [
    Widening(values: [1, 2.5, 3], type: .double, expected: [1.0, 2.5, 3.0]),
    Widening(values: [1, 2.5, "x"], type: .text, expected: ["1", "2.5", "x"]),
    Widening(values: [1, "x", 2.5], type: .text, expected: ["1", "x", "2.5"]),
    Widening(values: [1, true, 2], type: .text, expected: ["1", "True", "2"]),
    Widening(values: [true, "x", false], type: .text, expected: ["True", "x", "False"]),
    Widening(values: [0.5, "x", .null], type: .text, expected: ["0.5", "x", .null]),
    Widening(
      values: [.int(1 << 53 + 1), 0.5],
      type: .text,
      expected: ["9007199254740993", "0.5"]
    ),
    Widening(
      values: [.date(CalendarDate(days: 0)), "x"],
      type: .text,
      expected: ["1970-01-01", "x"]
    ),
    Widening(values: [.binary([1, 2]), 5, "-"], type: .text, expected: ["AQI=", "BQ==", "-"]),
    Widening(
      values: [1, .bigInt(ExactDecimal(unscaled: 1 << 64, scale: 0))],
      type: .text,
      expected: ["1", "18446744073709551616"]
    ),
    Widening(values: [1, 1e300], type: .double, expected: [1.0, 1e300]),
    Widening(
      values: [1, .decimal(ExactDecimal(unscaled: 1, scale: 1))],
      type: .text,
      expected: ["1", "0.1"]
    ),
  ]

  @Test(arguments: widenings)
  func `a column widens`(example: Widening) async throws {
    let rows = Records("t", of: example.values.map { Record([("v", $0)]) }).onConflict(.widen)
    try await pipeline.run(rows)
    #expect(try column() == example.expected)
    #expect(try type() == example.type)
  }

  @Test(arguments: widenings)
  func `values of earlier loads widen, too`(example: Widening) async throws {
    for value in example.values { try await pipeline.run(values(value).onConflict(.widen)) }
    #expect(try type() == example.type)
    // A whole number may have been a floating-point number in between.
    let found = try column()?.map { $0.description.replacing("1.0", with: "1") }
    #expect(found == example.expected.map { $0.description.replacing("1.0", with: "1") })
  }

  private struct Row: Codable, Sendable {
    var v: Double
    var tag: String
  }

  @Test func `in every form of input`() async throws {
    let json = #"{"v": 1}{"v": 2}{"v": "x"}{"v": 4}"#
    let csv = "v\n1\n2\nx\n4\n"
    let numbers = VectorBuilder(.bigint)
    for number in [1, 2] { numbers.append(Int64(number)) }
    let texts = VectorBuilder(.text)
    try texts.append(.text("x"))
    try texts.append(.text("4"))
    let batches = [Batch(["v": numbers.finish()]), Batch(["v": texts.finish()])]
    let records: [Value] = [1, 2, "x", 4]
    for resource in [
      Records("t", json: json), Records("t", csv: csv), Records("t", of: batches),
      Records("t", of: records.map { Record([("v", $0)]) }),
      Records("t", json: json).map { $0 },
    ] {
      let store = ColumnStore()
      try await LoadPipeline("demo", into: store).run(resource.onConflict(.widen))
      #expect(try store.table("demo", "t")["v"] == ["1", "2", "x", "4"])
    }
    try await pipeline.run(values(7).onConflict(.widen))
    try await pipeline.run(Records("t", of: [Row(v: 0.5, tag: "a")]).onConflict(.widen))
    #expect(try column() == [7.0, 0.5])
  }

  @Test func `hints stay, and snapshots are as they were`() async throws {
    let declared = values(1).column("v", .bigint, hints: [.unique], onConflict: .widen)
    try await pipeline.run(declared)
    let before = try store.table("demo", "t")
    let more = values("x").column("v", hints: [.unique], onConflict: .widen)
    let report = try await pipeline.run(more)
    #expect(before["v"] == [1])
    #expect(try column() == ["1", "x"])
    #expect(report.schema?["t"]?["v"]?.hints == [.unique])
    #expect(report.schema?["t"]?["v"]?.type == .text)
  }

  @Test func `the report and the events tell`() async throws {
    let (events, feed) = Event.stream()
    let report = try await pipeline.onEvent(feed).run(values(1, 2.5, "x").onConflict(.widen))
    let change = try #require(report["t"]?.typesChanged.first)
    #expect(report["t"]?.typesChanged.count == 1)
    #expect(change.column == "v" && change.from == .bigint && change.to == .text)
    #expect(report.description.contains("v: bigint → text"))
    var told: [String] = []
    for await event in events {
      if case .columnTypeChanged(let column, let old, "t", "t") = event {
        told.append("\(old) → \(column.type?.description ?? "")")
      }
    }
    #expect(told == ["bigint → double", "double → text"])
  }

  @Test func `large integers that are stored make text of floating point`() async throws {
    try await pipeline.run(values(.int(1 << 53 + 1), 2).onConflict(.widen))
    let report = try await pipeline.run(values(0.5).onConflict(.widen))
    #expect(try column() == ["9007199254740993", "2", "0.5"])
    #expect(report.schema?["t"]?["v"]?.type == .text)
    #expect(report["t"]?.typesChanged.map(\.to) == [.text])
    try await pipeline.run(values(3).onConflict(.widen))
    #expect(try column() == ["9007199254740993", "2", "0.5", "3"])
  }

  @Test func `resources that share a table keep up with each other`() async throws {
    let one = Records("one") { output in
      for number in 0..<400 { try await output.send(Record([("v", .int(Int64(number)))])) }
    }.table("t").onConflict(.widen)
    let two = Records("two") { output in
      for number in 0..<400 {
        try await output.send(Record([("v", number < 200 ? 0.5 : "x")]))
      }
    }.table("t").onConflict(.widen)
    struct Both: Source {
      var resources: [any Resource]
    }
    for bytes in [ByteCount.kibibytes(1), .mebibytes(64)] {
      var limits = Limits()
      limits.memory = bytes
      let store = ColumnStore()
      try await LoadPipeline("demo", into: store, limits: limits).run(Both(resources: [one, two]))
      let table = try store.table("demo", "t")
      #expect(table.columns.first { $0.name == "v" }?.type == .text)
      let found = try #require(table["v"]).compactMap(\.string)
      #expect(found.count == 800)
      #expect(found.count { $0 == "x" } == 200)
      #expect(found.count { $0 == "0.5" } == 200)
      #expect(Set(found.compactMap { Double($0) }).count == 401)
    }
  }

  @Test func `nested rows, and what they hand down`() async throws {
    let json = #"{"id": 1, "l": [{"v": 1}, {"v": "x", "d": [1]}]}{"id": "a", "l": [{"v": 2.5}]}"#
    try await pipeline.run(Records("t", json: json).onConflict(.widen))
    #expect(try column("v", of: "t__l") == ["1", "x", "2.5"])
    #expect(try column("id") == ["1", "a"])
  }

  private struct HandsDown: Source {
    let resources: [any Resource]
    let name = "demo"

    var propagation: Propagation {
      var propagation = Propagation()
      propagation.root = ["id": "root_key"]
      return propagation
    }
  }

  @Test func `columns that hand values on widen with them`() async throws {
    let json =
      #"{"id": 1, "l": [{"v": 1}]}{"id": 2.5, "l": [{"v": 2}]}{"id": "a", "l": [{"v": 3}]}"#
    let source = HandsDown(resources: [Records("t", json: json).onConflict(.widen)])
    try await pipeline.run(source)
    #expect(try column("id") == ["1", "2.5", "a"])
    #expect(try column("root_key", of: "t__l")?.map(\.description) == ["1", "2.5", "a"])
    #expect(try column("v", of: "t__l") == [1, 2, 3])
  }

  @Test func `a nested table has a say of its own`() async throws {
    let json = #"{"id": 1, "l": [{"v": 1}, {"v": "x"}]}{"id": "a", "l": []}"#
    let rows = Records("t", json: json).onConflict(.widen)
      .nested("l") { $0.conflictPolicy = .variant }
    try await pipeline.run(rows)
    #expect(try column("v__v_text", of: "t__l") == [.null, "x"])
    #expect(try column("id") == ["1", "a"])
  }

  // MARK: - Precedence

  @Test func `column over table over stage`() async throws {
    let json = #"{"a": 1, "b": 1, "c": 1}{"a": "x", "b": "x", "c": "x"}"#
    let pipeline = try LoadPipeline("demo", into: store) {
      InferTypes()
      EvolveSchema()
      ResolveConflicts(.json)
    }
    try await pipeline.run(
      Records("t", json: json).onConflict(.widen).column("a", onConflict: .variant)
    )
    try await pipeline.run(Records("u", json: json))
    #expect(try column("a") == [1, .null] && column("a__v_text") == [.null, "x"])
    #expect(try column("b") == ["1", "x"])
    #expect(try type(of: "c", in: "u") == .json)
    #expect(try column("c", of: "u") == [1, "x"])
  }

  // MARK: - Json

  @Test func `a json column takes everything as it is`() async throws {
    try await pipeline.run(values("12", "x").column("v", onConflict: .json))
    let rows = Records("t", json: #"{"v": 5}{"v": "12"}{"v": {"a": [1]}}{"v": [2]}{"v": null}"#)
    try await pipeline.run(rows.column("v", onConflict: .json))
    #expect(try type() == .text)
    let mixed = Records("u", json: #"{"v": 5}{"v": "12"}{"v": {"a": [1]}}{"v": [2]}{"v": null}"#)
    try await pipeline.run(mixed.column("v", onConflict: .json))
    #expect(try type(of: "v", in: "u") == .json)
    // Until something comes that does not fit, values are converted as ever.
    #expect(try column("v", of: "u") == [5, 12, ["a": [1]], [2], .null])
    try await pipeline.run(mixed.column("v", onConflict: .json))
    #expect(try column("v", of: "u")?.suffix(5) == [5, "12", ["a": [1]], [2], .null])
  }

  @Test func `objects before the first scalar`() async throws {
    let json = #"{"v": {"a": 1}}{"v": 5}{"v": {"a": 2}}{"v": "x"}{"v": {"a": 3}}"#
    try await pipeline.run(Records("own", json: json).column("v", onConflict: .json))
    #expect(try column("v", of: "own") == [["a": 1], 5, ["a": 2], "x", ["a": 3]])
    // Said of the table, objects are flattened until the column is json.
    try await pipeline.run(Records("all", json: json).onConflict(.json))
    #expect(try column("v", of: "all") == [.null, 5, .null, "x", ["a": 3]])
    #expect(try column("v__a", of: "all") == [1, .null, 2, .null, .null])
  }

  // MARK: - Quarantine and fail

  @Test func `the run fails, or the record is put aside`() async throws {
    let rows = values(1, "x", 3)
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(rows.column("v", onConflict: .fail))
    }
    #expect(error?.code == .contractViolation)
    #expect(error?.location.record == 2 && error?.location.column == "v")
    #expect(error?.violation?.clause == .init("conflict", "fail"))
    #expect(error?.violation?.expected == "a bigint")
    let report = try await pipeline.run(rows.onConflict(.quarantine))
    #expect(report["t"]?.quarantinedRecords == 1)
    #expect(try column() == [1, 3])
  }

  // MARK: - Destinations

  @Test func `a destination that cannot change types says so`() async throws {
    let seen = Locked<[String]>([])
    let closure = ClosureDestination { table, batch in
      let type = table["v"]?.type?.description ?? ""
      seen.withLock { $0.append("\(type) \(batch.rowCount)") }
    }
    let pipeline = LoadPipeline("demo", into: closure)
    // As long as nothing was handed over, the table takes any type.
    try await pipeline.run(values(1, "x").onConflict(.widen))
    #expect(seen.withLock { $0 } == ["text 1", "text 1"])
    try await pipeline.run(Records("u", of: [Record([("v", 1)])]).onConflict(.widen))
    let error = await #expect(throws: LoadError.self) {
      try await pipeline.run(Records("u", of: [Record([("v", "x")])]).onConflict(.widen))
    }
    #expect(error?.code == .unsupported)
    #expect(error?.location.table == "u" && error?.location.column == "v")
    #expect(seen.withLock { $0.count } == 3)
  }

  @Test(arguments: [FileDestination.Format.jsonl, .csv])
  func `files that are there stay as they are`(format: FileDestination.Format) async throws {
    let folder = TemporaryFolder()
    let files = FileDestination(at: folder.path, format: format)
    func run(_ json: String) async throws {
      let rows = Records("t", json: json).onConflict(.widen).maximumColumns(1)
      try await LoadPipeline("demo", into: files).run(rows)
    }
    try await run(#"{"v": 1}"#)
    try await run(#"{"v": "x", "a": 1}{"v": 2}"#)
    try await run(#"{"v": 3, "b": {"c": 1}}"#)
    let names = try LocalFileSystem().names(in: "\(folder.path)/demo/t").sorted()
    let texts = try names.map { try folder.text("demo/t/\($0)") }
    try #require(texts.count == 3)
    if format == .jsonl {
      #expect(texts[0].hasPrefix(#"{"v":1,"#))
      #expect(texts[1].contains(#""v":"x""#) && texts[1].contains(#""v":"2""#))
      #expect(texts[1].contains(#""_sluice_overflow":{"a":1}"#))
      #expect(texts[2].contains(#""v":"3""#))
      #expect(texts[2].contains(#""_sluice_overflow":{"b":{"c":1}}"#))
    } else {
      #expect(texts[1].contains("\nx,") && texts[1].contains("\n2,"))
      #expect(texts[2].contains(#""{""b"":{""c"":1}}""#))
    }
  }

  @Test func `a closure that copes is told by the type of the column`() async throws {
    var capabilities = Capabilities()
    capabilities.canChangeTypes = true
    let seen = Locked<[String]>([])
    let closure = ClosureDestination(capabilities: capabilities) { table, batch in
      let types = [table["v"]?.type, batch["v"]?.type].map { $0?.description ?? "" }
      seen.withLock { $0.append(types.joined(separator: " ")) }
    }
    let pipeline = LoadPipeline("demo", into: closure)
    try await pipeline.run(values(1).onConflict(.widen))
    try await pipeline.run(values(2, 0.5).onConflict(.widen))
    #expect(seen.withLock { $0 } == ["bigint bigint", "double double", "double double"])
  }

  // MARK: - Stages of users

  private struct Change: Stage {
    var decision: Decision
    var onlyMisfits = true

    func review(_ change: inout SchemaChange) throws {
      switch change.kind {
      case .misfit: change.decision = decision
      case .newColumn where !onlyMisfits: change.decision = decision
      default: break
      }
    }
  }

  @Test func `a stage decides for itself`() async throws {
    func pipeline(_ stage: Change) throws -> LoadPipeline<ColumnStore> {
      try LoadPipeline("demo", into: store) {
        InferTypes()
        EvolveSchema()
        stage
      }
    }
    try await pipeline(Change(decision: .changeType(.json))).run(values(1, "x"))
    #expect(try column() == [1, "x"])
    for stage in [
      Change(decision: .changeType(.bool)), Change(decision: .changeType(.double)),
      Change(decision: .changeType(.text(length: 3))),
      Change(decision: .changeType(.text), onlyMisfits: false),
      Change(decision: .overflow(into: "  ")),
    ] {
      let rows = Records("other", of: [Record([("v", 1)]), Record([("v", "x")])])
      let error = await #expect(throws: LoadError.self) { try await pipeline(stage).run(rows) }
      #expect(error?.code == .contractViolation)
    }
  }
}
