// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

extension QueryResult {
  /// What a query finds that needs no tables.
  static func of(_ query: String) throws -> QueryResult { try ColumnStore().query(query) }
}
