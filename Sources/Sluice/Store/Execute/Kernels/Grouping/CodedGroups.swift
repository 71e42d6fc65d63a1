// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Numbers of values are below those that there are.

/// The groups of rows whose keys all are numbers of different values: a table has the group of each
/// combination, so that keys are looked up once for each and not for each row. Used by one task at a time.
final class CodedGroups {
  /// Combinations that a table is made for, at most.
  private static let limit = 1 << 16

  private var values: [DistinctCells] = []
  /// The group of each combination of the values; ``GroupIndex/none`` where none is known yet.
  private let table = GrowingBuffer<UInt32>()
  private let codes = GrowingBuffer<UInt32>(capacity: Chunk.size)

  /// No groups yet.
  init() {}

  /// Writes the group of each row, which is a new one of `index` if its keys were not there before;
  /// `false` if the keys have too many combinations.
  func findOrAdd(
    _ keys: [(values: DistinctCells, codes: Selection)],
    count: Int,
    _ index: GroupIndex,
    into groups: UnsafeMutablePointer<UInt32>
  ) -> Bool {
    guard prepare(keys.map(\.values)) else { return false }
    codes.reserve(count)
    let (codes, table) = (codes.base, table.base)
    codes.update(from: keys[0].codes.rows, count: count)
    for key in keys.dropFirst() {
      let (others, size) = (UnsafePointer(key.codes.rows), UInt32(key.values.count))
      for row in 0..<count { codes[row] = codes[row] &* size &+ others[row] }
    }
    var isComplete: UInt8 = 1
    for row in 0..<count {
      let group = table[Int(codes[row])]
      groups[row] = group
      isComplete &= bit(group != GroupIndex.none)
    }
    if isComplete == 0 { addMissing(keys, count, index, into: groups) }
    return true
  }

  /// Makes the table of some values, unless it is there already.
  private func prepare(_ wanted: [DistinctCells]) -> Bool {
    if wanted.count == values.count, zip(wanted, values).allSatisfy({ $0 === $1 }) { return true }
    var size = 1
    for key in wanted {
      let (product, isOver) = size.multipliedReportingOverflow(by: key.count)
      guard !isOver, product <= Self.limit else { return false }
      size = product
    }
    guard size > 0 else { return false }
    values = wanted
    table.count = 0
    table.resize(to: size, filling: GroupIndex.none)
    return true
  }

  private func addMissing(
    _ keys: [(values: DistinctCells, codes: Selection)],
    _ count: Int,
    _ index: GroupIndex,
    into groups: UnsafeMutablePointer<UInt32>
  ) {
    // The first row of each combination that is new.
    let rows = Selection(capacity: count)
    for row in 0..<count where table[Int(codes[row])] == GroupIndex.none {
      table.base[Int(codes[row])] = 0
      rows.rows[rows.count] = UInt32(row)
      rows.count += 1
    }
    let cells = keys.map { $0.values.cells.spread(rows.applied(to: $0.codes)) }
    let numbers = Selection(capacity: rows.count)
    index.findOrAdd(cells, count: rows.count, into: numbers.rows)
    for place in 0..<rows.count {
      table.base[Int(codes[Int(rows.rows[place])])] = numbers.rows[place]
    }
    for row in 0..<count { groups[row] = table[Int(codes[row])] }
  }
}

extension Chunk {
  /// The keys of rows as numbers of different values; `nil` if one is not kept like that.
  func coded(
    _ keys: [any Evaluator]
  ) -> [(values: DistinctCells, codes: Selection)]? {
    var result: [(values: DistinctCells, codes: Selection)] = []
    for key in keys {
      guard let column = key as? ColumnEvaluator, let coded = coded(column.place) else {
        return nil
      }
      result.append(coded)
    }
    return result.isEmpty ? nil : result
  }
}
