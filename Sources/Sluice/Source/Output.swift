// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where a resource sends its records.
///
/// `send` suspends while the run is over its memory, and throws if the run failed or was cancelled:
/// pass the error on. Several tasks may send at the same time; each page stays together. Records go
/// to the table of the resource, or to another one of the same resource if `table` names it.
public struct Output: Sendable {
  let sink: any OutputSink

  /// Sends values of a type that can be encoded.
  public func send<Element: Encodable>(
    _ values: [Element],
    to table: String? = nil
  ) async throws {
    try await sink.send(.encodable(TypedPage(elements: values)), to: table)
  }

  /// Sends one value of a type that can be encoded. Several at once are faster.
  public func send(_ value: some Encodable, to table: String? = nil) async throws {
    try await sink.send(.encodable(TypedPage(elements: [value])), to: table)
  }

  /// Sends one record. Several at once are faster.
  public func send(_ record: Record, to table: String? = nil) async throws {
    try await sink.send(.values([.record(record)]), to: table)
  }

  /// Sends records.
  public func send(_ records: [Record], to table: String? = nil) async throws {
    try await sink.send(.values(records.map { .record($0) }), to: table)
  }

  /// Sends values of any shape. One that is not a record becomes a row with a column `value`.
  public func send(_ values: [Value], to table: String? = nil) async throws {
    try await sink.send(.values(values), to: table)
  }

  /// Sends JSON: lines, an array of records, or one document.
  public func send(json bytes: some Collection<UInt8>, to table: String? = nil) async throws {
    try await sink.send(.json(BytesInMemory(Array(bytes))), to: table)
  }

  /// Sends JSON: lines, an array of records, or one document.
  public func send(json text: String, to table: String? = nil) async throws {
    try await sink.send(.json(BytesInMemory(Array(text.utf8))), to: table)
  }

  /// Sends JSON as it arrives.
  public func send(json stream: some ByteStream, to table: String? = nil) async throws {
    try await sink.send(.json(stream), to: table)
  }

  /// Sends CSV, one record or several, with a header unless `options` say otherwise.
  public func send(
    csv text: String,
    options: CSVOptions = CSVOptions(),
    to table: String? = nil
  ) async throws {
    try await sink.send(.csv(BytesInMemory(Array(text.utf8)), options), to: table)
  }

  /// Sends CSV, one record or several, with a header unless `options` say otherwise.
  public func send(
    csv bytes: some Collection<UInt8>,
    options: CSVOptions = CSVOptions(),
    to table: String? = nil
  ) async throws {
    try await sink.send(.csv(BytesInMemory(Array(bytes)), options), to: table)
  }

  /// Sends CSV as it arrives.
  public func send(
    csv stream: some ByteStream,
    options: CSVOptions = CSVOptions(),
    to table: String? = nil
  ) async throws {
    try await sink.send(.csv(stream, options), to: table)
  }

  /// Sends rows that are columns already: they get a load and an id, and are not nested further.
  public func send(_ batch: Batch, to table: String? = nil) async throws {
    try await sink.send(.batch(batch), to: table)
  }

  /// Makes the table even if no row is sent.
  public func materialize(_ table: String? = nil) async throws {
    try await sink.send(.materialize, to: table)
  }

  /// Changes what is known of the table, from here on.
  ///
  /// With `table`, the change holds for that table only; the rest is as for the resource.
  public func update(
    table: String? = nil,
    _ change: (inout TableHints) throws -> Void
  ) async throws {
    var hints = sink.hints
    try change(&hints)
    try await sink.send(.hints(hints, table: table), to: table)
  }

  /// Says that a run may be cut here, as ``PackageLimit`` wants it.
  ///
  /// Everything that was sent so far, and the state as it is, belong together. If the load is large
  /// enough, this throws: pass the error on, and what was sent is committed with that state. Then the
  /// resource is asked to extract again, and has to go on from its state. Resources with a limit, and
  /// those that replace what is there, are never cut, and neither are those that feed such. A resource
  /// made from another is cut where that one is: here, it does nothing.
  public func checkpoint() async throws { try await sink.checkpoint() }

  /// The clock of the run.
  public var clock: any TimeSource { sink.clock }
}
