// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// Finds keywords by their bytes, whatever their case, without making a text of them.
  struct KeywordTable: Sendable {
    static let shared = KeywordTable()

    private struct Slot: Sendable {
      var keyword: Keyword
      var reservation: Reservation
      var start: Int
      var count: Int
    }

    /// A hash table with open addressing and four slots for each keyword.
    private var slots: ContiguousArray<Slot?>
    private var letters: ContiguousArray<UInt8> = []
    private let mask: Int
    /// The longest keyword: nothing longer needs to be looked up.
    private let maximumCount: Int

    private init() {
      let keywords = Keyword.allCases
      var size = 1
      while size < keywords.count * 4 { size *= 2 }
      mask = size - 1
      slots = ContiguousArray(repeating: nil, count: size)
      maximumCount = keywords.map(\.rawValue.utf8.count).max() ?? 0
      for keyword in keywords {
        let word = ContiguousArray(keyword.rawValue.utf8)
        var place = Self.hash(word, word.startIndex..<word.endIndex) & mask
        while slots[place] != nil { place = (place + 1) & mask }
        slots[place] = Slot(
          keyword: keyword,
          reservation: Keyword.reservations[keyword] ?? .none,
          start: letters.count,
          count: word.count
        )
        letters += word
      }
    }

    /// The keyword that `bytes` hold in `range`, if they hold one.
    func find(
      _ bytes: ContiguousArray<UInt8>,
      _ range: Range<Int>
    ) -> (keyword: Keyword, reservation: Reservation)? {
      guard range.count <= maximumCount else { return nil }
      var place = Self.hash(bytes, range) & mask
      while let slot = slots[place] {
        if slot.count == range.count, matches(slot, bytes, range) {
          return (slot.keyword, slot.reservation)
        }
        place = (place + 1) & mask
      }
      return nil
    }

    private func matches(_ slot: Slot, _ bytes: ContiguousArray<UInt8>, _ range: Range<Int>) -> Bool
    {
      for offset in 0..<slot.count
      where Self.lowered(bytes[range.lowerBound + offset]) != letters[slot.start + offset] {
        return false
      }
      return true
    }

    /// FNV-1a over the lowercase letters.
    private static func hash(_ bytes: ContiguousArray<UInt8>, _ range: Range<Int>) -> Int {
      var hash: UInt32 = 0x811C_9DC5
      for place in range { hash = (hash ^ UInt32(lowered(bytes[place]))) &* 0x0100_0193 }
      return Int(hash ^ hash >> 15)
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
      0x41...0x5A ~= byte ? byte | 0x20 : byte
    }
  }
}
