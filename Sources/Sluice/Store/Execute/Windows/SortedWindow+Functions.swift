// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SortedWindow {
  /// The results of a call, in the order in which rows came.
  func results(of call: WindowStep.Call) throws -> Cells {
    switch call.function {
    case .aggregate(let function): try explained(function) { try aggregate(function, call) }
    case .fill: try filled(call)
    case _ where !call.argumentOrder.isEmpty: try reordered(call)
    case .rowNumber: try numbers { $0 - self.partitionStart[$0] + 1 }
    case .rank: try numbers { self.peerStart[$0] - self.partitionStart[$0] + 1 }
    case .denseRank: try numbers { self.peerNumber[$0] + 1 }
    case .percentRank:
      try shares { place in
        let size = self.partitionEnd[place] - self.partitionStart[place]
        return size == 1
          ? 0 : Double(self.peerStart[place] - self.partitionStart[place]) / Double(size - 1)
      }
    case .cumulativeDistribution:
      try shares { place in
        let start = self.partitionStart[place]
        return Double(self.peerEnd[place] - start) / Double(self.partitionEnd[place] - start)
      }
    case .ntile: try tiles(call)
    case .lag, .lead: try neighbours(call)
    case .firstValue, .lastValue, .nthValue: try framed(call)
    }
  }

  /// What `body` makes; where an aggregate cannot, it says so in a sentence.
  private func explained(_ function: AggregateFunction, _ body: () throws -> Cells) throws -> Cells
  {
    do {
      return try body()
    } catch let failure as KernelFailure {
      throw failure.explained(function.name, function.result, .none)
    }
  }

  private func numbers(_ value: (Int) -> Int) throws -> Cells {
    let block = CellBlock(.int64, capacity: count)
    let target = block.cells(Int64.self)
    for place in 0..<count {
      try check(place)
      target[Int(order.rows[place])] = Int64(value(place))
    }
    return Cells(.int64, block)
  }

  private func shares(_ value: (Int) -> Double) throws -> Cells {
    let block = CellBlock(.double, capacity: count)
    let target = block.cells(Double.self)
    for place in 0..<count {
      try check(place)
      target[Int(order.rows[place])] = value(place)
    }
    return Cells(.double, block)
  }

  /// The number of the part that a row is in, where a partition is cut into so many.
  private func tiles(_ call: WindowStep.Call) throws -> Cells {
    let wanted = try cells(call.arguments[0], CellShape(.bigint))
    let block = CellBlock(.int64, capacity: count)
    for place in 0..<count {
      try check(place)
      let row = Int(order.rows[place])
      guard wanted.isValid(place) else {
        block.setMissing(row, stride: 8)
        continue
      }
      block.cells(Int64.self)[row] = try Self.tile(
        place - partitionStart[place],
        of: partitionEnd[place] - partitionStart[place],
        cutInto: wanted.value(place, Int64.self)
      )
    }
    return Cells(.int64, block)
  }

  /// The number of the part that a row is in, from one on, of rows that are cut into so many parts.
  static func tile(_ position: Int, of size: Int, cutInto parts: Int64) throws -> Int64 {
    guard parts > 0 else {
      throw SQLError(.invalidInput, "a partition is cut into one part or more by 'ntile'")
    }
    let position = Int64(position)
    let (least, larger) = Int64(size).quotientAndRemainder(dividingBy: parts)
    // The first parts have one row more.
    let limit = larger * (least + 1)
    return 1
      + (position < limit
        ? position / (least + 1) : larger + (position - limit) / max(1, least))
  }

  /// The value so many rows before or after.
  private func neighbours(_ call: WindowStep.Call) throws -> Cells {
    let values = try cells(call.arguments[0], call.shapes[0])
    let isLag = if case .lag = call.function { true } else { false }
    return try neighbours(call, values) { place, distance in
      try neighbour(place, isLag ? -distance : distance, call.ignoresNulls ? values : nil)
    }
  }

  /// The values of the rows that are found so many rows away, and the default where none is.
  func neighbours(
    _ call: WindowStep.Call,
    _ values: Cells,
    _ find: (_ place: Int, _ distance: Int) throws -> Int?
  ) throws -> Cells {
    let distances =
      call.arguments.count > 1
      ? try cells(call.arguments[1], CellShape(.bigint)) : .constant(.int64, Int64(1))
    let picked = Selection(capacity: count)
    var misses: [Int] = []
    for place in 0..<count {
      try check(place)
      picked.rows[place] = Cells.noRow
      guard distances.isValid(place) else { continue }
      // No table has more rows, and what is turned around does not overflow.
      let distance = max(-Int64(UInt32.max), min(Int64(UInt32.max), distances.value(place)))
      if let found = try find(place, Int(distance)) {
        picked.rows[place] = UInt32(found)
      } else {
        misses.append(place)
      }
    }
    picked.count = count
    guard call.arguments.count > 2, !misses.isEmpty else {
      return try inOrderOfRows(gathered(values, picked, hasGaps: true))
    }
    // What is not there has a value of its own: it stands behind all others.
    let defaults = try cells(call.arguments[2], call.shapes[0])
    let both = CellColumn(call.shapes[0], capacity: count * 2)
    both.append(values, count: count)
    both.append(defaults, count: count)
    for place in misses { picked.rows[place] = UInt32(count + place) }
    return try inOrderOfRows(gathered(both.cells, picked, hasGaps: true))
  }

  private func neighbour(_ place: Int, _ step: Int, _ values: Cells?) throws -> Int? {
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
      try check(found)
      if values.isValid(found) { left -= 1 }
    }
    return found
  }

  /// The first, the last or some other value of the rows that are seen.
  private func framed(_ call: WindowStep.Call) throws -> Cells {
    let values = try cells(call.arguments[0], call.shapes[0])
    let frames = try frames(call.frame)
    let filter = try call.filter.map { try cells($0, CellShape(.boolean)) }
    let wanted = try wantedPlaces(call)
    let picked = Selection(capacity: count)
    let seesAll = !call.ignoresNulls && filter == nil
    for place in 0..<count {
      try check(place)
      let number = wanted(place)
      func counts(_ row: Int) -> Bool {
        (!call.ignoresNulls || values.isValid(row))
          && (filter.map { $0.isValid(row) && $0.value(row, UInt8.self) == 1 } ?? true)
      }
      let seen = parts(frames, place)
      let found =
        number == 0
        ? nil
        : seesAll
          ? Self.nth(number, of: seen) : try nth(abs(number), number < 0, seen, counts)
      picked.rows[place] = found.map { UInt32($0) } ?? Cells.noRow
    }
    picked.count = count
    return try inOrderOfRows(gathered(values, picked, hasGaps: true))
  }

  /// Which row of a frame is wanted: from one on, or from the end on if it is below zero.
  func wantedPlaces(_ call: WindowStep.Call) throws -> (Int) -> Int {
    guard call.arguments.count > 1 else {
      let number = if case .lastValue = call.function { -1 } else { 1 }
      return { _ in number }
    }
    let numbers = try cells(call.arguments[1], CellShape(.bigint))
    let most = Int64(UInt32.max)
    return { place in
      guard numbers.isValid(place) else { return 0 }
      return Int(max(-most, min(most, numbers.value(place, Int64.self))))
    }
  }

  /// The row with a number among some, counted from one on, or from the end on if it is below zero.
  private static func nth(_ number: Int, of parts: [Range<Int>]) -> Int? {
    let total = parts.reduce(0) { $0 + $1.count }
    var left = number < 0 ? total + number : number - 1
    guard left >= 0 else { return nil }
    for part in parts {
      if left < part.count { return part.lowerBound + left }
      left -= part.count
    }
    return nil
  }

  private func nth(
    _ wanted: Int,
    _ isFromEnd: Bool,
    _ parts: [Range<Int>],
    _ counts: (Int) -> Bool
  ) throws -> Int? {
    var left = wanted
    for part in isFromEnd ? parts.reversed() : parts {
      for offset in 0..<part.count {
        let row = isFromEnd ? part.upperBound - 1 - offset : part.lowerBound + offset
        try check(row)
        guard counts(row) else { continue }
        left -= 1
        if left == 0 { return row }
      }
    }
    return nil
  }
}
