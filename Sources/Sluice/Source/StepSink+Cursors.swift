// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Which records are new, and how many the limit leaves. One after the other: a record that is beyond
// the limit does not move a cursor.

extension StepSink {
  /// The values that are new, as many as the limit leaves.
  func take(_ values: [Value]) throws -> [Value] {
    guard limits.rows != nil || hasCursors else { return values }
    return try progress.withLock { state in
      let room = limits.rows.map { max(0, $0 - state.rows) } ?? .max
      guard hasCursors else {
        let taken = Array(values.prefix(room))
        state.rows += taken.count
        return taken
      }
      var taken: [Value] = []
      taken.reserveCapacity(min(room, values.count))
      for value in values {
        if taken.count == room { break }
        if try state.accept(value) { taken.append(value) }
      }
      state.rows += taken.count
      return taken
    }
  }

  /// The rows that are new, as many as the limit leaves.
  func take(_ batch: Batch) throws -> Batch {
    guard limits.rows != nil || hasCursors else { return batch }
    return try progress.withLock { state in
      let room = limits.rows.map { max(0, $0 - state.rows) } ?? .max
      guard hasCursors else {
        let taken = batch.prefix(room)
        state.rows += taken.rowCount
        return taken
      }
      let columns = state.cursors.map { filter in filter.path.simpleField.map { batch[$0] } }
      var rows: [UInt32] = []
      for row in 0..<batch.rowCount {
        if rows.count == room { break }
        var isWanted = true
        for index in state.cursors.indices where isWanted {
          if let column = columns[index] {
            isWanted = try state.cursors[index].accept(column?[row], at: row) {
              .record(batch.record(at: row))
            }
          } else {
            isWanted = try state.cursors[index].accept(.record(batch.record(at: row)))
          }
        }
        if isWanted { rows.append(UInt32(row)) }
      }
      for index in state.cursors.indices {
        try state.cursors[index].resolve { .record(batch.record(at: $0)) }
      }
      state.rows += rows.count
      guard rows.count < batch.rowCount else { return batch }
      return Batch(
        names: batch.names,
        vectors: batch.vectors.map { $0.gathered(rows) },
        rowCount: rows.count
      )
    }
  }

  /// JSON whose cursor can be looked up in its bytes, as a stream of the records that are new.
  ///
  /// `nil` where records have to be values: for steps, for several cursors or paths that are more than
  /// fields, and where input that cannot be read is passed over.
  func filtered(_ page: Page) -> CursorStream? {
    guard case .json(let stream) = page, steps.isEmpty, limits.rows == nil else { return nil }
    let (hints, paths) = progress.withLock { ($0.hints, $0.cursors.map(\.path)) }
    guard paths.count == 1, let chain = paths[0].fieldChain, !chain.isEmpty,
      hints.jsonLayout.takesLines, case .fail = hints.malformed.kind
    else { return nil }
    var options = JSONReadOptions()
    options.layout = hints.jsonLayout
    options.recordLimit = hints.jsonRecordLimit
    return CursorStream(stream, chain: chain, options) { [progress] body in
      try progress.withLock { try body(&$0.cursors[0]) }
    }
  }

  /// Counts what has gone on.
  func settleCursors() throws {
    guard hasCursors else { return }
    try progress.withLock { state in
      for index in state.cursors.indices { try state.cursors[index].settle() }
    }
  }

  /// Keeps in the state how far the cursors have come, and reports it. Called when the resource is through.
  func finish() async throws {
    let (filters, isLimited) = progress.withLock { ($0.cursors, $0.isLimited) }
    for filter in filters { try await keep(filter, isLimited) }
  }

  private func keep(_ filter: CursorFilter, _ isLimited: Bool) async throws {
    let services = base.services
    let name = filter.rule.name
    var figures = filter.report
    figures.mayHavePassed = isLimited && !filter.rule.isStateless && !filter.rule.isForward
    let old = CursorMemory(in: state.values, of: name)
    // A run without anything new leaves the state as it is: there is nothing to load.
    if !filter.rule.isStateless, old == nil || figures.loaded > 0 || filter.hasMoved {
      var memory = old ?? CursorMemory()
      memory.initial = memory.initial ?? filter.rule.initial
      memory.start = filter.watermark?.value
      memory.last = filter.last?.value
      (memory.hashes, memory.table) = (filter.boundary, nil)
      if filter.boundaryCount > filter.rule.options.boundaryLimit {
        if let services, let table = try await services.keepBoundary(memory.hashes, filter.rule) {
          (memory.hashes, memory.table) = ([], table)
        }
        (figures.boundaryTable, figures.isLarge) = (memory.table, true)
      } else if old?.table != nil {
        // The state is enough again: the table has no rows any more.
        _ = try await services?.keepBoundary([], filter.rule)
      }
      try state.update { memory.keep(in: &$0, of: name) }
    }
    services?.report(figures)
  }
}

extension StepSink.State {
  /// Whether all cursors take `value`; those before one that does not have moved.
  fileprivate mutating func accept(_ value: Value) throws -> Bool {
    for index in cursors.indices {
      guard try cursors[index].accept(value) else { return false }
    }
    return true
  }
}
