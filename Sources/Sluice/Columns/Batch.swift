// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Some rows of one table, column by column: the one currency between the parts of Sluice.
public struct Batch: Sendable {
  /// The names of the columns, in order.
  public let names: [String]
  /// The values, in the order of the names.
  public let vectors: [Vector]
  /// The number of rows.
  public let rowCount: Int

  /// Puts columns of the same length together.
  public init(names: [String], vectors: [Vector], rowCount: Int) {
    precondition(names.count == vectors.count, "Every vector needs a name.")
    precondition(vectors.allSatisfy { $0.count == rowCount }, "The vectors differ in length.")
    self.names = names
    self.vectors = vectors
    self.rowCount = rowCount
  }

  /// The values of the column called `name`, or `nil` if there is none.
  public subscript(name: String) -> Vector? {
    names.firstIndex(of: name).map { vectors[$0] }
  }

  /// The memory that the rows take, about. A heap that several vectors share counts once.
  public var byteCount: Int {
    var bytes = 0
    var heap = 0
    for vector in vectors {
      bytes += vector.count * vector.storage.kind.stride + vector.count / 8
      if case .bytes(let views) = vector.storage { heap = max(heap, views.heap.count) }
    }
    return bytes + heap
  }
}
