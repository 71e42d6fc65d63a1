// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Steps are those of the program, places those of the text.

/// Finds the groups of a match in a short text, by trying one way after the other.
///
/// A bit for each step and place keeps it from trying twice, so that the time is bounded by their
/// product.
final class Backtracker {
  /// The most bits.
  static let bitLimit = 1 << 18

  private let program: RegexProgram
  private var visited: UnsafeMutablePointer<UInt64>
  private var capacity = 64
  private var jobs: [Job] = []

  private struct Job: BitwiseCopyable {
    /// The step; or the slot that gets its value back, as a negative number.
    var step: Int
    var place: Int
  }

  init(_ program: RegexProgram) {
    self.program = program
    visited = .allocate(capacity: capacity)
  }

  deinit { visited.deallocate() }

  /// Whether the bits for a number of bytes are not too many.
  func canRun(_ byteCount: Int) -> Bool {
    byteCount < Self.bitLimit && program.count * (byteCount + 1) <= Self.bitLimit
  }

  /// Finds the match that begins at `start` and ends at or before `end`, and fills the slots.
  func match(
    in text: UnsafeBufferPointer<UInt8>,
    from start: Int,
    to end: Int,
    _ slots: UnsafeMutablePointer<Int>,
    slotCount: Int
  ) -> Bool {
    let width = end - start + 1
    prepare(program.count * width)
    let (program, visited) = (program, visited)
    let steps = program.steps
    jobs.append(Job(step: Int(program.start), place: start))
    while let job = jobs.popLast() {
      guard job.step >= 0 else {
        slots[-1 - job.step] = job.place
        continue
      }
      var (number, place) = (job.step, job.place)
      way: while true {
        let bit = number * width + place - start
        if visited[bit >> 6] >> UInt64(bit & 63) & 1 != 0 { break }
        visited[bit >> 6] |= 1 << UInt64(bit & 63)
        let step = steps[number]
        switch step.kind {
        case .byte:
          guard place < end, step.low <= text[place], text[place] <= step.high else { break way }
          place += 1
          number = Int(step.next)
        case .bytes:
          guard place < end, let next = program.target(of: step, text[place]) else { break way }
          place += 1
          number = Int(next)
        case .choice:
          jobs.append(Job(step: Int(step.other), place: place))
          number = Int(step.next)
        case .mark:
          if step.other < slotCount {
            let slot = Int(step.other)
            jobs.append(Job(step: -1 - slot, place: slots[slot]))
            slots[slot] = place
          }
          number = Int(step.next)
        case .assertion:
          let held = RegexAssertion.holding(in: text, at: place)
          guard step.low & ~held.rawValue == 0 else { break way }
          number = Int(step.next)
        case .match:
          slots[0] = start
          slots[1] = place
          jobs.removeAll(keepingCapacity: true)
          return true
        case .fail: break way
        }
      }
    }
    return false
  }

  private func prepare(_ bits: Int) {
    let words = (bits + 63) / 64
    if words > capacity {
      visited.deallocate()
      capacity = max(words, capacity * 2)
      visited = .allocate(capacity: capacity)
    }
    visited.update(repeating: 0, count: words)
  }
}
