// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows and classes are those of the automaton, places those of the text.

extension LazyAutomaton {
  /// No match.
  static let none = -1
  /// The automaton has given up: simulate the program.
  static let gaveUp = -2
  /// So many bytes are read without a look whether anyone waits for the match.
  private static let segment = 1 << 20

  /// The end of the match that is found from a place on; or ``none`` or ``gaveUp``.
  ///
  /// If any is enough, it may be the end of another match, which is known earlier.
  func end(
    in text: UnsafeBufferPointer<UInt8>,
    from start: Int,
    isAnchored: Bool,
    isAnyEnough: Bool = false
  ) -> Int {
    if hasGivenUp { return Self.gaveUp }
    var row = self.start(in: text, at: start, isAnchored: isAnchored)
    if row == dead { return Self.none }
    var last = Self.none
    let (classes, dead, count) = (program.classes, dead, text.count)
    var (table, place, noted) = (table, start, start)
    if let base = text.baseAddress {
      search: while place < count {
        let stop = min(count, place &+ Self.segment)
        while place < stop {
          let symbol = Int(classes[Int(base[place])])
          var next = table[Int(row) + symbol]
          // Unknown, dead or a match: one comparison for what happens rarely.
          if next &- dead &- 1 >= Self.matchBit &- dead &- 1 {
            if next == 0 {
              next = transition(from: row, by: symbol, progress: place - noted)
              (table, noted) = (self.table, place)
              if hasGivenUp { return Self.gaveUp }
            }
            if next & Self.matchBit != 0 {
              last = place
              if isAnyEnough { break search }
              next &= ~Self.matchBit
            }
            if next == dead { break search }
          }
          row = next
          place &+= 1
        }
        if place < count, interruption?.isRequested == true { return Self.none }
      }
    }
    note(place - noted)
    if place < count { return last }
    return takeEnd(row) ? count : hasGivenUp ? Self.gaveUp : last
  }

  /// Whether a match begins at the beginning of a text and ends at its end; `nil` if given up.
  ///
  /// The automaton has to prefer the longest match.
  func isWhole(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
    if hasGivenUp { return nil }
    var row = start(in: text, at: 0, isAnchored: true)
    let (classes, dead, count) = (program.classes, dead, text.count)
    var (table, place, noted) = (table, 0, 0)
    if let base = text.baseAddress {
      search: while place < count {
        let stop = min(count, place &+ Self.segment)
        while place < stop {
          let symbol = Int(classes[Int(base[place])])
          var next = table[Int(row) + symbol]
          if next == 0 {
            next = transition(from: row, by: symbol, progress: place - noted)
            (table, noted) = (self.table, place)
            if hasGivenUp { return nil }
          }
          row = next & ~Self.matchBit
          if row == dead { break search }
          place &+= 1
        }
        if place < count, interruption?.isRequested == true { return false }
      }
    }
    note(place - noted)
    if row == dead { return false }
    let isMatch = takeEnd(row)
    return hasGivenUp ? nil : isMatch
  }

  /// The least place at which a match begins that ends at `end`; or ``none`` or ``gaveUp``.
  ///
  /// The program has to be one that reads backwards, and the automaton to prefer the longest match.
  /// If any is enough, the place may be that of another match that ends there.
  func beginning(
    in text: UnsafeBufferPointer<UInt8>,
    endingAt end: Int,
    notBefore limit: Int,
    isAnyEnough: Bool = false
  ) -> Int {
    if hasGivenUp { return Self.gaveUp }
    var row = start(in: text, at: end, isAnchored: true, isBackward: true)
    var last = Self.none
    let (classes, dead) = (program.classes, dead)
    var (table, place, noted) = (table, end, end)
    guard let base = text.baseAddress else { return takeEnd(row) ? 0 : last }
    while row != dead {
      // At the limit, the byte before it tells whether a match begins there.
      guard place > limit || limit > 0 else {
        note(noted - place)
        return takeEnd(row) ? place : hasGivenUp ? Self.gaveUp : last
      }
      let symbol = Int(classes[Int(base[place - 1])])
      var next = table[Int(row) + symbol]
      if next == 0 {
        next = transition(from: row, by: symbol, progress: noted - place)
        (table, noted) = (self.table, place)
        if hasGivenUp { return Self.gaveUp }
      }
      if next & Self.matchBit != 0 {
        last = place
        if isAnyEnough { break }
        next &= ~Self.matchBit
      }
      if place == limit { break }
      row = next
      place &-= 1
    }
    note(noted - place)
    return last
  }

  /// Whether a match ends where the text does, in a state before its end.
  private func takeEnd(_ row: UInt32) -> Bool {
    if row == dead { return false }
    let symbol = width - 1
    var next = table[Int(row) + symbol]
    if next == 0 { next = transition(from: row, by: symbol, progress: 0) }
    return next & Self.matchBit != 0
  }
}
