// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting

extension ModelLoad {
  /// A load of random rows, deletions and lists.
  static func random(_ number: Int, using random: inout SeededGenerator) -> ModelLoad {
    let kind = Kind.allCases.randomElement(using: &random) ?? .append
    var load = ModelLoad(
      kind: kind,
      sorted: [nil, nil, .ascending, .descending][Int.random(in: 0..<4, using: &random)],
      rows: [],
      page: Int.random(in: 1...4, using: &random),
      number: number
    )
    let deletes = kind != .append && kind != .replace
    for _ in 0..<Int.random(in: 0...8, using: &random) {
      var row = ModelRow()
      func maybe(_ upTo: Int64, _ share: Int) -> Int64? {
        Int.random(in: 0..<10, using: &random) < share
          ? Int64.random(in: 0...upTo, using: &random) : nil
      }
      row.key = maybe(3, 9)
      row.word = maybe(1, 9).map { ["a", "b"][Int($0)] }
      row.day = kind == .window ? 1 : maybe(2, 8)
      row.value = maybe(2, 8)
      row.rank = maybe(2, 7)
      row.isDeleted = deletes ? maybe(4, 5).map { $0 == 0 } : nil
      if kind == .window { row.isDeleted = nil }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let numbers = (0..<Int.random(in: 0...2, using: &random)).map { _ in
          Int64.random(in: 0...1, using: &random)
        }
        row.elements.append(
          ModelRow.Element(x: Int64.random(in: 0...1, using: &random), numbers: numbers)
        )
      }
      load.rows.append(row)
    }
    return load
  }
}
