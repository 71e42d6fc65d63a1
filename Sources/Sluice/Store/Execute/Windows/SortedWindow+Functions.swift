// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SortedWindow {
  /// The results of a call, in the order in which rows came.
  func results(of call: WindowStep.Call) throws -> Cells {
    switch call.function {
    case .rowNumber: numbers { $0 - self.partitionStart[$0] + 1 }
    case .rank: numbers { self.peerStart[$0] - self.partitionStart[$0] + 1 }
    case .denseRank: numbers { self.peerNumber[$0] + 1 }
    case .percentRank:
      shares { place in
        let size = self.partitionEnd[place] - self.partitionStart[place]
        return size == 1
          ? 0 : Double(self.peerStart[place] - self.partitionStart[place]) / Double(size - 1)
      }
    case .cumulativeDistribution:
      shares { place in
        let start = self.partitionStart[place]
        return Double(self.peerEnd[place] - start) / Double(self.partitionEnd[place] - start)
      }
    case .ntile: try tiles(call)
    case .lag, .lead: try neighbours(call)
    case .firstValue, .lastValue, .nthValue: try framed(call)
    case .fill: throw SQLError(.unsupported, "the window function 'fill' is not there yet")
    case .aggregate(let function): try aggregate(function, call)
    }
  }

  private func numbers(_ value: (Int) -> Int) -> Cells {
    let block = CellBlock(.int64, capacity: count)
    let target = block.cells(Int64.self)
    for place in 0..<count { target[Int(order.rows[place])] = Int64(value(place)) }
    return Cells(.int64, block)
  }

  private func shares(_ value: (Int) -> Double) -> Cells {
    let block = CellBlock(.double, capacity: count)
    let target = block.cells(Double.self)
    for place in 0..<count { target[Int(order.rows[place])] = value(place) }
    return Cells(.double, block)
  }

  /// The number of the part that a row is in, where a partition is cut into so many.
  private func tiles(_ call: WindowStep.Call) throws -> Cells {
    let wanted = try cells(call.arguments[0], CellShape(.bigint))
    let block = CellBlock(.int64, capacity: count)
    for place in 0..<count {
      let row = Int(order.rows[place])
      guard wanted.isValid(place) else {
        block.setMissing(row, stride: 8)
        continue
      }
      let parts = wanted.value(place, Int64.self)
      guard parts > 0 else {
        throw SQLError(.invalidInput, "a partition is cut into one part or more by 'ntile'")
      }
      let size = Int64(partitionEnd[place] - partitionStart[place])
      let position = Int64(place - partitionStart[place])
      let (least, larger) = size.quotientAndRemainder(dividingBy: parts)
      // The first parts have one row more.
      let limit = larger * (least + 1)
      let tile =
        position < limit
        ? position / (least + 1) : larger + (position - limit) / max(1, least)
      block.cells(Int64.self)[row] = tile + 1
    }
    return Cells(.int64, block)
  }

  /// The value so many rows before or after.
  private func neighbours(_ call: WindowStep.Call) throws -> Cells {
    let values = try cells(call.arguments[0], call.shapes[0])
    let distances =
      call.arguments.count > 1
      ? try cells(call.arguments[1], CellShape(.bigint)) : .constant(.int64, Int64(1))
    let isLag = { if case .lag = call.function { true } else { false } }()
    let picked = Selection(capacity: count)
    var misses: [Int] = []
    for place in 0..<count {
      picked.rows[place] = Cells.noRow
      guard distances.isValid(place) else { continue }
      let distance = Int(clamping: distances.value(place, Int64.self))
      let step = isLag ? -distance : distance
      if let found = neighbour(place, step, call.ignoresNulls ? values : nil) {
        picked.rows[place] = UInt32(found)
      } else {
        misses.append(place)
      }
    }
    picked.count = count
    guard call.arguments.count > 2, !misses.isEmpty else {
      return inOrderOfRows(values.gathered(picked, hasGaps: true))
    }
    // What is not there has a value of its own: it stands behind all others.
    let defaults = try cells(call.arguments[2], call.shapes[0])
    let both = CellColumn(call.shapes[0], capacity: count * 2)
    both.append(values, count: count)
    both.append(defaults, count: count)
    for place in misses { picked.rows[place] = UInt32(count + place) }
    return inOrderOfRows(both.cells.gathered(picked, hasGaps: true))
  }

  private func neighbour(_ place: Int, _ step: Int, _ values: Cells?) -> Int? {
    let (start, end) = (partitionStart[place], partitionEnd[place])
    guard let values, step != 0 else {
      let (found, isOver) = place.addingReportingOverflow(step)
      return !isOver && found >= start && found < end ? found : nil
    }
    var left = abs(step)
    var found = place
    while left > 0 {
      found += step < 0 ? -1 : 1
      guard found >= start, found < end else { return nil }
      if values.isValid(found) { left -= 1 }
    }
    return found
  }

  /// The first, the last or some other value of the rows that are seen.
  private func framed(_ call: WindowStep.Call) throws -> Cells {
    let values = try cells(call.arguments[0], call.shapes[0])
    let frames = try frames(call.frame)
    let numbers =
      call.arguments.count > 1 ? try cells(call.arguments[1], CellShape(.bigint)) : nil
    let filter = try call.filter.map { try cells($0, CellShape(.boolean)) }
    let picked = Selection(capacity: count)
    for place in 0..<count {
      var wanted = 1
      var isFromEnd = false
      if case .lastValue = call.function { isFromEnd = true }
      if let numbers {
        wanted = numbers.isValid(place) ? Int(clamping: numbers.value(place, Int64.self)) : 0
        if wanted < 0 { (wanted, isFromEnd) = (-wanted, true) }
      }
      func counts(_ row: Int) -> Bool {
        (!call.ignoresNulls || values.isValid(row))
          && (filter.map { $0.isValid(row) && $0.value(row, UInt8.self) == 1 } ?? true)
      }
      let found = wanted == 0 ? nil : nth(wanted, isFromEnd, parts(frames, place), counts)
      picked.rows[place] = found.map { UInt32($0) } ?? Cells.noRow
    }
    picked.count = count
    return inOrderOfRows(values.gathered(picked, hasGaps: true))
  }

  private func nth(
    _ wanted: Int,
    _ isFromEnd: Bool,
    _ parts: [Range<Int>],
    _ counts: (Int) -> Bool
  ) -> Int? {
    var left = wanted
    for part in isFromEnd ? parts.reversed() : parts {
      for row in isFromEnd ? Array(part.reversed()) : Array(part) where counts(row) {
        left -= 1
        if left == 0 { return row }
      }
    }
    return nil
  }
}
