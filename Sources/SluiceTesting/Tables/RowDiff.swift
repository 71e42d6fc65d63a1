// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

internal import Sluice

/// What rows were expected and what rows were found, side by side.
struct RowDiff {
  /// One row, or two that are held to be the same.
  enum Entry: Hashable {
    case same(Record)
    case missing(Record)
    case surplus(Record)
    case changed(expected: Record, found: Record)
  }

  /// Pairs of rows that are compared at most to find those that have most in common.
  private static let mostPairs = 40_000
  /// Equal rows that are shown around others.
  private static let context = 2
  /// Lines that are shown at most.
  private static let mostEntries = 60

  private(set) var entries: [Entry] = []
  /// How many rows that are there more often than expected are expected at all.
  private(set) var doubled = 0

  /// Compares rows, whose fields may be in any order.
  init(expected: [Record], found: [Record], key: [String] = [], inOrder: Bool = false) {
    let expected = expected.map(\.sorted)
    let found = found.map(\.sorted)
    if inOrder {
      compareInOrder(expected, found)
    } else {
      compare(expected, found, key)
    }
    let wanted = Set(expected)
    for case .surplus(let row) in entries where wanted.contains(row) { doubled += 1 }
  }

  /// Whether all rows are as expected.
  var isEmpty: Bool {
    entries.allSatisfy { if case .same = $0 { true } else { false } }
  }

  /// How many rows are expected and not there.
  var missing: Int { entries.count { if case .missing = $0 { true } else { false } } }
  /// How many rows are there and not expected.
  var surplus: Int { entries.count { if case .surplus = $0 { true } else { false } } }
  /// How many rows have other values than expected.
  var changed: Int { entries.count { if case .changed = $0 { true } else { false } } }
  private var same: Int { entries.count - missing - surplus - changed }

  /// How many rows are what.
  var summary: String {
    var parts: [String] = []
    if changed > 0 { parts.append("\(changed) changed") }
    if missing > 0 { parts.append("\(missing) missing") }
    if surplus > 0 {
      parts.append("\(surplus) too many" + (doubled > 0 ? " (\(doubled) doubled)" : ""))
    }
    parts.append("\(same) as expected")
    return parts.joined(separator: ", ")
  }

  /// The rows as aligned lines. Columns that only some rows have come last.
  func text(columns: [String]) -> String {
    let records = entries.flatMap(\.records)
    var names = columns.filter { name in records.contains { $0[name] != nil } }
    let known = Set(names)
    names += Set(records.flatMap(\.keys)).subtracting(known).sorted()
    var table = DiffTable(names)
    var hidden = 0
    var shown = 0
    func flush(_ table: inout DiffTable) {
      if hidden > 0 { table.note("… \(hidden) as expected") }
      hidden = 0
    }
    for (index, entry) in entries.enumerated() {
      if case .same = entry, !isNearDifference(index) {
        hidden += 1
        continue
      }
      flush(&table)
      guard shown < Self.mostEntries else {
        table.note("… and more")
        return table.description
      }
      shown += 1
      switch entry {
      case .same(let row): table.add(.same, row.cells(names))
      case .missing(let row): table.add(.missing, row.cells(names))
      case .surplus(let row): table.add(.surplus, row.cells(names))
      case .changed(let expected, let found):
        table.add(.missing, expected.cells(names))
        table.add(.surplus, found.cells(names))
        table.mark(Set(names.indices.filter { expected[names[$0]] != found[names[$0]] }))
      }
    }
    flush(&table)
    return table.description
  }

  private func isNearDifference(_ index: Int) -> Bool {
    let range = max(0, index - Self.context)...min(entries.count - 1, index + Self.context)
    return entries[range].contains { if case .same = $0 { false } else { true } }
  }

  // MARK: - Comparison

  private mutating func compareInOrder(_ expected: [Record], _ found: [Record]) {
    let difference = found.difference(from: expected)
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var (left, right) = (0, 0)
    while left < expected.count || right < found.count {
      if removed.contains(left) {
        entries.append(.missing(expected[left]))
        left += 1
      } else if inserted.contains(right) {
        entries.append(.surplus(found[right]))
        right += 1
      } else {
        entries.append(.same(found[right]))
        left += 1
        right += 1
      }
    }
  }

  private mutating func compare(_ expected: [Record], _ found: [Record], _ key: [String]) {
    var counts: [Record: Int] = [:]
    for row in found { counts[row, default: 0] += 1 }
    var missing: [(place: Int, row: Record)] = []
    var placed: [(place: Int, entry: Entry)] = []
    for (place, row) in expected.enumerated() {
      if let count = counts[row], count > 0 {
        counts[row] = count - 1
        placed.append((place, .same(row)))
      } else {
        missing.append((place, row))
      }
    }
    var surplus: [Record] = []
    for row in found.reversed() {
      if let count = counts[row], count > 0 {
        counts[row] = count - 1
        surplus.append(row)
      }
    }
    surplus.reverse()
    for (place, row) in missing {
      if let partner = partner(of: row, in: surplus, key, pairs: missing.count * surplus.count) {
        placed.append((place, .changed(expected: row, found: surplus.remove(at: partner))))
      } else {
        placed.append((place, .missing(row)))
      }
    }
    entries = placed.sorted { $0.place < $1.place }.map(\.entry)
    entries += surplus.map { .surplus($0) }
  }

  /// The row that has the key of `row`, or without a key the most in common, at least half.
  private func partner(
    of row: Record,
    in others: [Record],
    _ key: [String],
    pairs: Int
  ) -> Int? {
    guard key.isEmpty else {
      return others.firstIndex { other in key.allSatisfy { other[$0] == row[$0] } }
    }
    guard pairs <= Self.mostPairs else { return nil }
    var best: (index: Int, score: Int)?
    for (index, other) in others.enumerated() {
      let score = row.count { other[$0.key] == $0.value }
      if score * 2 >= max(row.count, other.count), score > best?.score ?? 0 {
        best = (index, score)
      }
    }
    return best?.index
  }
}

extension RowDiff.Entry {
  fileprivate var records: [Record] {
    switch self {
    case .same(let row), .missing(let row), .surplus(let row): [row]
    case .changed(let expected, let found): [expected, found]
    }
  }
}

extension Record {
  /// The same fields, sorted by their names.
  fileprivate var sorted: Record {
    Record(self.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 })
  }

  fileprivate func cells(_ names: [String]) -> [String] {
    names.map { name in
      switch self[name] {
      case nil: "·"
      case .text(let text): text.isEmpty ? "\"\"" : text
      case let value?: value.description
      }
    }
  }
}
