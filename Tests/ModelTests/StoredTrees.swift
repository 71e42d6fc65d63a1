// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// The rows of a table with those below them, put together again from their ids.
struct StoredTrees {
  /// What is wrong with the ids.
  struct Broken: Error { let reason: String }

  /// The rows as texts, sorted.
  let texts: [String]

  init(_ store: ColumnStore, _ dataset: String, _ name: String) throws {
    func records(_ table: String) -> [Record] { (try? store.table(dataset, table).records) ?? [] }
    let roots = records(name)
    let lists = records("\(name)__list")
    let numbers = records("\(name)__list__numbers")
    let rootIDs = Set(roots.compactMap { $0["_dlt_id"]?.string })
    guard rootIDs.count == roots.count else { throw Broken(reason: "Two rows have the same id.") }
    let listIDs = Set(lists.compactMap { $0["_dlt_id"]?.string })
    guard listIDs.count == lists.count else { throw Broken(reason: "Two elements have one id.") }
    for row in lists where !rootIDs.contains(row["_dlt_parent_id"]?.string ?? "") {
      throw Broken(reason: "An element has no row above it.")
    }
    for row in numbers where !listIDs.contains(row["_dlt_parent_id"]?.string ?? "") {
      throw Broken(reason: "A number has no element above it.")
    }
    for row in lists where row["_dlt_root_id"].map({ $0 != row["_dlt_parent_id"] }) ?? false {
      throw Broken(reason: "An element names another root row than the one above it.")
    }
    let listsByRow = Dictionary(grouping: lists) { $0["_dlt_parent_id"]?.string ?? "" }
    let numbersByList = Dictionary(grouping: numbers) { $0["_dlt_parent_id"]?.string ?? "" }
    func place(_ row: Record) -> Int64 { row["_dlt_list_idx"]?.int64 ?? -1 }
    let loads = Dictionary(
      Set(records("_dlt_loads").compactMap { $0["load_id"]?.string }).map { id in
        (id, Int(((LoadID.moment(id) ?? 0) - 1_700_000_000_000_000) / 1_000_000))
      },
      uniquingKeysWith: { first, _ in first }
    )
    texts = roots.map { row in
      var tree = ModelRow()
      tree.key = row["key"]?.int64
      tree.word = row["word"]?.string
      tree.day = row["day"]?.int64
      tree.value = row["value"]?.int64
      tree.rank = row["rank"]?.int64
      tree.isDeleted = row["gone"]?.boolean
      tree.isMarked = row["marked"] != nil
      tree.load = loads[row["_dlt_load_id"]?.string ?? ""] ?? -1
      let below = listsByRow[row["_dlt_id"]?.string ?? ""] ?? []
      tree.elements = below.sorted { place($0) < place($1) }.map { element in
        let inner = numbersByList[element["_dlt_id"]?.string ?? ""] ?? []
        return ModelRow.Element(
          x: element["x"]?.int64 ?? -1,
          numbers: inner.sorted { place($0) < place($1) }.map { $0["value"]?.int64 ?? -1 }
        )
      }
      return tree.text
    }
    .sorted()
  }
}
