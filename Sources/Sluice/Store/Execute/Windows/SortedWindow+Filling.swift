// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SortedWindow {
  /// Values in place of those that are missing: on the line through the nearest ones.
  func filled(_ call: WindowStep.Call) throws -> Cells {
    let values = try cells(call.arguments[0], call.shapes[0])
    let (places, keys) = try fillOrder(call)
    let filling = Filling(values, keys, count, call.limits)
    var start = 0
    while start < count {
      let end = partitionEnd[start]
      try check()
      try filling.fill(Array(places[start..<end]), check)
      start = end
    }
    return try inOrderOfRows(filling.cells)
  }

  /// The places of each partition in the order in which lines are drawn, and the values behind it.
  private func fillOrder(_ call: WindowStep.Call) throws -> (places: [Int], keys: Cells) {
    guard let key = call.argumentOrder.first else {
      return (places: Array(0..<count), keys: orderCells[0])
    }
    let keys = try cells(key.evaluator, key.shape)
    let sorted = try sorted([key], [keys])
    var places = Array(repeating: 0, count: count)
    // Where the next place of each partition goes.
    let next = PlaceList(count) { partitionStart[$0] }
    for index in 0..<count {
      try check(index)
      let place = Int(sorted.rows[index])
      let partition = partitionStart[place]
      places[next[partition]] = place
      next[partition] += 1
    }
    return (places: places, keys: keys)
  }
}

/// Draws lines through values that are there.
private struct Filling {
  private let values: Cells
  private let keys: Cells
  private let limits: IntegerLimits?
  private let block: CellBlock

  init(_ values: Cells, _ keys: Cells, _ count: Int, _ limits: IntegerLimits?) {
    self.values = values
    self.keys = keys
    self.limits = limits
    block = CellBlock(values.kind, capacity: count)
  }

  /// The values with what was filled.
  var cells: Cells { Cells(values.kind, block) }

  /// Fills the places of a partition, which are in order. `check` is called with each of their numbers.
  func fill(_ places: [Int], _ check: (Int) throws -> Void) throws {
    let known = try places.indices.filter {
      try check($0)
      return Self.number(keys, places[$0]) != nil && Self.number(values, places[$0]) != nil
    }
    var passed = 0
    for (index, place) in places.enumerated() {
      try check(index)
      while passed < known.count, known[passed] <= index { passed += 1 }
      if values.isValid(place) {
        set(place, place, 0, place)
        continue
      }
      guard let key = Self.number(keys, place), !known.isEmpty else {
        block.setMissing(place, stride: values.kind.stride)
        continue
      }
      // Between two values, or on the line of the last two.
      let first = min(max(passed - 1, 0), max(known.count - 2, 0))
      let (from, to) = (places[known[first]], places[known[min(first + 1, known.count - 1)]])
      let (low, high) = (Self.number(keys, from) ?? 0, Self.number(keys, to) ?? 0)
      // Halves, so that the span of great numbers does not overflow.
      let span = high / 2 - low / 2
      set(place, from, span == 0 ? 0 : (key / 2 - low / 2) / span, to)
    }
  }

  /// Sets a value that lies on the way from one to another.
  private func set(_ place: Int, _ from: Int, _ share: Double, _ to: Int) {
    switch values.kind {
    case .int32: setInteger(Int32.self, place, from, share, to)
    case .int64: setInteger(Int64.self, place, from, share, to)
    case .int128: setInteger(Int128.self, place, from, share, to)
    default:
      let (low, high) = (values.value(from, Double.self), values.value(to, Double.self))
      block.cells(Double.self)[place] = share == 0 ? low : low + (high - low) * share
    }
  }

  private func setInteger<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Value.Type,
    _ place: Int,
    _ from: Int,
    _ share: Double,
    _ to: Int
  ) {
    let (low, high) = (values.value(from, type), values.value(to, type))
    guard share != 0 else {
      block.cells(type)[place] = low
      return
    }
    // What is behind the point is left out.
    let value = Double(low) + (Double(high) - Double(low)) * share
    guard let whole = Int128(exactly: value.rounded(.towardZero)),
      limits?.contains(whole) != false, let made = Value(exactly: whole)
    else {
      block.setMissing(place, stride: values.kind.stride)
      return
    }
    block.cells(type)[place] = made
  }

  /// The number of a cell, if it has one that lines go through.
  private static func number(_ cells: Cells, _ row: Int) -> Double? {
    guard cells.isValid(row) else { return nil }
    switch cells.kind {
    case .int32: return Double(cells.value(row, Int32.self))
    case .int64: return Double(cells.value(row, Int64.self))
    case .int128: return Double(cells.value(row, Int128.self))
    case .double:
      let value = cells.value(row, Double.self)
      return value.isFinite ? value : nil
    default: return nil
    }
  }
}
