// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Sluice

/// An entry of a list: a single fact about one function.
struct Fact: Sendable, CustomStringConvertible {
  /// The file, without its extension.
  let file: String
  /// The list in the file.
  let list: String
  /// The place in the list.
  let index: Int
  /// What was recorded.
  let entry: Record
  /// What is recorded beside the lists.
  let remarks: Record

  var description: String { "flat/\(file).\(list)[\(index)]" }

  /// All entries of all lists in a file.
  static func all(in url: URL) -> [Fact] {
    let file = url.deletingPathExtension().lastPathComponent
    guard let root = try? Corpus.value(in: url).fields else { return [] }
    var lists: [(name: String, entries: [Record])] = []
    var remarks = Record()
    for (name, value) in root {
      let entries = value.records
      // Rows are what the entries of another list are applied to.
      if entries.isEmpty || name == "rows" {
        remarks[name] = value
      } else {
        lists.append((name, entries))
      }
    }
    return lists.flatMap { list in
      list.entries.enumerated().map { index, entry in
        Fact(file: file, list: list.name, index: index, entry: entry, remarks: remarks)
      }
    }
  }
}
