// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SortedWindow {
  /// The results of a function that sees the rows of its frame in an order of its own.
  func reordered(_ call: WindowStep.Call) throws -> Cells {
    let frames = try frames(call.frame)
    var keys: [Cells] = []
    for key in call.argumentOrder { keys.append(try cells(key.evaluator, key.shape)) }
    let view = FrameView(ranks: try ranks(keys, call.argumentOrder))
    switch call.function {
    case .rowNumber: return try numbers(frames, view) { $0.position(of: $1) + 1 }
    case .rank: return try numbers(frames, view) { $0.countBefore($1) + 1 }
    case .denseRank: return try numbers(frames, view) { $0.groupsBefore($1) + 1 }
    case .percentRank:
      return try shares(frames, view) {
        $0.places.count < 2 ? 0 : Double($0.countBefore($1)) / Double($0.places.count - 1)
      }
    case .cumulativeDistribution:
      return try shares(frames, view) {
        $0.places.isEmpty ? 0 : Double($0.countThrough($1)) / Double($0.places.count)
      }
    case .ntile: return try tiles(call, frames, view)
    case .lag, .lead: return try neighbours(call, frames, view)
    default: return try values(call, frames, view)
    }
  }

  /// For each place a number that is the smaller the earlier it comes; the same for those that are the same.
  private func ranks(_ keys: [Cells], _ columns: [SortColumn]) throws -> [Int] {
    let order = try sorted(columns, keys)
    var ranks = Array(repeating: 0, count: count)
    for index in 1..<max(1, count) {
      try check(index)
      let (before, row) = (Int(order.rows[index - 1]), Int(order.rows[index]))
      let isSame = keys.allSatisfy { CellOrder.compare($0, before, $0, row) == 0 }
      ranks[row] = ranks[before] + (isSame ? 0 : 1)
    }
    return ranks
  }

  private func numbers(
    _ frames: WindowFrames,
    _ view: FrameView,
    _ value: (FrameView, Int) -> Int
  ) throws -> Cells {
    let block = CellBlock(.int64, capacity: count)
    for place in 0..<count {
      try check()
      view.look(at: parts(frames, place))
      block.cells(Int64.self)[Int(order.rows[place])] = Int64(value(view, place))
    }
    return Cells(.int64, block)
  }

  private func shares(
    _ frames: WindowFrames,
    _ view: FrameView,
    _ value: (FrameView, Int) -> Double
  ) throws -> Cells {
    let block = CellBlock(.double, capacity: count)
    for place in 0..<count {
      try check()
      view.look(at: parts(frames, place))
      block.cells(Double.self)[Int(order.rows[place])] = value(view, place)
    }
    return Cells(.double, block)
  }

  private func tiles(
    _ call: WindowStep.Call,
    _ frames: WindowFrames,
    _ view: FrameView
  ) throws -> Cells {
    let wanted = try cells(call.arguments[0], CellShape(.bigint))
    let block = CellBlock(.int64, capacity: count)
    for place in 0..<count {
      try check()
      let row = Int(order.rows[place])
      view.look(at: parts(frames, place))
      guard wanted.isValid(place), !view.places.isEmpty else {
        block.setMissing(row, stride: 8)
        continue
      }
      block.cells(Int64.self)[row] = try Self.tile(
        view.position(of: place),
        of: view.places.count,
        cutInto: wanted.value(place, Int64.self)
      )
    }
    return Cells(.int64, block)
  }

  private func neighbours(
    _ call: WindowStep.Call,
    _ frames: WindowFrames,
    _ view: FrameView
  ) throws -> Cells {
    let values = try cells(call.arguments[0], call.shapes[0])
    let isLag = if case .lag = call.function { true } else { false }
    return try neighbours(call, values) { place, distance in
      try check()
      view.look(at: parts(frames, place))
      return view.place(isLag ? -distance : distance, from: place) {
        !call.ignoresNulls || values.isValid($0)
      }
    }
  }

  private func values(
    _ call: WindowStep.Call,
    _ frames: WindowFrames,
    _ view: FrameView
  ) throws -> Cells {
    let values = try cells(call.arguments[0], call.shapes[0])
    let filter = try call.filter.map { try cells($0, CellShape(.boolean)) }
    let wanted = try wantedPlaces(call)
    let picked = Selection(capacity: count)
    for place in 0..<count {
      try check()
      view.look(at: parts(frames, place))
      let seen = view.places.filter { row in
        (!call.ignoresNulls || values.isValid(row))
          && (filter.map { $0.isValid(row) && $0.value(row, UInt8.self) == 1 } ?? true)
      }
      let number = wanted(place)
      let index = number < 0 ? seen.count + number : number - 1
      let isThere = number != 0 && seen.indices.contains(index)
      picked.rows[place] = isThere ? UInt32(seen[index]) : Cells.noRow
    }
    picked.count = count
    return try inOrderOfRows(gathered(values, picked, hasGaps: true))
  }
}

/// The rows of one frame after the other, in an order of its own.
private final class FrameView {
  /// The rows that are seen, in order.
  private(set) var places: [Int] = []
  private let ranks: [Int]
  private var seen: [Range<Int>] = []

  init(ranks: [Int]) { self.ranks = ranks }

  /// Looks at the rows of a frame. Frames that are the same are sorted once.
  func look(at parts: [Range<Int>]) {
    guard parts != seen else { return }
    seen = parts
    places = parts.flatMap { Array($0) }
    places.sort { comes($0, before: $1) }
  }

  private func comes(_ place: Int, before other: Int) -> Bool {
    (ranks[place], place) < (ranks[other], other)
  }

  /// How many rows come before another, whether it is seen or not.
  func position(of place: Int) -> Int { first { !comes($0, before: place) } }

  /// How many rows are less than another.
  func countBefore(_ place: Int) -> Int { first { ranks[$0] >= ranks[place] } }

  /// How many rows are less than another, or the same.
  func countThrough(_ place: Int) -> Int { first { ranks[$0] > ranks[place] } }

  /// How many different rows are less than another.
  func groupsBefore(_ place: Int) -> Int {
    var groups = 0
    for index in 0..<countBefore(place)
    where index == 0 || ranks[places[index]] != ranks[places[index - 1]] {
      groups += 1
    }
    return groups
  }

  /// The row so many rows away of those that count; `nil` if there is none.
  func place(_ step: Int, from place: Int, where counts: (Int) -> Bool) -> Int? {
    let isSeen = seen.contains { $0.contains(place) }
    if step == 0 { return isSeen ? place : nil }
    var left = step.magnitude
    // A row that is not seen stands between others.
    var position = position(of: place) - (step > 0 && !isSeen ? 1 : 0)
    while left > 0 {
      position += step.signum()
      guard places.indices.contains(position) else { return nil }
      if counts(places[position]) { left -= 1 }
    }
    return places[position]
  }

  /// The number of rows that a condition does not hold for: it holds for all after the first.
  private func first(where condition: (Int) -> Bool) -> Int {
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if condition(places[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
