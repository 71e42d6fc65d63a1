// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where rows lie that are known by their numbers.
struct RowPlaces {
  struct Part {
    var batch: Int
    /// The number of the first row of the batch in the table.
    var first: Int
    /// The rows in the batch.
    var rows: [Int] = []
    /// Where each of them is in the list of numbers.
    var positions: [Int] = []
  }

  private(set) var parts: [Part] = []

  init(_ numbers: [Int], _ table: Catalog.Table) throws {
    let interruption = Interruption()
    let order = Self.order(of: numbers, interruption)
    var (batch, first) = (0, 0)
    for (place, position) in order.enumerated() {
      try interruption.check(atRow: place)
      while batch < table.batches.count,
        numbers[position] >= first + table.batches[batch].physicalCount
      {
        first += table.batches[batch].physicalCount
        batch += 1
      }
      guard batch < table.batches.count else { break }
      if parts.last?.batch != batch { parts.append(Part(batch: batch, first: first)) }
      parts[parts.count - 1].rows.append(numbers[position] - first)
      parts[parts.count - 1].positions.append(position)
    }
  }

  /// The positions of numbers, from the least one on.
  private static func order(of numbers: [Int], _ interruption: Interruption) -> [Int] {
    if numbers.isAscending { return Array(numbers.indices) }
    let block = CellBlock(.int64, capacity: numbers.count)
    for (place, number) in numbers.enumerated() { block.cells(Int64.self)[place] = Int64(number) }
    let order = KeySorter.permutation(
      [Cells(.int64, block)],
      [KeyOrder()],
      count: numbers.count,
      interruption
    )
    return (0..<numbers.count).map { Int(order.rows[$0]) }
  }
}

extension [Int] {
  /// Whether each number is greater than the one before it.
  var isAscending: Bool { zip(self, dropFirst()).allSatisfy { $0 < $1 } }
}
