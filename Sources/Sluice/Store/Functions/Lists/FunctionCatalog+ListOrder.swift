// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what sorts the elements of lists and tells those apart that are the same.
  mutating func addListOrder() {
    addOfList(["list_distinct", "array_distinct"]) { element, _ in
      TypedFunction([.list(element)], .list(element)) { call in
        call.lists(of: element) { row, maker in
          let (cells, places) = call.list(0, row)
          maker.add(cells, call.distinct(cells, places))
          return true
        }
      }
    }
    addOfList(["list_unique", "array_unique"]) { element, _ in
      TypedFunction([.list(element)], .ubigint) { call in
        call.rows { row -> Int128? in
          let (cells, places) = call.list(0, row)
          return Int128(call.distinct(cells, places).count)
        }
      }
    }
    for (name, isReversed) in [("sort", false), ("reverse_sort", true)] {
      for count in 1...(isReversed ? 2 : 3) {
        let names = ["list_\(name)", "array_\(name)"]
        addOfList(names, signature: "ANY[]", count: count) { element, _ in
          let parameters = [.list(element)] + Array(repeating: SQLType.varchar, count: count - 1)
          return TypedFunction(parameters, .list(element)) { call in
            try call.lists(of: element) { row, maker in
              let (cells, places) = call.list(0, row)
              // The first word says which way, the second one where what is missing goes.
              func word(_ argument: Int) -> String {
                call.value(argument, row, ByteRun.self).string.uppercased()
              }
              var (isDescending, nullsFirst) = (isReversed, false)
              let nullsWord = isReversed ? (count > 1 ? word(1) : "") : count > 2 ? word(2) : ""
              if !isReversed, count > 1 {
                switch word(1) {
                case "ASC", "ASCENDING", "DEFAULT": isDescending = false
                case "DESC", "DESCENDING": isDescending = true
                default: throw SQLError(.invalidInput, "lists are sorted by 'ASC' or 'DESC'")
                }
              }
              switch nullsWord {
              case "", "NULLS LAST", "DEFAULT": nullsFirst = false
              case "NULLS FIRST": nullsFirst = true
              default:
                throw SQLError(.invalidInput, "what is missing is 'NULLS FIRST' or 'NULLS LAST'")
              }
              let missing = places.filter { !cells.isValid($0) }
              let present = call.sorted(
                places.filter { cells.isValid($0) },
                of: cells,
                isDescending: isDescending
              )
              maker.add(cells, nullsFirst ? missing + present : present + missing)
              return true
            }
          }
        }
      }
    }
    addOfList(["list_grade_up", "array_grade_up", "grade_up"]) { element, _ in
      TypedFunction([.list(element)], .list(.bigint)) { call in
        call.lists(of: .bigint) { row, maker in
          let (cells, places) = call.list(0, row)
          let missing = places.filter { !cells.isValid($0) }
          let present = call.sorted(places.filter { cells.isValid($0) }, of: cells)
          for place in present + missing {
            maker.add(value: Int64(place - places.lowerBound + 1))
          }
          return true
        }
      }
    }
    addOfList(["array_to_string", "list_to_string"], signature: "ANY[], VARCHAR", count: 2) {
      _,
      _ in
      TypedFunction([.list(.varchar), .varchar], .varchar, skipsNulls: false) { call in
        call.texts(needsAll: false) { row, bytes in
          guard call.cells[0].isValid(row) else { return false }
          let (cells, places) = call.list(0, row)
          let separator =
            call.cells[1].isValid(row)
            ? call.withText(1, row) { Array($0) } : [UInt8(ascii: ",")]
          var isFirst = true
          for place in places where cells.isValid(place) {
            if !isFirst { bytes += separator }
            isFirst = false
            cells.value(place, ByteRun.self).withBytes { bytes += $0 }
          }
          // Of nothing but missing texts there is none.
          return !isFirst || places.isEmpty
        }
      }
    }
    addOfList(["list_intersect", "array_intersect"], count: 2) { element, arguments in
      guard let other = arguments[1].type.element ?? (arguments[1].type == .null ? .null : nil),
        let type = SQLType.common(element, other)
      else { return nil }
      // What shares nothing with a missing list is empty.
      return TypedFunction([.list(type), .list(type)], .list(type), skipsNulls: false) { call in
        call.lists(of: type, needsAll: false) { row, maker in
          guard call.cells[0].isValid(row) else { return false }
          guard call.cells[1].isValid(row) else { return true }
          let (cells, places) = call.list(0, row)
          let (others, wanted) = call.list(1, row)
          for place in call.distinct(cells, places) {
            let isShared = wanted.contains {
              others.isValid($0) && CellOrder.compareValues(cells, place, others, $0) == 0
            }
            if isShared { maker.add(cells, place) }
          }
          return true
        }
      }
    }
    add(["list_zip", "array_zip"], signature: "ANY[], …") { arguments in
      guard !arguments.isEmpty else { return nil }
      var arguments = arguments
      var cuts = false
      if arguments.count > 1, let last = arguments.last, last.type == .boolean {
        arguments.removeLast()
        cuts = true
      }
      let elements = arguments.map { $0.type.element ?? .null }
      guard arguments.allSatisfy({ $0.type.isList || $0.type == .null }) else { return nil }
      let type = SQLType.structure(elements.map { SQLType.Field(name: "", type: $0) })
      let hasCut = cuts
      let parameters = elements.map { SQLType.list($0) } + (cuts ? [.boolean] : [])
      return TypedFunction(parameters, .list(type), skipsNulls: false) { call in
        let columns = elements.map { CellColumn(CellShape($0)) }
        let block = CellBlock(.list, capacity: call.count)
        var start = 0
        for row in 0..<call.count {
          let lists = elements.indices.map { place in
            call.cells[place].isValid(row) ? call.list(place, row).places : 0..<0
          }
          let isCut =
            hasCut && call.cells[elements.count].isValid(row)
            && call.value(elements.count, row, UInt8.self) != 0
          let sizes = lists.map(\.count)
          let size = (isCut ? sizes.min() : sizes.max()) ?? 0
          for (place, column) in columns.enumerated() {
            for index in 0..<size {
              guard index < lists[place].count,
                call.cells[place].children[0].isValid(lists[place].lowerBound + index)
              else {
                column.appendMissing()
                continue
              }
              var picked = UInt32(lists[place].lowerBound + index)
              column.append(call.cells[place].children[0], rows: &picked, count: 1)
            }
          }
          block.cells(ListRun.self)[row] = ListRun(
            start: size == 0 ? 0 : UInt32(start),
            count: UInt32(size)
          )
          start += size
        }
        let below = Cells(
          .structure,
          CellBlock(.structure, capacity: start),
          children: columns.map(\.cells)
        )
        return Cells(.list, block, children: [below])
      }
    }
  }

  /// Adds the aggregates that there are so far, of the elements of lists.
  mutating func addListAggregates() {
    let catalog = self
    let names = Array(catalog.aggregates.keys)
    for name in names {
      for prefix in ["list_", "array_"] where !hasScalar(prefix + name) {
        addOfList([prefix + name]) { element, arguments in
          Self.aggregate(name, element, arguments[0], catalog, extra: [])
        }
      }
    }
    let aggregators = ["list_aggregate", "list_aggr", "array_aggregate", "array_aggr", "aggregate"]
    for count in [2, 3] {
      let signature = count == 2 ? "ANY[], VARCHAR" : "ANY[], VARCHAR, ANY"
      addOfList(aggregators, signature: signature, count: count) { element, arguments in
        guard case .text(let name) = arguments[1].literal else { return nil }
        let folded = SQLName.folded(String(decoding: name, as: UTF8.self))
        return Self.aggregate(
          folded,
          element,
          arguments[0],
          catalog,
          known: arguments.dropFirst(2),
          extra: arguments.dropFirst().map(\.type)
        )
      }
    }
  }

  private static func aggregate(
    _ name: String,
    _ element: SQLType,
    _ list: ArgumentType,
    _ catalog: FunctionCatalog,
    known: ArraySlice<ArgumentType> = [],
    extra: [SQLType]
  ) -> TypedFunction? {
    // What stands behind the elements is known when the function is made.
    guard let match = catalog.aggregate(name, [ArgumentType(type: element)] + known),
      match.parameters.count == 1, let wanted = match.parameters.first
    else { return nil }
    let function = match.function
    return TypedFunction([.list(wanted)] + extra, function.result) { call in
      let elements = call.cells[0].elements(call.count)
      let groups = UnsafeMutablePointer<UInt32>.allocate(capacity: max(1, elements.count))
      defer { groups.deallocate() }
      var next = 0
      for row in 0..<call.count where call.cells[0].isValid(row) {
        if call.cells[0].isConstant, row > 0 { break }
        for _ in 0..<call.value(0, row, ListRun.self).count {
          groups[next] = UInt32(row)
          next += 1
        }
      }
      let state = function.makeState()
      if let interruption = call.interruption { state.watch(interruption) }
      state.grow(to: call.count)
      let cells = call.cells[0].children[0].gathered(elements)
      if function.skipsNulls {
        let present = Selection(capacity: elements.count)
        for place in 0..<elements.count where cells.isValid(place) {
          present.rows[present.count] = UInt32(place)
          present.count += 1
        }
        try state.update(groups, [cells], rows: present)
      } else {
        try state.update(groups, [cells], count: elements.count)
      }
      let made = try state.finish(0..<call.count)
      try call.interruption?.check()
      guard call.cells[0].validity != nil else { return made }
      return call.picked(function.result) { row in
        call.cells[0].isValid(row) ? (made, row) : nil
      }
    }
  }
}

