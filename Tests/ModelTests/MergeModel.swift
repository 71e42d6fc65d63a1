// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// A row of the root table of a random load, with all that hangs below it.
struct ModelRow: Hashable {
  /// An element of the list below the row, with the numbers below it.
  struct Element: Hashable {
    var x: Int64
    var numbers: [Int64]
  }

  var key: Int64?
  var word: String?
  var day: Int64?
  var value: Int64?
  var rank: Int64?
  var isDeleted: Bool?
  var elements: [Element] = []
  /// Whether the row was marked as deleted by a load, and which load brought it.
  var isMarked = false
  var load = 0
  /// Whether the id of the row is a hash of its key.
  var hasKeyID = false

  var keys: [AnyHashable]? { key.flatMap { key in word.map { [key, $0] } } }

  /// The record that is loaded.
  var record: Record {
    var record: Record = [:]
    func set(_ name: String, _ value: Int64?) { record[name] = value.map { .int($0) } ?? .null }
    set("key", key)
    record["word"] = word.map { .text($0) } ?? .null
    set("day", day)
    set("value", value)
    set("rank", rank)
    record["gone"] = isDeleted.map { .bool($0) } ?? .null
    if !elements.isEmpty {
      record["list"] = .list(
        elements.map { element in
          ["x": .int(element.x), "numbers": .list(element.numbers.map { .int($0) })]
        }
      )
    }
    return record
  }

  /// The row as a text, by which tables are compared.
  var text: String {
    func form(_ value: Any?) -> String { value.map { "\($0)" } ?? "-" }
    let below = elements.map { "\($0.x)\($0.numbers)" }
    return [
      form(key), form(word), form(day), form(value), form(rank), form(isDeleted), "\(below)",
      isMarked ? "marked" : "", "load \(load)",
    ].joined(separator: " ")
  }
}

/// One load of a random sequence.
struct ModelLoad {
  enum Kind: CaseIterable {
    case append, replace, deleteInsert, upsert, insertOnly, snapshot, missing, soft, softMissing
    case unchanged, byDay, window
  }

  var kind: Kind
  var sorted: SortOrder?
  var rows: [ModelRow]
  /// How many records are sent at once.
  var page: Int
  var number: Int

  /// A source whose nested rows name their root rows whatever is done with them.
  struct Items: Source {
    let name = "p"
    let resources: [any Resource]
    var addsRootKey: Bool? { true }
  }

  /// The source that loads the rows.
  var source: Items { Items(resources: [resource]) }

  private var resource: Records {
    let (rows, page) = (rows, page)
    var records = Records("items") { output in
      for start in stride(from: 0, to: rows.count, by: page) {
        try await output.send(
          rows[start..<min(start + page, rows.count)].map { .record($0.record) }
        )
      }
    }
    .column("key", .bigint, nullable: true)
    .column("word", .text, nullable: true)
    .column("day", .bigint, nullable: true)
    .column("value", .bigint)
    .column("rank", .bigint)
    .deleted(where: "gone", .bool)
    .column("marked", .timestamp)
    if let sorted { records = records.deduplicated(by: "rank", sorted) }
    var soft = MergeRule()
    soft.softDelete = "marked"
    var unchanged = MergeRule()
    unchanged.skipsUnchanged = true
    return switch kind {
    case .append: records.append()
    case .replace: records.replace()
    case .deleteInsert: records.merge(on: "key", "word")
    case .upsert: records.merge(on: "key", "word", strategy: .upsert)
    case .insertOnly: records.merge(on: "key", "word", strategy: .insertOnly)
    case .snapshot: records.merge(on: "key", "word", strategy: .snapshot)
    case .missing: records.merge(on: "key", "word", deletingMissing: true)
    case .soft: records.merge(on: "key", "word", strategy: .upsert, options: soft)
    case .softMissing: records.merge(on: "key", "word", deletingMissing: true, options: soft)
    case .unchanged: records.merge(on: "key", "word", strategy: .upsert, options: unchanged)
    case .byDay: records.merge(on: "key", "word", replacing: "day")
    case .window: records.replace(where: .column("day", .equal, 1))
    }
  }
}

