// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice

/// A case: what is loaded, run by run, and what came of it in dlt.
struct Case {
  let name: String
  let record: Record
  let features: Set<String>
  let runs: [Record]
  let expected: [Record]

  init(_ file: CaseFile) throws {
    guard let record = try Corpus.value(in: file.file).fields else {
      throw Unreadable("a file that is no object")
    }
    self.record = record
    name = record["name"]?.string ?? file.name
    features = Set(record["features"]?.strings ?? [])
    runs = record["runs"]?.records ?? []
    expected = record["expect"]?.records ?? []
  }

  /// Whether what happened depends on DuckDB: its types, its literals, its order.
  var dependsOnDestination: Bool {
    !features.isDisjoint(with: ["destination_limit", "destination_specific"])
  }

  /// Whether all records can be written as JSON.
  var isPlainJSON: Bool {
    var isPlain = true
    for resource in runs.flatMap({ $0["resources"]?.records ?? [] }) {
      for items in [resource["items"], resource["pages"]] {
        items?.visit { _, value in
          if let key = value.fields?.keys.first, key.hasPrefix("$") { isPlain = false }
        }
      }
    }
    return isPlain
  }

  /// Whether the records bring their own row ids.
  var hasGivenIDs: Bool { record["given_ids"]?.boolean ?? false }
}

extension Value {
  /// The records of a list.
  var records: [Record] { (elements ?? []).compactMap(\.fields) }

  /// The texts of a list, or the one text that stands for a list.
  var strings: [String] { string.map { [$0] } ?? (elements ?? []).compactMap(\.string) }

  /// Everything inside, this value first.
  func visit(_ body: (_ key: String?, Value) -> Void, key: String? = nil) {
    body(key, self)
    switch self {
    case .list(let values): for value in values { value.visit(body) }
    case .record(let record): for (key, value) in record { value.visit(body, key: key) }
    default: return
    }
  }
}
