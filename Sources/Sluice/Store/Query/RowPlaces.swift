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

  init(_ numbers: [Int], _ table: Catalog.Table) {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    var (batch, first) = (0, 0)
    for position in order {
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
}
