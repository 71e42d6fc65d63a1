// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Run {
  /// Wraps what the destination throws, unless it says what is wrong itself.
  func blamed<Result>(
    _ attempt: String,
    _ table: String? = nil,
    package: String? = nil,
    _ body: () async throws -> Result
  ) async throws -> Result {
    try await Blame(attempt, table: table, package: package).catching(body)
  }

  /// Says of a failure that the package is kept, and how to go on.
  func keeping(_ id: String, _ error: any Error) -> any Error {
    error.saying(
      "What was extracted stays in the package \(id): run again or 'retry' it, or 'abort' it."
    )
  }

  /// Does what is good to have once a load is visible, and tells if it cannot be done.
  func kept(
    _ what: String,
    _ emit: (Event) -> Void,
    _ body: () throws -> Void
  ) {
    do { try body() } catch { emit(.notKept(what, error)) }
  }

  /// Tells what a session could not clear away once its load was visible; the next load does it.
  func tellCleanUp(of session: any DestinationSession, _ emit: (Event) -> Void) {
    if let failure = session.cleanUpFailure { emit(.notKept("clean-up", failure)) }
  }

  /// Remembers what a load has left behind. It is visible by now, so a failure is told only.
  ///
  /// `previousHash` is that of the schema before it, or `nil` if nobody knows whether it was another.
  func remember(
    _ record: LoadRecord,
    _ state: PipelineState,
    after previousHash: String?,
    _ emit: (Event) -> Void
  ) {
    if planning != nil { return emit(.committed(loadID: record.load.id, schema: record.schema)) }
    kept("schema", emit) { try folder.save(record.schema) }
    kept("state", emit) { try folder.save(state, after: record.load) }
    kept("package", emit) { try folder.close(record.load.id, at: settings.clock.now) }
    emit(.committed(loadID: record.load.id, schema: record.schema))
    exportSchema(record.schema, hasChanged: record.schemaHash != previousHash, emit)
  }
}

extension Error {
  /// The same with one more sentence, if it is of the library.
  func saying(_ sentence: String) -> any Error {
    guard var error = self as? LoadError else { return self }
    error.message += " \(sentence)"
    return error
  }
}
