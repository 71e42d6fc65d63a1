// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// The square roots of 1, 2, 3 and so on, one after the other.
struct SquareRoots: Sequence, Sendable {
  struct Row: Codable, Sendable {
    var root: Double
  }

  var count: Int

  func makeIterator() -> some IteratorProtocol<Row> {
    (1...count).lazy.map { Row(root: Double($0).squareRoot()) }.makeIterator()
  }
}
