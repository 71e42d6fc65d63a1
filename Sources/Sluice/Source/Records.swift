// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The ready-made resource: records of any kind, what is known of their table, and steps on the way.
///
/// ```swift
/// Records("players", of: players)
///   .primaryKey("id")
///   .filter { $0["active"] == .bool(true) }
/// ```
/// Modifiers return a changed copy. Steps see the records in the order in which they are written.
public struct Records: Resource {
  /// Where the records come from.
  enum Origin: Sendable {
    /// From a closure.
    case produced(@Sendable (Output) async throws -> Void)
    /// From each record of another resource.
    case derived(any Resource, @Sendable (Record, Output) async throws -> Void)
  }

  /// The name, unique within its source.
  public internal(set) var name: String
  /// What is known of the table.
  public internal(set) var hints = TableHints()
  /// Whether the records are loaded.
  public internal(set) var isSelected = true
  let origin: Origin
  var steps: [Step] = []
  var limits = RecordLimits()
  var incrementals: [Incremental] = []

  init(_ name: String, origin: Origin) {
    self.name = name
    self.origin = origin
  }

  /// Records that `produce` sends.
  public init(_ name: String, produce: @escaping @Sendable (Output) async throws -> Void) {
    self.init(name, origin: .produced(produce))
  }

  /// Sends all records to `output`.
  public func extract(to output: Output) async throws {
    let sink = try stepped(output.sink)
    do {
      try await sink.whileOpen {
        switch origin {
        case .produced(let produce):
          try await produce(Output(sink: sink))
        case .derived(let parent, let each):
          let records = EachRecordSink(each, of: parent.name, to: sink)
          try await parent.extract(to: Output(sink: records))
        }
      }
    } catch let error where error is NotWanted || error is StepSink.LimitReached {
      // What was sent until here is loaded, and so are the cursors what it has made them.
      try await sink.finish()
      throw error
    }
    try await sink.finish()
  }

  /// A sink that takes the steps, the cursors and the limits before it hands pages to `sink`.
  func stepped(_ sink: any OutputSink) throws -> StepSink {
    let kept = incrementals.isEmpty ? Record() : sink.state.values
    let cursors = try incrementals.map { rule in
      var memory = CursorMemory(in: kept, of: rule.name)
      if let table = memory?.table { memory?.hashes = sink.services?.boundary(table) ?? [] }
      return try CursorFilter(rule, after: memory, key: hints.primaryKey, of: name)
    }
    var stopsEarly = false
    if case .produced = origin { stopsEarly = true }
    return StepSink(
      steps,
      limits,
      cursors: cursors,
      stopsEarly: stopsEarly,
      hints: hints,
      to: sink
    )
  }

  /// A changed copy.
  func with(_ change: (inout Self) -> Void) -> Self {
    var copy = self
    change(&copy)
    return copy
  }
}

/// Calls a closure for each record that is sent to it.
private final class EachRecordSink: OutputSink {
  private let each: @Sendable (Record, Output) async throws -> Void
  private let base: StepSink
  private let parent: String
  let hints = TableHints()
  var clock: any TimeSource { base.clock }
  var state: StateScope { base.state.ofResource(parent) }
  var metrics: ResourceMetrics { base.metrics }
  var services: CursorServices? { base.services }

  init(
    _ each: @escaping @Sendable (Record, Output) async throws -> Void,
    of parent: String,
    to base: StepSink
  ) {
    self.each = each
    self.parent = parent
    self.base = base
  }

  func send(_ page: Page, to table: String?) async throws {
    _ = try await page.eachPiece(for: self) { values in
      for value in values { try await each(value.asRecord, Output(sink: base)) }
    }
  }

  func passOver(_ record: MalformedRecord) { base.passOver(record) }
}

extension Value {
  /// The value as a record: one that is none becomes the only field, `value`.
  var asRecord: Record {
    if case .record(let record) = self { return record }
    var record = Record()
    record["value"] = self
    return record
  }
}
