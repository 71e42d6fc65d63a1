// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The rows of a result as records, each made when it is asked for.
public struct ResultRows: RandomAccessCollection, Sendable {
  private let result: QueryResult

  init(_ result: QueryResult) { self.result = result }

  /// The number of the first row.
  public var startIndex: Int { 0 }
  /// The number of rows.
  public var endIndex: Int { result.rowCount }

  /// A row. A column without a value has `.null`.
  public subscript(row: Int) -> Record {
    precondition(row >= 0 && row < result.rowCount, "The result has no row \(row).")
    let values = zip(result.cells, result.columns).map { Value($0, row, $1.sqlType) }
    return Record(uniqueKeys: result.names, values: values)
  }
}

/// The rows of a result for code that awaits them, as those of a resource.
public struct ResultStream: AsyncSequence, Sendable {
  private let rows: ResultRows

  init(_ rows: ResultRows) { self.rows = rows }

  /// Begins with the first row.
  public func makeAsyncIterator() -> Iterator { Iterator(rows) }

  /// Yields one row after the other. Used by one task at a time.
  public struct Iterator: AsyncIteratorProtocol {
    private let rows: ResultRows
    private var next = 0

    fileprivate init(_ rows: ResultRows) { self.rows = rows }

    /// The next row, or `nil` after the last.
    ///
    /// Throws `CancellationError` if nobody waits for the rows any more.
    public mutating func next() async throws -> Record? {
      guard next < rows.endIndex else { return nil }
      if next % Chunk.size == 0 { try Task.checkCancellation() }
      defer { next += 1 }
      return rows[next]
    }
  }
}

extension QueryResult {
  /// The rows as records.
  public var rows: ResultRows { ResultRows(self) }

  /// The first row, or `nil` if there is none.
  public var first: Record? { rows.first }

  /// The rows for code that awaits them.
  public var stream: ResultStream { ResultStream(rows) }
}
