// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are those of the table, places those of the text.

/// A program in which each byte leaves one way to go, as in `(\d+)-(\d+)`: groups are found by
/// looking up one entry for each byte.
///
/// ```text
/// entry   row behind the byte 32 bits | slots that take the place before it 32 bits
/// ```
/// The match has to be known: then no assertion has to be looked at, as there is no other way.
final class OneWayProgram: @unchecked Sendable {
  // Unchecked, as the compiler cannot see that the memory is not written to after `init`.

  /// The most groups, without the match.
  static let groupLimit = 15
  /// The most entries of the table.
  static let tableLimit = 1 << 14

  private static let none = UInt64.max

  private let program: RegexProgram
  private let table: UnsafeMutablePointer<UInt64>
  /// The entries of a row: one for each class, and one for a match.
  private let width: Int

  /// Makes the table of a program; `nil` if there is more than one way, or too much to remember.
  init?(_ program: RegexProgram, groupCount: Int) {
    guard groupCount > 0, groupCount <= Self.groupLimit else { return nil }
    let width = program.classCount + 1
    var rows = [program.start: 0]
    var starts = [program.start]
    var entries: [UInt64] = []
    var seen = StepSet(capacity: program.count)
    while entries.count < starts.count * width {
      guard entries.count < Self.tableLimit else { return nil }
      let base = entries.count
      entries += [UInt64](repeating: Self.none, count: width)

      // Takes a byte of a range; false if another way takes it too.
      func add(_ low: UInt8, _ high: UInt8, _ next: UInt32, _ marks: UInt64) -> Bool {
        let row = rows[next] ?? starts.count
        if row == starts.count {
          rows[next] = row
          starts.append(next)
        }
        let entry = UInt64(row) << 32 | marks
        for symbol in Int(program.classes[Int(low)])...Int(program.classes[Int(high)]) {
          if entries[base + symbol] == Self.none {
            entries[base + symbol] = entry
          } else if entries[base + symbol] != entry {
            return false
          }
        }
        return true
      }

      seen.removeAll()
      var stack: [(step: UInt32, marks: UInt64)] = [(starts[base / width], 0)]
      while let (number, marks) = stack.popLast() {
        guard seen.insert(number) else { return nil }
        let step = program.steps[Int(number)]
        switch step.kind {
        case .choice:
          stack.append((step.other, marks))
          stack.append((step.next, marks))
        case .mark: stack.append((step.next, marks | 1 << UInt64(step.other)))
        case .assertion: stack.append((step.next, marks))
        case .byte: guard add(step.low, step.high, step.next, marks) else { return nil }
        case .bytes:
          for place in Int(step.next)..<Int(step.next + step.other) {
            let arc = program.arcs[place]
            guard add(arc.low, arc.high, arc.next, marks) else { return nil }
          }
        case .match: entries[base + width - 1] = marks
        case .fail: break
        }
      }
    }
    self.program = program
    self.width = width
    table = .allocate(capacity: entries.count)
    for (place, entry) in entries.enumerated() { (table + place).initialize(to: entry) }
  }

  deinit { table.deallocate() }

  /// Fills the slots of the groups of a match whose bytes are known.
  func fill(
    _ slots: UnsafeMutablePointer<Int>,
    in text: UnsafeBufferPointer<UInt8>,
    _ match: Range<Int>
  ) {
    let (table, classes, width) = (table, program.classes, width)
    var row = 0
    if let base = text.baseAddress {
      for place in match {
        let entry = table[row &* width &+ Int(classes[Int(base[place])])]
        if entry == Self.none { return }
        var marks = UInt32(truncatingIfNeeded: entry)
        while marks != 0 {
          slots[marks.trailingZeroBitCount] = place
          marks &= marks &- 1
        }
        row = Int(entry >> 32)
      }
    }
    let entry = table[row &* width &+ width &- 1]
    if entry == Self.none { return }
    var marks = UInt32(truncatingIfNeeded: entry)
    while marks != 0 {
      slots[marks.trailingZeroBitCount] = match.upperBound
      marks &= marks &- 1
    }
  }
}
