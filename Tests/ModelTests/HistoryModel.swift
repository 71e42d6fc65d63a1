// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting

/// What a record of a history holds: two records that hold the same are the same version.
struct VersionedRow: Hashable {
  var id: Int64?
  var value: Int64
  var list: [Int64] = []
  /// Whether the record says of itself that it is deleted.
  var isDeleted = false

  /// The record that is loaded.
  var record: Record {
    var record: Record = ["value": .int(value)]
    if let id { record["id"] = .int(id) }
    if !list.isEmpty { record["list"] = .list(list.map { .int($0) }) }
    if isDeleted { record["gone"] = true }
    return record
  }
}

/// One load of a random sequence.
struct HistoryLoad {
  var rows: [VersionedRow]
  /// Whether only versions end whose id is in the load.
  var isPartial: Bool
  /// How many records are sent at once.
  var page: Int

  /// A load of few values, so that many of them come again.
  static func random(using random: inout SeededGenerator) -> HistoryLoad {
    let rows = (0..<Int.random(in: 0...6, using: &random)).map { _ in
      VersionedRow(
        id: Int.random(in: 0..<8, using: &random) == 0
          ? nil : Int64.random(in: 0...3, using: &random),
        value: Int64.random(in: 0...1, using: &random),
        list: (0..<Int.random(in: 0...2, using: &random)).map { _ in
          Int64.random(in: 0...1, using: &random)
        },
        isDeleted: Int.random(in: 0..<6, using: &random) == 0
      )
    }
    return HistoryLoad(
      rows: rows,
      isPartial: Int.random(in: 0..<4, using: &random) == 0,
      page: Int.random(in: 1...4, using: &random)
    )
  }

  /// A source that loads the rows.
  var source: some Source {
    let (rows, page) = (rows, page)
    let records = Records("items") { output in
      for start in stride(from: 0, to: rows.count, by: page) {
        let end = min(start + page, rows.count)
        try await output.send(rows[start..<end].map { .record($0.record) })
      }
    }
    .column("id", .bigint, nullable: true)
    .column("value", .bigint)
    .deleted(where: "gone", .bool)
    return Items(resources: [records.history(on: isPartial ? ["id"] : [])])
  }

  private struct Items: Source {
    let name = "p"
    let resources: [any Resource]
  }
}

/// What a table of versions should hold after some loads: a plain list, and loops over it.
struct HistoryModel {
  /// A row, and the loads from and until which it was valid.
  struct Version: Hashable {
    var row: VersionedRow
    var from: Int
    var to: Int?

    /// The version as a text, by which tables are compared.
    var text: String {
      let id = row.id.map { "\($0)" } ?? "-"
      return "\(id) \(row.value) \(row.list) \(from)…\(to.map { "\($0)" } ?? "")"
    }
  }

  private(set) var versions: [Version] = []
  /// A key stays in the schema once it was said.
  private var hasKey = false

  mutating func apply(_ load: HistoryLoad, _ number: Int) {
    // A load without any row ends nothing.
    guard !load.rows.isEmpty else { return }
    if load.isPartial { hasKey = true }
    let keys = Set(load.rows.compactMap(\.id))
    let coming = Set(load.rows.filter { !$0.isDeleted })
    for place in versions.indices where versions[place].to == nil {
      let version = versions[place]
      let isMeant = !hasKey || version.row.id.map { keys.contains($0) } ?? false
      if !coming.contains(version.row), isMeant { versions[place].to = number }
    }
    let valid = Set(versions.filter { $0.to == nil }.map(\.row))
    for row in coming where !valid.contains(row) {
      versions.append(Version(row: row, from: number))
    }
  }

  /// How many elements of lists there are: those of a version that comes again are there already.
  var elementCount: Int { Set(versions.map(\.row)).reduce(0) { $0 + $1.list.count } }
}
