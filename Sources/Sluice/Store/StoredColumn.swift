// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A column of a stored table.
public struct StoredColumn: Hashable, Sendable {
  /// The name.
  public let name: String
  /// The type.
  public let type: DataType
}

extension StoredColumn {
  /// Whether values of `type` are stored in the column as they are.
  func stores(_ type: DataType) -> Bool {
    type.kind == self.type.kind && StorageKind(type) == StorageKind(self.type)
  }

  /// The values of `vector` as the column stores them.
  ///
  /// Any value can be stored as text; others are converted as those of records are.
  func stored(_ vector: Vector, of table: String) throws(LoadError) -> Vector {
    if stores(vector.type) { return vector }
    if type.kind == .text { return vector.asText }
    let builder = VectorBuilder(type)
    for row in 0..<vector.count {
      guard case .converted(let value) = Coercion.convert(vector[row], to: type) else {
        throw LoadError(
          .destinationFailed,
          "The column is stored as \(type.kind), and the load has a value for it, \(vector.type.kind), "
            + "that cannot become one. Load into another column or table.",
          at: LoadError.Location(table: table, column: name),
          offendingValue: vector[row].description
        )
      }
      try builder.append(value)
    }
    return builder.finish()
  }
}
