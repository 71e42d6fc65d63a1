// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// The column store as an engine for scripts.
struct StoreEngine: SQLLogicEngine {
  func open(_ location: DatabaseLocation) async throws -> any SQLLogicDatabase {
    switch location {
    case .memory: return try Database(ColumnStore())
    case .file(let path, let isReadOnly):
      guard !isReadOnly else { throw Unsupported("stores that are opened to be read only") }
      return try Database(ColumnStore(at: path))
    }
  }

  func provides(_ extensionName: String) -> Bool { extensionName == "json" }

  private struct Database: SQLLogicDatabase {
    let store: ColumnStore

    init(_ store: ColumnStore) throws {
      self.store = store
      try store.query(AllTypes.definition)
    }

    func connect() async throws -> any SQLLogicSession { Connection(connection: store.connect()) }
    func close() async throws {}
  }

  private struct Connection: SQLLogicSession {
    let connection: StoreConnection

    func run(_ sql: String) async throws -> SQLLogicResult {
      guard let last = try connection.run(sql).last, !last.columns.isEmpty else {
        return SQLLogicResult()
      }
      return SQLLogicResult(
        columns: last.columns.map {
          SQLLogicResult.Column(name: $0.name, kind: SQLLogicResult.Kind($0.type))
        },
        cells: last.texts.flatMap(\.self)
      )
    }

    func close() async {}
  }
}

extension SQLLogicResult.Kind {
  /// How cells of a type are compared, which is written as SQL writes it.
  fileprivate init(_ type: String) {
    let integers: Set = [
      "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
      "UBIGINT", "UHUGEINT",
    ]
    switch type {
    case "BOOLEAN": self = .boolean
    case "FLOAT", "DOUBLE": self = .floating
    case "VARCHAR": self = .text
    case _ where integers.contains(type): self = .integer
    case _ where type.hasPrefix("DECIMAL(") && type.hasSuffix(")"): self = .decimal
    default: self = .other
    }
  }
}
