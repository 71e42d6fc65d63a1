// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Makes a string of bits for each group: one for each number between two, set if the group has it.
final class BitstringState: AggregateState {
  private let kind: CellKind
  private let numbers: ClosedRange<Int128>
  private let words: Int
  private let bits = GrowingBuffer<UInt64>()
  private let counts = GrowingBuffer<Int64>()

  /// Numbers of a kind that lie between two others.
  init(_ kind: CellKind, _ numbers: ClosedRange<Int128>) {
    self.kind = kind
    self.numbers = numbers
    words = Int((numbers.upperBound - numbers.lowerBound) / 64) + 1
  }

  var byteCount: Int { bits.capacity * 8 + counts.capacity * 8 }

  func grow(to groups: Int) {
    bits.resize(to: groups * words, filling: 0)
    counts.resize(to: groups, filling: 0)
  }

  func update(
    _ groups: UnsafePointer<UInt32>,
    _ arguments: [Cells],
    count: Int
  ) throws(KernelFailure) {
    let cells = arguments[0]
    for row in 0..<count where cells.isValid(row) {
      let value: Int128 =
        switch kind {
        case .int32: Int128(cells.value(row, Int32.self))
        case .int64: Int128(cells.value(row, Int64.self))
        default: cells.value(row, Int128.self)
        }
      guard numbers.contains(value) else { throw .outOfRange(row: row) }
      let bit = Int(value - numbers.lowerBound)
      let group = Int(groups[row])
      bits.base[group * words + bit / 64] |= 1 << UInt64(bit % 64)
      counts.base[group] += 1
    }
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    let other = same(other)
    for place in 0..<count {
      let (source, target) = (GroupResults.source(groups, place), Int(mapping[place]))
      for word in 0..<words {
        bits.base[target * words + word] |= other.bits.base[source * words + word]
      }
      counts.base[target] += other.counts[source]
    }
  }

  func finish(_ groups: Range<Int>) -> Cells {
    let block = CellBlock(.bytes, capacity: max(1, groups.count))
    var bytes: [UInt8] = []
    for (place, group) in groups.enumerated() {
      guard counts[group] > 0 else {
        block.setMissing(place, stride: CellKind.bytes.stride)
        continue
      }
      bytes.removeAll(keepingCapacity: true)
      BitText.append(
        count: Int(numbers.upperBound - numbers.lowerBound) + 1,
        to: &bytes
      ) { bits[group * words + $0 / 64] >> UInt64($0 % 64) & 1 == 1 }
      block.cells(ByteRun.self)[place] = bytes.withUnsafeBufferPointer { block.store($0) }
    }
    return Cells(.bytes, block)
  }
}
