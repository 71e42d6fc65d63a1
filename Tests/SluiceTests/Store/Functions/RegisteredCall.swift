// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Calls functions that were registered with a store.
enum RegisteredCall {
  static func result(of query: String, in store: ColumnStore) throws -> QueryResult {
    try QueryResult.of(query, store.functions.withLock { $0 })
  }
}
