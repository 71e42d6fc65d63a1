// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Which resources have to be through before others begin, by their places in the list of plans.
struct ExtractionOrder: Sendable {
  private var before: [Set<Int>]

  /// No resource waits for another.
  init(count: Int) { before = Array(repeating: [], count: count) }

  /// Says that the resource at `place` waits for the one at `other`.
  mutating func add(_ other: Int, before place: Int) { before[place].insert(other) }

  /// The resources in rounds: those of a round wait for those of the rounds before only.
  ///
  /// `nil` if some wait for each other; then `stuck` has them.
  func rounds(stuck: inout [Int]) -> [[Int]]? {
    var rounds: [[Int]] = []
    var done: Set<Int> = []
    while done.count < before.count {
      let ready = before.indices.filter { !done.contains($0) && before[$0].isSubset(of: done) }
      if ready.isEmpty {
        stuck = before.indices.filter { !done.contains($0) }
        return nil
      }
      rounds.append(ready)
      done.formUnion(ready)
    }
    return rounds
  }

  /// Those that wait for none, of `count`.
  func first(of count: Int) -> [Int] { (0..<count).filter { before[$0].isEmpty } }

  /// The first of `waiting` that waits for none that is not `done`.
  func next(of waiting: [Int], done: Set<Int>) -> Int? {
    waiting.first { before[$0].isSubset(of: done) }
  }
}
