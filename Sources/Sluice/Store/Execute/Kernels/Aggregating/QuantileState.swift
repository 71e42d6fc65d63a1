// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows are those that were collected.

/// Values at parts of the order of each group, such as the median.
final class QuantileState: AggregateState {
  /// What is asked for. Parts below zero count from the greatest value.
  enum Measure: Sendable {
    /// A value that is there, for each part.
    case discrete([Double])
    /// What lies between two values, for each part: a double, or a truncated integer of the same kind.
    case continuous([Double], isInteger: Bool)
    /// The median of the distances from the median, which between moments are spans of time.
    case absoluteDeviation(isInteger: Bool, isSpan: Bool)
  }

  private let measure: Measure
  private let isList: Bool
  private let rows: CollectedRows
  private let shape: CellShape

  /// Quantiles of values of a shape; a list of them with `isList`, else one.
  init(_ measure: Measure, _ shape: CellShape, isList: Bool = false) {
    self.measure = measure
    self.isList = isList
    self.shape = shape
    rows = CollectedRows(shape)
  }

  var byteCount: Int { rows.byteCount }

  func grow(to groups: Int) { rows.grow(to: groups) }

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

  func finish(_ groups: Range<Int>) throws(KernelFailure) -> Cells {
    switch measure {
    case .discrete(let parts): return finishDiscrete(groups, parts)
    case .continuous(let parts, let isInteger):
      let kind = isInteger ? shape.kind : .double
      return finishNumbers(groups, parts.count, kind) { numbers in
        parts.map { Self.interpolate(&numbers, $0, isInteger) }
      }
    case .absoluteDeviation(let isInteger, let isSpan):
      let kind = isSpan ? .interval : isInteger ? shape.kind : .double
      return finishNumbers(groups, 1, kind) { numbers in
        let median = Self.interpolate(&numbers, 0.5, isInteger)
        var distances = numbers.map { ($0 - median).magnitude }
        return [Self.interpolate(&distances, 0.5, isInteger)]
      }
    }
  }

  private func finishDiscrete(_ groups: Range<Int>, _ parts: [Double]) -> Cells {
    let (starts, numbers) = rows.sorted()
    let cells = rows.values.cells
    let chosen = Selection(capacity: groups.count * parts.count)
    for group in groups {
      var own = (starts[group]..<starts[group + 1]).map { numbers[$0] }
      for part in parts {
        if own.isEmpty {
          if !isList { chosen.add(Cells.noRow) }
          continue
        }
        // The least number of values of which the part is taken, counted from one.
        let (count, share) = (Double(own.count), Self.share(part))
        let place = max(1, own.count - Int((count - count * share).rounded(.down))) - 1
        let fromLeast = part < 0 ? own.count - 1 - place : place
        chosen.add(
          NthElement.find(&own, fromLeast) {
            CellOrder.compareValues(cells, Int($0), cells, Int($1)) < 0
          }
        )
      }
    }
    let found = cells.gathered(chosen, hasGaps: true)
    return isList ? lists(groups, parts.count, found) : found
  }

  /// Numbers of each group as doubles; results are as many for each group that has any.
  private func finishNumbers(
    _ groups: Range<Int>,
    _ width: Int,
    _ kind: CellKind,
    _ body: (inout [Double]) -> [Double]
  ) -> Cells {
    let (starts, numbers) = rows.sorted()
    let block = CellBlock(kind, capacity: max(1, groups.count * width))
    var next = 0
    for group in groups {
      var own = (starts[group]..<starts[group + 1]).map { number(Int(numbers[$0])) }
      if own.isEmpty {
        if !isList {
          block.setMissing(next, stride: kind.stride)
          next += 1
        }
        continue
      }
      for value in body(&own) {
        switch kind {
        case .int32: block.cells(Int32.self)[next] = Int32(clamping: Self.integer(value))
        case .int64: block.cells(Int64.self)[next] = Int64(clamping: Self.integer(value))
        case .int128: block.cells(Int128.self)[next] = Self.integer(value)
        case .interval: block.cells(Interval.self)[next] = Self.span(value)
        default: block.cells(Double.self)[next] = value
        }
        next += 1
      }
    }
    let found = Cells(kind, block)
    return isList ? lists(groups, width, found) : found
  }

  private func number(_ row: Int) -> Double {
    switch shape.kind {
    case .int32: Double(rows.values.values(Int32.self)[row])
    case .int64: Double(rows.values.values(Int64.self)[row])
    case .int128: Double(rows.values.values(Int128.self)[row])
    case .double: rows.values.values(Double.self)[row]
    default: preconditionFailure("Only numbers have others in between.")
    }
  }

  private func lists(_ groups: Range<Int>, _ width: Int, _ found: Cells) -> Cells {
    let (starts, _) = rows.sorted()
    let block = CellBlock(.list, capacity: max(1, groups.count))
    var next = 0
    for (place, group) in groups.enumerated() {
      if starts[group] == starts[group + 1] {
        block.setMissing(place, stride: CellKind.list.stride)
      } else {
        block.cells(ListRun.self)[place] = ListRun(start: UInt32(next), count: UInt32(width))
        next += width
      }
    }
    return Cells(.list, block, children: [found])
  }

  /// A part without its sign, which is not more than all.
  private static func share(_ part: Double) -> Double {
    part.magnitude <= 1 ? part.magnitude : 1
  }

  /// The integer, or the one next to it that there is.
  private static func integer(_ value: Double) -> Int128 {
    value < 0x1p127 ? value >= -0x1p127 ? Int128(value) : .min : .max
  }

  /// So many microseconds as days and what is left of them.
  private static func span(_ microseconds: Double) -> Interval {
    let perDay: Int64 = 86_400_000_000
    let (days, rest) = Int64(clamping: integer(microseconds)).quotientAndRemainder(
      dividingBy: perDay
    )
    return Interval(days: Int32(clamping: days), microseconds: rest)
  }

  /// The number at a part of the order, between the two that are next to it.
  private static func interpolate(
    _ numbers: inout [Double],
    _ part: Double,
    _ isInteger: Bool
  ) -> Double {
    let place = Double(numbers.count - 1) * share(part)
    let (lower, upper) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
    let last = numbers.count - 1
    func at(_ place: Int) -> Double {
      NthElement.find(&numbers, part < 0 ? last - place : place) { Double.less($0, $1) == 1 }
    }
    let low = at(lower)
    guard upper > lower else { return low }
    let share = place - Double(lower)
    let value = low * (1 - share) + at(upper) * share
    return isInteger ? value.rounded(.towardZero) : value
  }
}

extension Selection {
  fileprivate func add(_ row: UInt32) {
    rows[count] = row
    count += 1
  }
}
