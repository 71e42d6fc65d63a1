// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a source or a resource remembers from one load to the next.
///
/// ```swift
/// let page = try output.state.value("page", as: Int.self) ?? 1
/// …
/// try output.state.set("page", to: page + 1)
/// ```
/// What is set counts once the load is committed, together with its rows: a load that fails leaves
/// nothing. Values keep their types: dates are dates when they come back, and decimals exact. Several
/// tasks may use the state at the same time; each call is done as a whole.
public struct StateScope: Sendable {
  /// The name of the source.
  public let source: String
  /// The name of the resource, or `nil` if this is what the source itself keeps.
  public let resource: String?
  private let state: Locked<PipelineState>

  /// What `resource` keeps, or `source` itself.
  init(_ state: Locked<PipelineState>, source: String, resource: String? = nil) {
    self.state = state
    self.source = source
    self.resource = resource
  }

  /// What the source of this resource keeps.
  var ofSource: StateScope { StateScope(state, source: source) }

  /// What another resource of the same source keeps.
  func ofResource(_ name: String) -> StateScope {
    StateScope(state, source: source, resource: name)
  }

  /// The state of the whole pipeline as it is now.
  var pipelineState: PipelineState { state.withLock { $0 } }

  /// All that is kept, by its keys.
  public var values: Record { state.withLock { kept(in: $0) } }

  /// What is kept under a key, or `nil` if there is nothing. Setting `nil` removes it.
  ///
  /// A source cannot set the key `resources`, below which its resources keep their state: that is a
  /// mistake of the program.
  public subscript(key: String) -> Value? {
    get { values[key] }
    nonmutating set {
      precondition(isFree(key), "The key 'resources' of a source is that of its resources.")
      state.withLock { state in
        var record = kept(in: state)
        record[key] = newValue
        keep(record, in: &state)
      }
    }
  }

  /// What is kept under a key as a value of a type, or `nil` if there is nothing, or null.
  ///
  /// Throws ``LoadError`` with the code `invalidState` if it is something else.
  public func value<Kept: Decodable>(
    _ key: String,
    as type: Kept.Type = Kept.self
  ) throws(LoadError) -> Kept? {
    guard let value = self[key], !value.isNull else { return nil }
    return try decode(value, key) as Kept
  }

  /// Keeps a value under a key.
  ///
  /// Throws ``LoadError`` with the code `invalidState` if the value cannot be encoded, and with
  /// `invalidConfiguration` for the key `resources` of a source.
  public func set(_ key: String, to value: some Encodable) throws(LoadError) {
    guard isFree(key) else { throw reserved(key) }
    self[key] = try encode(value, key)
  }

  /// Forgets what is kept under a key.
  public func remove(_ key: String) {
    guard isFree(key) else { return }
    self[key] = nil
  }

  /// Forgets all that is kept, except for what resources keep where this is a source.
  public func removeAll() { state.withLock { keep(Record(), in: &$0) } }

  /// Changes what is kept under a key, at first `initial`, and no other task comes in between.
  ///
  /// Throws as ``value(_:as:)`` and ``set(_:to:)`` do, and what `change` throws; then nothing was
  /// changed. `change` must not use the state itself.
  @discardableResult
  public func update<Kept: Codable, Result>(
    _ key: String,
    from initial: Kept,
    _ change: (inout Kept) throws -> Result
  ) throws -> Result {
    try update { record in
      var kept = initial
      if let value = record[key], !value.isNull { kept = try decode(value, key) }
      let result = try change(&kept)
      record[key] = try encode(kept, key)
      return result
    }
  }

  /// Changes all that is kept, and no other task comes in between.
  ///
  /// Throws what `change` throws, and ``LoadError`` with the code `invalidConfiguration` if a source
  /// sets the key `resources`; then nothing was changed. `change` must not use the state itself.
  @discardableResult
  public func update<Result>(_ change: (inout Record) throws -> Result) throws -> Result {
    try state.withLock { state in
      var record = kept(in: state)
      let result = try change(&record)
      if let key = record.keys.first(where: { !isFree($0) }) { throw reserved(key) }
      keep(record, in: &state)
      return result
    }
  }

  // MARK: - Places

  private func isFree(_ key: String) -> Bool { resource != nil || key != StatePath.resources }

  private func reserved(_ key: String) -> LoadError {
    LoadError(
      .invalidConfiguration,
      "The state of the source '\(source)' cannot have the key '\(key)': below it, its resources keep "
        + "theirs. Choose another key."
    )
  }

  private func kept(in state: PipelineState) -> Record {
    if let resource { return state[source: source, resource: resource] }
    var record = state[source: source]
    record[StatePath.resources] = nil
    return record
  }

  private func keep(_ record: Record, in state: inout PipelineState) {
    if let resource {
      state[source: source, resource: resource] = record
    } else {
      var record = record
      record[StatePath.resources] = state[source: source][StatePath.resources]
      state[source: source] = record
    }
  }

  // MARK: - Types

  private func encode(_ value: some Encodable, _ key: String) throws(LoadError) -> Value {
    do {
      return try ValueEncoder.encode(value)
    } catch {
      throw failure("A value of the type '\(type(of: value))' cannot be kept", key, error)
    }
  }

  private func decode<Kept: Decodable>(
    _ value: Value,
    _ key: String
  ) throws(LoadError) -> Kept {
    do {
      return try RecordDecoder.decode(Kept.self, from: value)
    } catch {
      throw failure("What is kept is no '\(Kept.self)'", key, error)
    }
  }

  private func failure(_ reason: String, _ key: String, _ cause: any Error) -> LoadError {
    LoadError(
      .invalidState,
      "\(reason) under the key '\(key)' of the state of the source '\(source)'. Use a type that fits, "
        + "or remove the key.",
      at: LoadError.Location(resource: resource),
      cause: cause
    )
  }
}

extension Output {
  /// What the resource remembers from one load to the next.
  ///
  /// A resource that replaces its table starts with nothing.
  public var state: StateScope { sink.state }

  /// What the source remembers from one load to the next, for all of its resources.
  public var sourceState: StateScope { sink.state.ofSource }

  /// The state of the whole pipeline as it is now.
  public var pipelineState: PipelineState { sink.state.pipelineState }
}
