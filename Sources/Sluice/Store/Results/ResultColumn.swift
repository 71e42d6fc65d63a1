// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A column of the result of a query.
public struct ResultColumn: Hashable, Sendable {
  /// The name. Several columns may have the same one.
  public let name: String
  let sqlType: SQLType

  init(name: String, type: SQLType) {
    self.name = name
    sqlType = type
  }

  /// The type as SQL writes it: `DECIMAL(15,2)`, `VARCHAR[]`.
  public var type: String { sqlType.description }
}

extension [String] {
  /// The names, with numbers behind those that were there before: `id`, `id_1`.
  var uniqueNames: [String] {
    var known: Set<String> = []
    return map { written in
      var (name, number) = (written, 0)
      while !known.insert(name).inserted {
        number += 1
        name = "\(written)_\(number)"
      }
      return name
    }
  }
}