extension ScalarArguments {
  /// So many elements are compared directly.
  private static let directLimit = 1_024

  /// Places of elements that are there, in the order of the elements; the same stay in theirs.
  fileprivate func sorted(_ places: [Int], of cells: Cells, isDescending: Bool = false) -> [Int] {
    guard places.count > Self.directLimit else {
      return places.sorted { left, right in
        let order = CellOrder.compareValues(cells, left, cells, right)
        if order == 0 { return left < right }
        return isDescending ? order > 0 : order < 0
      }
    }
    let rows = Selection(capacity: places.count)
    for (index, place) in places.enumerated() { rows.rows[index] = UInt32(place) }
    rows.count = places.count
    let order = KeySorter.permutation(
      [cells.gathered(rows)],
      [KeyOrder(isDescending: isDescending, hasNullsFirst: false)],
      count: places.count,
      interruption
    )
    return (0..<places.count).map { places[Int(order.rows[$0])] }
  }

  /// The first of each of the elements that are there, in their order.
  func distinct(_ cells: Cells, _ places: Range<Int>) -> [Int] {
    let sorted = sorted(places.filter { cells.isValid($0) }, of: cells)
    var isFirst = Array(repeating: false, count: places.count)
    var last: Int?
    for place in sorted {
      if let last, CellOrder.compareValues(cells, last, cells, place) == 0 { continue }
      last = place
      isFirst[place - places.lowerBound] = true
    }
    return places.filter { isFirst[$0 - places.lowerBound] }
  }
}
