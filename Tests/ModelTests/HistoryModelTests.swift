// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Random sequences of loads that keep versions, whose processes die on the way, against a model.
@Suite(.serialized) struct HistoryModelTests {
  @Test(arguments: ModelSeeds.all)
  func `versions begin and end when the model says`(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    var model = HistoryModel()
    var loads = MortalLoads(seed)
    var history: [String] = []
    for number in 1...Int.random(in: 2...5, using: &random) {
      let load = HistoryLoad.random(using: &random)
      history.append("\(load)")
      model.apply(load, number)
      try await loads.loadOnce(load.source, number, using: &random)
      let store = try loads.store
      let told = "seed \(seed)\n\(history.joined(separator: "\n"))"
      try #require(texts(of: store) == model.versions.map(\.text).sorted(), "\(told)")
      let elements = (try? store.table("d", "items__list").rowCount) ?? 0
      try #require(elements == model.elementCount, "\(told)")
    }
  }

  /// The versions that a store holds.
  private func texts(of store: ColumnStore) -> [String] {
    func records(_ table: String) -> [Record] { (try? store.table("d", table).records) ?? [] }
    func load(_ value: Value?) -> Int? {
      value?.dateTime.map { Int(($0.microseconds - 1_700_000_000_000_000) / 1_000_000) }
    }
    let lists = Dictionary(grouping: records("items__list")) { $0["_dlt_parent_id"] }
    return records("items").map { record in
      let list = (lists[record["_dlt_id"]] ?? []).sorted {
        $0["_dlt_list_idx"]?.int64 ?? -1 < $1["_dlt_list_idx"]?.int64 ?? -1
      }
      let row = VersionedRow(
        id: record["id"]?.int64,
        value: record["value"]?.int64 ?? -1,
        list: list.map { $0["value"]?.int64 ?? -1 }
      )
      return HistoryModel.Version(
        row: row,
        from: load(record["_dlt_valid_from"]) ?? -1,
        to: load(record["_dlt_valid_to"])
      )
      .text
    }
    .sorted()
  }
}
