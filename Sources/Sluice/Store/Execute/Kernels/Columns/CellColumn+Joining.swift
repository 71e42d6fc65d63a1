// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The other column is not written to any more.

extension CellColumn {
  /// One column of the rows of several, one after the other. Bytes stay where they are.
  static func joined(
    _ parts: [CellColumn],
    shape: CellShape,
    asking check: () throws -> Void
  ) rethrows -> CellColumn {
    let filled = parts.filter { $0.count > 0 }
    if filled.count == 1 { return filled[0] }
    let result = CellColumn(shape, capacity: filled.reduce(0) { $0 + $1.count })
    try result.touch(check)
    for part in filled {
      try check()
      result.adopt(part)
    }
    return result
  }
}

extension [[CellColumn]] {
  /// The columns of the rows of several workers, one worker after the other.
  func joined(shapes: [CellShape]) -> [CellColumn] {
    shapes.indices.map { place in
      CellColumn.joined(map { $0[place] }, shape: shapes[place]) {}
    }
  }
}
