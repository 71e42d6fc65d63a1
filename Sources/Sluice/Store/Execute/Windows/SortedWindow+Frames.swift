// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The rows that a call sees from each row: places in the order of the window.
struct WindowFrames {
  /// Where the rows begin, and where they end, for each place.
  let starts: PlaceList
  let ends: PlaceList
  let exclusion: SQL.WindowFrame.Exclusion
}

extension SortedWindow {
  /// The rows that are seen from each row.
  func frames(_ frame: WindowStep.Frame) throws -> WindowFrames {
    let starts = try bounds(frame.start, frame.unit, isStart: true)
    let ends = try bounds(frame.end, frame.unit, isStart: false)
    return WindowFrames(
      starts: try PlaceList(count) { place in
        try check(place)
        return max(starts[place], partitionStart[place])
      },
      ends: PlaceList(count) { place in
        max(min(ends[place], partitionEnd[place]), max(starts[place], partitionStart[place]))
      },
      exclusion: frame.exclusion
    )
  }

  private func bounds(
    _ bound: WindowStep.Frame.Bound,
    _ unit: SQL.WindowFrame.Unit,
    isStart: Bool
  ) throws -> PlaceList {
    switch bound {
    case .unbounded: return isStart ? partitionStart : partitionEnd
    case .currentRow:
      switch unit {
      case .rows: return PlaceList(count) { isStart ? $0 : $0 + 1 }
      case .range, .groups: return isStart ? peerStart : peerEnd
      }
    case .away(let evaluator, let isBefore):
      if unit == .range { return try reached(evaluator, isBefore: isBefore, isStart: isStart) }
      let distances = try cells(evaluator, CellShape(.bigint))
      return try PlaceList(count) { place in
        try check(place)
        guard distances.isValid(place) else {
          throw SQLError(.invalidInput, "how far a frame reaches is not NULL")
        }
        let value = distances.value(place, Int64.self)
        guard value >= 0 else {
          throw SQLError(.invalidInput, "how far a frame reaches is not below zero")
        }
        let distance = Int(clamping: min(value, Int64(count)))
        let away = isBefore ? -distance : distance
        guard unit == .rows else { return group(place, away, isStart: isStart) }
        return max(0, min(count, place + away + (isStart ? 0 : 1)))
      }
    }
  }

  /// Where the rows begin or end that are so many groups away.
  private func group(_ place: Int, _ away: Int, isStart: Bool) -> Int {
    let wanted = peerNumber[place] + away
    let (first, last) = (partitionStart[place], partitionEnd[place])
    if wanted < 0 { return first }
    if wanted > peerNumber[last - 1] { return last }
    // Numbers of groups grow within a partition.
    var (low, high) = (first, last)
    while low < high {
      let middle = (low + high) / 2
      if peerNumber[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return isStart ? low : peerEnd[low]
  }

  /// Where the rows begin or end whose values are not beyond the one that is reached.
  private func reached(
    _ evaluator: any Evaluator,
    isBefore: Bool,
    isStart: Bool
  ) throws -> PlaceList {
    let column = orderColumns[0]
    let (keys, values) = (orderCells[0], try cells(evaluator, column.shape))
    return try PlaceList(count) { place in
      try check(place)
      // A row without a value sees those without one.
      guard keys.isValid(place), values.isValid(place) else {
        return isStart ? peerStart[place] : peerEnd[place]
      }
      let direction = CellOrder.compareValues(values, place, keys, place)
      guard direction == 0 || (direction < 0) == (isBefore != column.isDescending) else {
        throw SQLError(.invalidInput, "how far a frame reaches is not below zero")
      }
      var (low, high) = (partitionStart[place], partitionEnd[place])
      // Rows without a value stand at one end.
      while low < high, !keys.isValid(low) { low = peerEnd[low] }
      while low < high, !keys.isValid(high - 1) { high = peerStart[high - 1] }
      while low < high {
        let middle = (low + high) / 2
        var order = CellOrder.compareValues(keys, middle, values, place)
        if column.isDescending { order = -order }
        if isStart ? order < 0 : order <= 0 { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  /// The parts of a frame once rows are left out of it, in order.
  func parts(_ frames: WindowFrames, _ place: Int) -> [Range<Int>] {
    let frame = frames.starts[place]..<frames.ends[place]
    let hole: Range<Int>
    switch frames.exclusion {
    case .noOthers: return frame.isEmpty ? [] : [frame]
    case .currentRow: hole = place..<place + 1
    case .group: hole = peerStart[place]..<peerEnd[place]
    case .ties:
      // Those that are the same as the row go, and the row itself stays.
      let before = frame.clamped(to: frame.lowerBound..<max(frame.lowerBound, peerStart[place]))
      let own = frame.contains(place) ? place..<place + 1 : place..<place
      let after =
        max(
          peerEnd[place],
          frame.lowerBound
        )..<max(
          frame.upperBound,
          max(peerEnd[place], frame.lowerBound)
        )
      return [before, own, after].filter { !$0.isEmpty }
    }
    let before = frame.lowerBound..<max(frame.lowerBound, min(frame.upperBound, hole.lowerBound))
    let after = min(frame.upperBound, max(frame.lowerBound, hole.upperBound))..<frame.upperBound
    return [before, after].filter { !$0.isEmpty }
  }
}
