// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

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
      _ = try Session(store).run(AllTypes.definition)
    }

    func connect() async throws -> any SQLLogicSession { Connection(session: Session(store)) }
    func close() async throws {}
  }

  private struct Connection: SQLLogicSession {
    let session: Session

    func run(_ sql: String) async throws -> SQLLogicResult {
      guard let last = try session.run(sql).last, !last.columns.isEmpty else {
        return SQLLogicResult()
      }
      return SQLLogicResult(
        columns: last.columns.map { SQLLogicResult.Column(name: $0.name, kind: $0.type.resultKind) },
        cells: last.texts.flatMap(\.self)
      )
    }

    func close() async {}
  }
}

extension SQLType {
  /// How cells of the type are compared.
  fileprivate var resultKind: SQLLogicResult.Kind {
    switch self {
    case .boolean: .boolean
    case .tinyint, .smallint, .integer, .bigint, .hugeint, .utinyint, .usmallint, .uinteger, .ubigint:
      .integer
    case .decimal: .decimal
    case .float, .double: .floating
    case .varchar: .text
    default: .other
    }
  }
}
