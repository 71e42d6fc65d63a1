// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds the keyword that a word was probably meant to be.
enum Misspelling {
  /// The keyword most like `word`, if it is so like it that nothing else is likely.
  static func keyword(for word: String, among keywords: Set<SQL.Keyword>) -> SQL.Keyword? {
    let letters = Array(word.lowercased().unicodeScalars)
    guard 3...20 ~= letters.count else { return nil }
    let candidates = keywords.compactMap { keyword -> (keyword: SQL.Keyword, rank: Rank)? in
      rank(letters, Array(keyword.rawValue.unicodeScalars)).map { (keyword, $0) }
    }
    return candidates.min { ($0.rank, $0.keyword.rawValue) < ($1.rank, $1.keyword.rawValue) }?
      .keyword
  }

  /// How unlike two words are: by their slips, then by their length, then by how soon they differ.
  private struct Rank: Comparable {
    var slips: Int
    var lengthDifference: Int
    var commonStart: Int

    static func < (left: Rank, right: Rank) -> Bool {
      (left.slips, left.lengthDifference, right.commonStart)
        < (right.slips, right.lengthDifference, left.commonStart)
    }
  }

  /// How a word became a keyword: by letters in another order, or by a letter more, less or else.
  private static func rank(_ word: [Unicode.Scalar], _ keyword: [Unicode.Scalar]) -> Rank? {
    guard word != keyword, keyword.count >= 3 else { return nil }
    let limit = keyword.count >= 8 ? 2 : 1
    let lengthDifference = abs(word.count - keyword.count)
    guard lengthDifference <= limit else { return nil }
    let changed = zip(word, keyword).filter { $0 != $1 }
    let isSwap = changed.count == 2 && changed[0].0 == changed[1].1 && changed[0].1 == changed[1].0
    let slips: Int
    if lengthDifference == 0, isSwap {
      slips = 1
    } else if word.sorted() == keyword.sorted() {
      slips = 2
    } else {
      slips = NearestName.distance(word, keyword)
      guard slips <= limit else { return nil }
    }
    return Rank(
      slips: slips,
      lengthDifference: lengthDifference,
      commonStart: zip(word, keyword).prefix { $0 == $1 }.count
    )
  }
}