/// What a table should hold after some loads: a plain list of rows, and loops over it.
struct MergeModel {
  private(set) var rows: [ModelRow] = []
  /// The kind of the last load that said which column sorts rows: columns stay in the schema.
  private var sorted: SortOrder?
  private var hasDay = false

  mutating func apply(_ load: ModelLoad) {
    // What is said of columns counts from the first page on.
    if !load.rows.isEmpty { sorted = load.sorted ?? sorted }
    let incoming = load.rows.map { row in
      var row = row
      row.load = load.number
      row.hasKeyID =
        [.upsert, .insertOnly, .snapshot, .soft, .unchanged].contains(load.kind) && row.keys != nil
      return row
    }
    if load.kind == .byDay && !load.rows.isEmpty { hasDay = true }
    switch load.kind {
    case .append: rows += incoming
    case .replace: rows = incoming
    case .window:
      rows.removeAll { $0.day == 1 }
      rows += incoming.filter { $0.isDeleted != true }
    case .insertOnly: insert(survivors(of: incoming))
    default: merge(incoming, load.kind)
    }
  }

  /// Of rows with the same key the one that counts; those without a key all count.
  private func survivors(of incoming: [ModelRow]) -> [ModelRow] {
    var best: [[AnyHashable]: ModelRow] = [:]
    for row in incoming {
      guard let keys = row.keys else { continue }
      if let other = best[keys], let sorted {
        if other.rank != nil && row.rank == nil { continue }
        if let mine = row.rank, let theirs = other.rank,
          sorted == .descending ? mine < theirs : mine > theirs
        {
          continue
        }
      }
      best[keys] = row
    }
    return Array(best.values) + incoming.filter { $0.keys == nil }
  }

  private mutating func insert(_ survivors: [ModelRow]) {
    let old = rows
    for row in survivors where row.isDeleted != true {
      guard let keys = row.keys, old.contains(where: { $0.keys == keys }) else {
        rows.append(row)
        continue
      }
      for index in old.indices where old[index].keys == keys && old[index].hasKeyID {
        for (place, element) in row.elements.enumerated() {
          if place >= rows[index].elements.count {
            rows[index].elements.append(element)
          } else {
            let known = rows[index].elements[place].numbers.count
            rows[index].elements[place].numbers += element.numbers.dropFirst(known)
          }
        }
      }
    }
  }

  private mutating func merge(_ incoming: [ModelRow], _ kind: ModelLoad.Kind) {
    guard !incoming.isEmpty else { return }
    let isComplete = [.snapshot, .missing, .softMissing].contains(kind)
    let isSoft = kind == .soft || kind == .softMissing
    // A key of days stays in the schema; without it in the load's hints it still counts there.
    let days = Set(hasDay ? incoming.compactMap(\.day) : [])
    let deletesByDay = [.deleteInsert, .byDay].contains(kind) && hasDay
    let byKey = Dictionary(grouping: incoming.filter { $0.keys != nil }) { $0.keys ?? [] }
    var coming = survivors(of: incoming).filter { $0.isDeleted != true }
    var kept: [ModelRow] = []
    for var row in rows {
      let replacement = coming.first { $0.keys != nil && $0.keys == row.keys }
      if let keys = row.keys, byKey[keys] != nil {
        if let replacement {
          let isSame = kind == .unchanged && isUnchanged(row, replacement)
          if isSame {
            kept.append(row)
            coming.removeAll { $0.keys == keys }
          }
          continue
        }
        if isSoft { kept.append(marked(&row)) }
        continue
      }
      let isInDays = row.day.map(days.contains) ?? false
      if isComplete, !hasDay || isInDays {
        if isSoft { kept.append(marked(&row)) }
        continue
      }
      if deletesByDay && isInDays { continue }
      kept.append(row)
    }
    rows = kept + coming
  }

  private func marked(_ row: inout ModelRow) -> ModelRow {
    row.isMarked = true
    return row
  }

  private func isUnchanged(_ old: ModelRow, _ new: ModelRow) -> Bool {
    guard rows.filter({ $0.keys == old.keys }).count == 1 else { return false }
    var (old, new) = (old, new)
    (old.load, new.load) = (0, 0)
    (old.hasKeyID, new.hasKeyID) = (false, false)
    return old == new
  }
}
