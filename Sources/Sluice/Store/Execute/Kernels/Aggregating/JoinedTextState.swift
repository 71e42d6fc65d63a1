// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. The room for a text is as large as its parts and what is between them.

/// Puts the texts of each group together, in the order in which they come, with others in between.
final class JoinedTextState: AggregateState {
  private let rows = CollectedRows(CellShape(kind: .bytes))
  private let separator: [UInt8]?
  private var interruption: Interruption?

  /// Texts with `separator` between each two; without one there is no result.
  init(separator: [UInt8]?) { self.separator = separator }

  var byteCount: Int { rows.byteCount }

  func grow(to groups: Int) { rows.grow(to: groups) }

  func watch(_ interruption: Interruption) { self.interruption = interruption }

  func update(_ groups: UnsafePointer<UInt32>, _ arguments: [Cells], count: Int) {
    rows.add(groups, arguments[0], count, skippingMissing: true)
  }

  func combine(
    _ other: any AggregateState,
    groups: UnsafePointer<UInt32>?,
    into mapping: UnsafePointer<UInt32>,
    count: Int
  ) {
    rows.combine(same(other).rows, groups, mapping, count)
  }

  func finish(_ groups: Range<Int>) -> Cells {
    let (starts, numbers) = rows.sorted()
    let runs = rows.values.values(ByteRun.self)
    let block = CellBlock(.bytes, capacity: max(1, groups.count))
    for (place, group) in groups.enumerated() {
      let own = starts[group]..<starts[group + 1]
      guard !own.isEmpty, let separator else {
        block.setMissing(place, stride: CellKind.bytes.stride)
        continue
      }
      var total = (own.count - 1) * separator.count
      for number in own { total += runs[Int(numbers[number])].count }
      let target = block.room(for: max(1, total))
      var next = target
      for number in own {
        if number & (Interruption.rows - 1) == 0, interruption?.isRequested == true { break }
        if number > own.lowerBound {
          separator.withUnsafeBufferPointer { next.append($0) }
        }
        runs[Int(numbers[number])].withBytes { next.append($0) }
      }
      block.cells(ByteRun.self)[place] = ByteRun(target, total)
    }
    return Cells(.bytes, block)
  }
}

extension UnsafeMutablePointer<UInt8> {
  /// Copies bytes here, and goes behind them.
  @inline(__always)
  fileprivate mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    update(from: start, count: bytes.count)
    self += bytes.count
  }
}
