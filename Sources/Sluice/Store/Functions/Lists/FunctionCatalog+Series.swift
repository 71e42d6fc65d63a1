// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds lists of numbers and of moments at equal distances.
  mutating func addSeries() {
    for (name, isClosed) in [("range", false), ("generate_series", true)] {
      for count in 1...3 {
        let parameters = Array(repeating: SQLType.bigint, count: count)
        add([name], parameters, .list(.bigint)) { call in
          try call.lists(of: .bigint) { row, maker in
            let start = count > 1 ? call.int(0, row) : 0
            let end = call.int(count > 1 ? 1 : 0, row)
            let step = count > 2 ? call.int(2, row) : 1
            guard step != 0 else { return true }
            let (distance, overflow) = end.subtractingReportingOverflow(start)
            guard !overflow, distance / step < 1 << 28 else {
              throw SQLError(.outOfRange, "a list does not get as long as that")
            }
            var (value, length) = (start, 0)
            while step > 0
              ? (isClosed ? value <= end : value < end) : (isClosed ? value >= end : value > end)
            {
              try call.interruption?.check(atRow: length)
              length += 1
              maker.add(value: Int64(value))
              let (next, overflow) = value.addingReportingOverflow(step)
              if overflow { break }
              value = next
            }
            return true
          }
        }
      }
      for type in [SQLType.timestamp, .timestampTZ] {
        add([name], [type, type, .interval], .list(type)) { call in
          try call.lists(of: type) { row, maker in
            let (start, end) = (call.value(0, row, Int64.self), call.value(1, row, Int64.self))
            let step = call.value(2, row, Interval.self)
            guard SQLTimestamp.isFinite(start), SQLTimestamp.isFinite(end) else {
              throw SQLError(.invalidInput, "a series has a first and a last moment")
            }
            let parts = [Int64(step.months), Int64(step.days), step.microseconds]
            let isUp = parts.contains { $0 > 0 }
            if isUp, parts.contains(where: { $0 < 0 }) {
              throw SQLError(.invalidInput, "the parts of a step go one way")
            }
            guard parts.contains(where: { $0 != 0 }) else { return true }
            var (moment, length) = (start, 0)
            while isUp
              ? (isClosed ? moment <= end : moment < end)
              : (isClosed ? moment >= end : moment > end)
            {
              try call.interruption?.check(atRow: length)
              maker.add(value: moment)
              length += 1
              guard length < 1 << 28, let next = step.added(toTimestamp: moment) else {
                throw SQLError(.outOfRange, "a list does not get as long as that")
              }
              moment = next
            }
            return true
          }
        }
      }
    }
    add(["generate_subscripts"], signature: "ANY[], BIGINT") { arguments in
      guard arguments.count == 2, let element = arguments[0].type.element else { return nil }
      return TypedFunction([.list(element), .bigint], .list(.bigint)) { call in
        call.lists(of: .bigint) { row, maker in
          for place in 0..<call.value(0, row, ListRun.self).count {
            maker.add(value: Int64(place) + 1)
          }
          return true
        }
      }
    }
  }

  /// Adds what takes lists of numbers for points of a space.
  mutating func addVectors() {
    let measures: [(names: [String], body: @Sendable (Double, Double, Double) -> Double)] = [
      (["distance"], { squares, _, _ in squares.squareRoot() }),
      (["inner_product", "dot_product"], { _, product, _ in product }),
      (["negative_inner_product", "negative_dot_product"], { _, product, _ in -product }),
      (
        ["cosine_similarity"],
        { _, product, lengths in max(-1, min(1, product / lengths.squareRoot())) }
      ),
      (
        ["cosine_distance"],
        { _, product, lengths in 1 - max(-1, min(1, product / lengths.squareRoot())) }
      ),
    ]
    for (names, body) in measures {
      let all =
        names.flatMap { ["list_\($0)", "array_\($0)"] } + (names[0] == "distance" ? ["<->"] : [])
      add(all, signature: "DOUBLE[], DOUBLE[]") { arguments in
        guard arguments.count == 2,
          arguments.allSatisfy({ $0.type.element?.isNumeric == true || $0.type == .null })
        else { return nil }
        let isFloat = arguments.allSatisfy { $0.type.element == .float }
        let element: SQLType = isFloat ? .float : .double
        return TypedFunction([.list(element), .list(element)], element) { call in
          try call.rows { row -> Double? in
            let (cells, places) = call.list(0, row)
            let (others, otherPlaces) = call.list(1, row)
            guard places.count == otherPlaces.count else {
              throw SQLError(.invalidInput, "both lists are of the same length")
            }
            var (squares, product, left, right) = (0.0, 0.0, 0.0, 0.0)
            for (place, other) in zip(places, otherPlaces) {
              guard cells.isValid(place), others.isValid(other) else {
                throw SQLError(.invalidInput, "an element of a list is missing")
              }
              let (x, y) = (cells.value(place, Double.self), others.value(other, Double.self))
              squares += (x - y) * (x - y)
              product += x * y
              left += x * x
              right += y * y
            }
            let made = body(squares, product, left * right)
            return isFloat ? Double(Float(made)) : made
          }
        }
      }
    }
  }
}
