// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// The tables of an outcome.
struct Tables {
  let all: [(name: String, table: Record)]
  private let indices: [String: Int]

  init(_ value: Value?) {
    all = (value?.fields ?? Record()).map { ($0.key, $0.value.fields ?? Record()) }
    indices = Dictionary(
      all.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { $1 }
    )
  }

  var names: [String] { all.map(\.name) }

  subscript(name: String) -> Record? { indices[name].map { all[$0].table } }

  /// The names of the columns whose type is as wanted, by table.
  func columns(_ isWanted: (_ type: String) -> Bool) -> [String: Set<String>] {
    Dictionary(
      all.map { name, table in
        let columns = (table["columns"]?.records ?? []).filter {
          isWanted($0["data_type"]?.string ?? "")
        }
        return (name, Set(columns.compactMap { $0["name"]?.string }))
      },
      uniquingKeysWith: { $1 }
    )
  }

  /// The tables without the values of some columns.
  func without(_ columns: [String: Set<String>]) -> Tables {
    let tables = all.map { name, table in
      var table = table
      let rows = table["rows"]?.records ?? []
      table["rows"] = .list(
        rows.map { row in
          .record(
            Record(
              row.filter { columns[name]?.contains($0.key) != true }.map { ($0.key, $0.value) }
            )
          )
        }
      )
      return (name, Value.record(table))
    }
    return Tables(.record(Record(tables)))
  }

  /// The trees of each table whose rows were made, with how many there are of each.
  var trees: [String: [String: Int]] {
    var children: [Key: [(name: String, row: Record)]] = [:]
    var ids: [String: Set<Value>] = [:]
    for (name, table) in all {
      let rows = table["rows"]?.records ?? []
      ids[name] = Set(rows.map { $0["_dlt_id"] ?? .null })
      guard let parent = table["parent"]?.string, self[parent] != nil else { continue }
      for row in rows {
        children[Key(parent, row["_dlt_parent_id"]), default: []].append((name, row))
      }
    }
    func text(_ name: String, _ row: Record) -> String {
      let own = row.filter { !["_dlt_id", "_dlt_parent_id", "_dlt_root_id"].contains($0.key) }
      let below = (children[Key(name, row["_dlt_id"])] ?? []).map {
        "\($0.name):\(text($0.name, $0.row))"
      }
      let fields = Record(own.map { ($0.key, $0.value) })
      return CanonicalForm.rowText(of: .record(fields)) + "["
        + below.sorted().joined(separator: ",") + "]"
    }
    var trees: [String: [String: Int]] = [:]
    for (name, table) in all {
      guard let rows = table["rows"], !rows.isNull else { continue }
      trees[name] = [:]
      let parent = table["parent"]?.string
      for row in rows.records {
        if let parent, let known = ids[parent], known.contains(row["_dlt_parent_id"] ?? .null) {
          continue
        }
        trees[name]?[text(name, row), default: 0] += 1
      }
    }
    return trees
  }

  /// Nested rows whose root id is not the id of the root row above them.
  var brokenRootLinks: [String] {
    var rows: [Key: Record] = [:]
    for (name, table) in all {
      for row in table["rows"]?.records ?? [] { rows[Key(name, row["_dlt_id"])] = row }
    }
    var broken: [String] = []
    for (name, table) in all where table["parent"]?.string != nil {
      for row in table["rows"]?.records ?? [] {
        guard let rootID = row["_dlt_root_id"] else { continue }
        var place = name
        var current: Record? = row
        while let here = current, let parent = self[place]?["parent"]?.string {
          place = parent
          current = rows[Key(parent, here["_dlt_parent_id"])]
        }
        if let current, rootID != current["_dlt_id"] { broken.append("\(name): \(row)") }
      }
    }
    return broken
  }

  private struct Key: Hashable {
    let table: String
    let id: Value

    init(_ table: String, _ id: Value?) {
      self.table = table
      self.id = id ?? .null
    }
  }
}

/// Texts that are the same for values that mean the same.
enum CanonicalForm {
  /// A text in which the order of keys does not matter, and everything else does.
  static func text(of value: Value) -> String { JSONWriter(sortsKeys: true).string(value) }

  /// The same for the value of a row: `1` and `1.0` are one number, and null fields are not there.
  static func rowText(of value: Value) -> String { text(of: plain(value)) }

  private static func plain(_ value: Value) -> Value {
    switch value {
    case .double(let number):
      guard abs(number) < 1e15, number == number.rounded(.towardZero) else { return value }
      return .int(Int64(number))
    case .list(let values):
      return .list(values.map(plain))
    case .record(let record):
      // What is no JSON for DuckDB is a text for everyone else.
      if record.count == 1, let text = record["$invalid_json"] { return text }
      return .record(
        Record(record.filter { !$0.value.isNull }.map { ($0.key, plain($0.value)) })
      )
    default:
      return value
    }
  }
}
