// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions that call another one for the elements of lists.
  mutating func addLambdas() {
    let transforms = ["list_transform", "list_apply", "array_transform", "array_apply", "apply"]
    addOfList(transforms, signature: "ANY[], LAMBDA", count: 2) { element, arguments in
      let made = arguments[1].type
      return TypedFunction([.list(element), made], .list(made)) { call in
        let lists = call.cells[0]
        if lists.isConstantNull { return CellShape(.list(made)).null }
        let (elements, runs) = try Self.elements(call)
        let results = try call.lambda?(elements) ?? CellShape(made).null
        let below = results.isConstant ? results.flattened(max(1, elements.rows.count)) : results
        return Cells(.list, runs, children: [below])
      }
    }
    let filters = ["list_filter", "array_filter", "filter"]
    addOfList(filters, signature: "ANY[], LAMBDA", count: 2) { element, _ in
      TypedFunction([.list(element), .boolean], .list(element)) { call in
        let lists = call.cells[0]
        if lists.isConstantNull { return CellShape(.list(element)).null }
        let (elements, runs) = try Self.elements(call)
        let results = try call.lambda?(elements) ?? .null(.bool)
        let all = Cells(.list, runs, children: elements.parameters)
        return try call.lists(of: element, needsAll: false) { row, maker in
          guard all.isValid(row) else { return false }
          var rest = all.value(row, ListRun.self).range
          while !rest.isEmpty {
            try call.interruption?.check()
            let part = rest.prefix(Interruption.rows)
            maker.add(
              elements.parameters[0],
              part.filter { results.isValid($0) && results.value($0, UInt8.self) != 0 }
            )
            rest = rest.dropFirst(part.count)
          }
          return true
        }
      }
    }
    let reductions = ["list_reduce", "array_reduce", "reduce"]
    for hasStart in [false, true] {
      addOfList(reductions, signature: "ANY[], LAMBDA", count: hasStart ? 3 : 2) {
        element,
        arguments in
        let type = hasStart ? arguments[2].type : element
        let parameters = [.list(element), type] + (hasStart ? [type] : [])
        return TypedFunction(parameters, type, skipsNulls: false) { call in
          try Self.reduce(call, type, hasStart: hasStart)
        }
      }
    }
  }

  /// The elements of all lists one after the other, and the lists that they are in then.
  private static func elements(_ call: ScalarArguments) throws -> (LambdaElements, CellBlock) {
    let lists = call.cells[0]
    let block = CellBlock(.list, capacity: call.count)
    let runs = block.cells(ListRun.self)
    var total = 0
    for row in 0..<call.count {
      guard lists.isValid(row) else {
        block.setMissing(row, stride: CellKind.list.stride)
        continue
      }
      let count = lists.value(row, ListRun.self).count
      runs[row] = ListRun(start: count == 0 ? 0 : UInt32(total), count: count)
      total += Int(count)
    }
    let (rows, places) = (Selection(capacity: total), Selection(capacity: total))
    let indices = CellBlock(.int64, capacity: total)
    var next = 0
    for row in 0..<call.count where lists.isValid(row) {
      for (index, place) in lists.value(row, ListRun.self).range.enumerated() {
        try call.interruption?.check(atRow: next)
        rows.rows[next] = UInt32(row)
        places.rows[next] = UInt32(place)
        indices.cells(Int64.self)[next] = Int64(index + 1)
        next += 1
      }
    }
    (rows.count, places.count) = (total, total)
    let values = lists.children[0].gathered(places)
    let elements = LambdaElements(parameters: [values, Cells(.int64, indices)], rows: rows)
    return (elements, block)
  }

  /// Takes the elements of all lists together, the first of each list first.
  private static func reduce(
    _ call: ScalarArguments,
    _ type: SQLType,
    hasStart: Bool
  ) throws -> Cells {
    let (lists, count) = (call.cells[0], call.count)
    let shape = CellShape(type)
    // Where the value of a row is among those that were made so far.
    let column = CellColumn(shape, capacity: count)
    let places = Selection(capacity: count)
    places.count = count
    var longest = 0
    for row in 0..<count {
      places.rows[row] = UInt32(row)
      guard lists.isValid(row) else {
        column.appendMissing()
        continue
      }
      let range = lists.value(row, ListRun.self).range
      longest = max(longest, range.count)
      if hasStart {
        if call.cells[1].isValid(row) {
          var picked = UInt32(call.cells[1].isConstant ? 0 : row)
          column.append(call.cells[1], rows: &picked, count: 1)
        } else {
          column.appendMissing()
        }
      } else if let first = range.first, lists.children[0].isValid(first) {
        var picked = UInt32(first)
        column.append(lists.children[0], rows: &picked, count: 1)
      } else if range.isEmpty {
        throw SQLError(.invalidInput, "a list without elements is reduced to nothing")
      } else {
        column.appendMissing()
      }
    }
    for step in (hasStart ? 0 : 1)..<max(longest, hasStart ? 0 : 1) {
      if step & 1_023 == 0 { try call.interruption?.check() }
      let rows = Selection(capacity: count)
      let elements = Selection(capacity: count)
      let values = Selection(capacity: count)
      for row in 0..<count where lists.isValid(row) {
        let range = lists.value(row, ListRun.self).range
        guard step < range.count else { continue }
        rows.rows[rows.count] = UInt32(row)
        elements.rows[rows.count] = UInt32(range.lowerBound + step)
        values.rows[rows.count] = places.rows[row]
        rows.count += 1
      }
      (elements.count, values.count) = (rows.count, rows.count)
      let parameters = [
        column.cells.gathered(values), lists.children[0].gathered(elements),
        Cells.constant(.int64, Int64(step + 1)),
      ]
      guard
        let made = try call.lambda?(LambdaElements(parameters: parameters, rows: rows))
      else { break }
      let start = column.count
      column.append(made, count: rows.count)
      for place in 0..<rows.count { places.rows[Int(rows.rows[place])] = UInt32(start + place) }
    }
    return column.cells.gathered(places)
  }
}
