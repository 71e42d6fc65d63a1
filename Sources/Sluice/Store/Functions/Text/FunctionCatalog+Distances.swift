// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what tells how far texts are from each other. All of them look at bytes.
  mutating func addDistanceFunctions() {
    for (names, swaps) in [(["levenshtein", "editdist3"], false), (["damerau_levenshtein"], true)] {
      add(names, [.varchar, .varchar], .bigint) { call in
        try call.rows { row -> Int64? in
          try call.withText(0, row) { left in
            try call.withText(1, row) {
              try TextDistance.edits(left, $0, countsSwaps: swaps) {
                try call.interruption?.check()
              }
            }
          }
        }
      }
    }
    add(["hamming", "mismatches"], [.varchar, .varchar], .bigint) { call in
      try call.rows { row -> Int64? in
        try call.withText(0, row) { left in
          try call.withText(1, row) { right in
            guard left.count == right.count, !left.isEmpty else {
              throw SQLError(.invalidInput, "texts of different lengths have no mismatches")
            }
            return Int64(zip(left, right).filter { $0 != $1 }.count)
          }
        }
      }
    }
    add(["jaccard"], [.varchar, .varchar], .double) { call in
      try call.rows { row -> Double? in
        try call.withText(0, row) { left in
          try call.withText(1, row) { right in
            guard !left.isEmpty, !right.isEmpty else {
              throw SQLError(.invalidInput, "an empty text is like no other")
            }
            let (first, second) = (Set(left), Set(right))
            let common = first.intersection(second).count
            return Double(common) / Double(first.count + second.count - common)
          }
        }
      }
    }
    for (name, isWinkler) in [("jaro_similarity", false), ("jaro_winkler_similarity", true)] {
      for hasCutoff in [false, true] {
        let parameters: [SQLType] = [.varchar, .varchar] + (hasCutoff ? [.double] : [])
        add([name], parameters, .double) { call in
          call.rows { row -> Double? in
            call.withText(0, row) { left in
              call.withText(1, row) { right in
                let likeness = TextDistance.jaro(left, right, isWinkler: isWinkler)
                return hasCutoff && likeness < call.double(2, row) ? 0 : likeness
              }
            }
          }
        }
      }
    }
  }
}

/// How far texts are from each other.
enum TextDistance {
  /// The least number of bytes to be added, taken away or exchanged, or swapped with the next.
  ///
  /// `check` is called from time to time, and ends it if it throws.
  static func edits(
    _ left: TextBytes,
    _ right: TextBytes,
    countsSwaps: Bool,
    check: () throws -> Void
  ) throws -> Int64 {
    if left.isEmpty || right.isEmpty { return Int64(left.count + right.count) }
    if countsSwaps { return try edits(swapping: left, right, check) }
    var row = Array(0...right.count)
    for (place, byte) in left.enumerated() {
      if place & 255 == 255 { try check() }
      var diagonal = row[0]
      row[0] = place + 1
      for other in 1...right.count {
        let kept = diagonal + (right[other - 1] == byte ? 0 : 1)
        diagonal = row[other]
        row[other] = min(kept, row[other] + 1, row[other - 1] + 1)
      }
    }
    return Int64(row[right.count])
  }

  /// As above, where a byte that was swapped may be edited again.
  private static func edits(
    swapping left: TextBytes,
    _ right: TextBytes,
    _ check: () throws -> Void
  ) throws -> Int64 {
    let (rows, width) = (left.count + 2, right.count + 2)
    let limit = left.count + right.count
    var costs = Array(repeating: limit, count: rows * width)
    for row in 1..<rows { costs[row * width + 1] = row - 1 }
    for column in 1..<width { costs[width + column] = column - 1 }
    var lastRows = Array(repeating: 0, count: 256)
    for row in 1...left.count {
      if row & 255 == 255 { try check() }
      var lastColumn = 0
      for column in 1...right.count {
        let swapRow = lastRows[Int(right[column - 1])]
        let swapColumn = lastColumn
        let isSame = left[row - 1] == right[column - 1]
        if isSame { lastColumn = column }
        let swap =
          costs[swapRow * width + swapColumn] + (row - swapRow - 1) + 1 + (column - swapColumn - 1)
        costs[(row + 1) * width + column + 1] = min(
          costs[row * width + column] + (isSame ? 0 : 1),
          costs[(row + 1) * width + column] + 1,
          costs[row * width + column + 1] + 1,
          swap
        )
      }
      lastRows[Int(left[row - 1])] = row
    }
    return Int64(costs[(left.count + 1) * width + right.count + 1])
  }

  /// The likeness of Jaro, from 0 to 1, or that of Winkler, where a common beginning counts more.
  static func jaro(_ left: TextBytes, _ right: TextBytes, isWinkler: Bool) -> Double {
    if left.isEmpty || right.isEmpty { return 0 }
    let window = max(0, max(left.count, right.count) / 2 - 1)
    var isTaken = Array(repeating: false, count: right.count)
    var matches: [UInt8] = []
    for (place, byte) in left.enumerated() {
      let end = min(right.count, place + window + 1)
      var other = max(0, place - window)
      while other < end {
        if !isTaken[other], right[other] == byte {
          isTaken[other] = true
          matches.append(byte)
          break
        }
        other += 1
      }
    }
    guard !matches.isEmpty else { return 0 }
    let others = right.indices.filter { isTaken[$0] }.map { right[$0] }
    let swapped = zip(matches, others).filter { $0 != $1 }.count / 2
    let count = Double(matches.count)
    let likeness =
      (count / Double(left.count) + count / Double(right.count) + (count - Double(swapped)) / count)
      / 3
    guard isWinkler, likeness > 0.7 else { return likeness }
    let prefix = zip(left, right).prefix(4).prefix { $0 == $1 }.count
    return likeness + Double(prefix) * 0.1 * (1 - likeness)
  }
}
