// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions of lists.
  mutating func addListFunctions() {
    addListMeasures()
    addListElements()
    addListSearch()
    addListChanges()
    addListOrder()
    addListAggregates()
    addLambdas()
    addSeries()
    addVectors()
  }

  /// A function whose first argument is a list, made for the type of its elements.
  mutating func addOfList(
    _ names: [String],
    signature: String = "ANY[]",
    count: Int = 1,
    _ make: @escaping @Sendable (SQLType, [ArgumentType]) -> TypedFunction?
  ) {
    add(names, signature: signature) { arguments in
      guard arguments.count == count else { return nil }
      guard let element = arguments[0].type.element ?? (arguments[0].type == .null ? .null : nil)
      else { return nil }
      return make(element, arguments)
    }
  }

  private mutating func addListMeasures() {
    addOfList(["len", "length", "array_length"]) { element, arguments in
      guard arguments[0].type != .null else { return nil }
      return TypedFunction([.list(element)], .bigint) { call in
        call.rows { row -> Int64? in Int64(call.value(0, row, ListRun.self).count) }
      }
    }
    add(["array_length"], signature: "ANY[], BIGINT") { arguments in
      guard arguments.count == 2, let element = arguments[0].type.element else { return nil }
      return TypedFunction([.list(element), .bigint], .bigint) { call in
        call.rows { row -> Int64? in
          call.int(1, row) == 1 ? Int64(call.value(0, row, ListRun.self).count) : nil
        }
      }
    }
  }

  private mutating func addListElements() {
    let names = ["list_extract", "list_element", "array_extract"]
    addOfList(names, signature: "ANY[], BIGINT", count: 2) { element, arguments in
      guard arguments[0].type != .null else { return nil }
      return TypedFunction([.list(element), .bigint], element) { call in
        call.picked(element) { row in
          guard call.hasAll(row) else { return nil }
          let (cells, places) = call.list(0, row)
          return Self.place(call.int(1, row), among: places).map { (cells, $0) }
        }
      }
    }
    add(names, [.varchar, .bigint], .varchar) { call in
      try call.parts(of: 0) { row, text in
        let size = TextPlaces.count(text)
        let offset = call.int(1, row)
        try Self.checkPlaces(offset, 1)
        guard offset != 0 else { return 0..<0 }
        let part = TextPlaces.part(size: size, offset: max(offset, -size - 1), length: 1)
        return offset < -size ? 0..<0 : TextPlaces.bytes(of: part, in: text)
      }
    }
    for hasStep in [false, true] {
      let count = hasStep ? 4 : 3
      let names = ["array_slice", "list_slice"]
      addOfList(names, signature: "ANY[], BIGINT, BIGINT", count: count) { element, arguments in
        guard arguments[0].type != .null else { return nil }
        let parameters: [SQLType] = [.list(element), .bigint, .bigint] + (hasStep ? [.bigint] : [])
        return TypedFunction(parameters, .list(element)) { call in
          try call.lists(of: element) { row, maker in
            let (cells, places) = call.list(0, row)
            let step = hasStep ? call.int(3, row) : 1
            guard step != 0 else { throw SQLError(.invalidInput, "a slice has steps") }
            guard let bounds = Self.bounds(call, row, size: places.count, step) else { return true }
            if step == 1 {
              maker.add(
                cells,
                places.lowerBound + bounds.lowerBound..<places.lowerBound + bounds.upperBound
              )
            } else {
              for place in Self.stepped(bounds, step) {
                maker.add(cells, places.lowerBound + place)
              }
            }
            return true
          }
        }
      }
    }
    add(["array_slice", "list_slice"], [.varchar, .bigint, .bigint], .varchar) { call in
      call.parts(of: 0) { row, text in
        guard let bounds = Self.bounds(call, row, size: TextPlaces.count(text), 1) else {
          return 0..<0
        }
        return TextPlaces.bytes(of: bounds, in: text)
      }
    }
  }

  /// The place of an element, which is counted from 1 or from the end.
  static func place(_ index: Int, among places: Range<Int>) -> Int? {
    if index > 0, index <= places.count { return places.lowerBound + index - 1 }
    if index < 0, index >= -places.count { return places.upperBound + index }
    return nil
  }

  /// What stands for a bound of a slice that is not written: the first or the last element.
  static let openBound = Int64.min

  /// Places of a slice, counted from 0.
  private static func bounds(
    _ call: ScalarArguments,
    _ row: Int,
    size: Int,
    _ step: Int
  ) -> Range<Int>? {
    func place(_ argument: Int) -> Int? {
      let index = call.int(argument, row)
      guard index != Self.openBound else { return nil }
      return index < 0 ? max(0, size + max(index, -size - 1) + 1) : index
    }
    let isBackward = step < 0
    let (lower, upper) = isBackward ? (place(2), place(1)) : (place(1), place(2))
    let start = max(1, lower ?? 1)
    let end = min(size, upper ?? size)
    return start <= end ? start - 1..<end : nil
  }

  private static func stepped(_ bounds: Range<Int>, _ step: Int) -> [Int] {
    step > 0
      ? Array(stride(from: bounds.lowerBound, to: bounds.upperBound, by: step))
      : Array(
        stride(from: bounds.upperBound - 1, through: bounds.lowerBound, by: max(step, -Int.max))
      )
  }

  private mutating func addListSearch() {
    for (names, isPosition) in [
      (["list_contains", "array_contains", "list_has", "array_has", "contains"], false),
      (["list_position", "list_indexof", "array_position", "array_indexof"], true),
    ] {
      addOfList(names, signature: "ANY[], ANY", count: 2) { element, arguments in
        guard let type = Self.unified(element, arguments[1]) else { return nil }
        let result: SQLType = isPosition ? .integer : .boolean
        return TypedFunction([.list(type), type], result, skipsNulls: false) { call in
          func find(_ row: Int) -> Int? {
            let (cells, places) = call.list(0, row)
            if !call.cells[1].isValid(row) {
              return isPosition
                ? places.firstIndex { !cells.isValid($0) }.map { $0 - places.lowerBound } : nil
            }
            return places.firstIndex {
              cells.isValid($0) && CellOrder.compare(cells, $0, call.cells[1], row) == 0
            }.map { $0 - places.lowerBound }
          }
          if isPosition {
            return call.rows(needsAll: false) { row -> Int32? in
              guard call.cells[0].isValid(row) else { return nil }
              return find(row).map { Int32($0 + 1) }
            }
          }
          return call.rows(needsAll: false) { row -> UInt8? in
            guard call.cells[0].isValid(row) else { return nil }
            // Nothing is in an empty list, whatever it is.
            if call.value(0, row, ListRun.self).count == 0 { return bit(false) }
            return call.cells[1].isValid(row) ? bit(find(row) != nil) : nil
          }
        }
      }
    }
    for (names, isAll, swaps) in [
      (["list_has_any", "array_has_any", "&&"], false, false),
      (["list_has_all", "array_has_all", "@>"], true, false),
      (["list_is_part_of", "<@"], true, true),
    ] {
      addOfList(names, signature: "ANY[], ANY[]", count: 2) { element, arguments in
        let other = arguments[1].type.element ?? (arguments[1].type == .null ? .null : nil)
        guard let other, let type = SQLType.common(element, other) else { return nil }
        return TypedFunction([.list(type), .list(type)], .boolean) { call in
          call.flags { row in
            let (cells, places) = call.list(swaps ? 1 : 0, row)
            let (others, wanted) = call.list(swaps ? 0 : 1, row)
            func has(_ place: Int) -> Bool {
              places.contains {
                cells.isValid($0) && CellOrder.compare(cells, $0, others, place) == 0
              }
            }
            let present = wanted.filter { others.isValid($0) }
            return isAll ? present.allSatisfy(has) : present.contains(where: has)
          }
        }
      }
    }
  }

  /// The type of elements and of a value that is looked for among them.
  static func unified(_ element: SQLType, _ value: ArgumentType) -> SQLType? {
    switch value.literal {
    case .text: return element == .null ? .varchar : element
    case .integer(let number) where element.integerRange?.contains(number) == true: return element
    default: return SQLType.common(element, value.type)
    }
  }
}
