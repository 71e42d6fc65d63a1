// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what makes other lists of lists.
  mutating func addListChanges() {
    for name in ["list_concat", "list_cat", "array_concat", "array_cat"] {
      add([name], signature: "ANY[], …") { arguments in
        guard !arguments.isEmpty, arguments.contains(where: \.type.isList) else { return nil }
        return ListJoining.function(arguments, skipsNulls: true)
      }
    }
    for (names, list, value) in [
      (["list_append", "array_append", "array_push_back"], 0, 1),
      (["list_prepend", "array_prepend"], 1, 0), (["array_push_front"], 0, 1),
    ] {
      add(names, signature: list == 0 ? "ANY[], ANY" : "ANY, ANY[]") { arguments in
        guard arguments.count == 2 else { return nil }
        let type = arguments[list].type
        guard let element = type.element ?? (type == .null ? .null : nil),
          let made = Self.unified(element, arguments[value])
        else { return nil }
        let isLast = names[0] == "list_append"
        var parameters = [SQLType.list(made), made]
        if list == 1 { parameters.reverse() }
        return TypedFunction(parameters, .list(made), skipsNulls: false) { call in
          call.lists(of: made, needsAll: false) { row, maker in
            if !isLast { maker.add(call.cells[value], row) }
            if call.cells[list].isValid(row) {
              let (cells, places) = call.list(list, row)
              maker.add(cells, places)
            }
            if isLast { maker.add(call.cells[value], row) }
            return true
          }
        }
      }
    }
    addOfList(["list_reverse", "array_reverse", "reverse"]) { element, _ in
      TypedFunction([.list(element)], .list(element)) { call in
        call.lists(of: element) { row, maker in
          let (cells, places) = call.list(0, row)
          for place in places.reversed() { maker.add(cells, place) }
          return true
        }
      }
    }
    add(["array_value"], signature: "ANY, …") { arguments in
      guard let type = Self.common(arguments) else { return nil }
      let count = arguments.count
      return TypedFunction(
        Array(repeating: type, count: count),
        .array(type, count: count),
        skipsNulls: false
      ) { call in
        call.lists(of: type, needsAll: false) { row, maker in
          for cells in call.cells { maker.add(cells, row) }
          return true
        }
      }
    }
    addOfList(["flatten"]) { element, _ in
      guard let inner = element.element ?? (element == .null ? .null : nil) else { return nil }
      return TypedFunction([.list(.list(inner))], .list(inner)) { call in
        call.lists(of: inner) { row, maker in
          let (lists, places) = call.list(0, row)
          for place in places where lists.isValid(place) {
            maker.add(lists.children[0], lists.value(place, ListRun.self).range)
          }
          return true
        }
      }
    }
    addOfList(["repeat"], signature: "ANY[], BIGINT", count: 2) { element, arguments in
      guard arguments[0].type != .null else { return nil }
      return TypedFunction([.list(element), .bigint], .list(element)) { call in
        try call.lists(of: element) { row, maker in
          let (cells, places) = call.list(0, row)
          guard places.count == 0 || call.int(1, row) <= 1 << 28 / places.count else {
            throw SQLError(.outOfRange, "the repeated list is too long")
          }
          for _ in 0..<max(0, places.isEmpty ? 0 : call.int(1, row)) { maker.add(cells, places) }
          return true
        }
      }
    }
    for hasValue in [false, true] {
      let names = ["list_resize", "array_resize"]
      addOfList(names, signature: "ANY[], BIGINT", count: hasValue ? 3 : 2) { element, arguments in
        var made = element
        if hasValue {
          guard let both = Self.unified(element, arguments[2]) else { return nil }
          made = both
        }
        let type = made
        let parameters = [SQLType.list(type), .bigint] + (hasValue ? [type] : [])
        return TypedFunction(parameters, .list(type), skipsNulls: false) { call in
          try call.lists(of: type, needsAll: false) { row, maker in
            guard call.cells[0].isValid(row) else { return false }
            let (cells, places) = call.list(0, row)
            let size = call.cells[1].isValid(row) ? call.int(1, row) : 0
            guard 0...(1 << 28) ~= size else {
              throw SQLError(.outOfRange, "a list does not get as long as that")
            }
            maker.add(cells, places.prefix(size))
            for _ in 0..<max(0, size - places.count) {
              if hasValue { maker.add(call.cells[2], row) } else { maker.addMissing() }
            }
            return true
          }
        }
      }
    }
    for (name, isMask) in [("list_where", true), ("list_select", false)] {
      let names = [name, name.replacing("list_", with: "array_")]
      addOfList(names, signature: "ANY[], ANY[]", count: 2) { element, _ in
        TypedFunction(
          [.list(element), .list(isMask ? .boolean : .bigint)],
          .list(element)
        ) { call in
          call.lists(of: element) { row, maker in
            let (cells, places) = call.list(0, row)
            let (others, wanted) = call.list(1, row)
            for (index, place) in wanted.enumerated() where others.isValid(place) {
              if isMask {
                if others.value(place, UInt8.self) != 0 {
                  if index < places.count {
                    maker.add(cells, places.lowerBound + index)
                  } else {
                    maker.addMissing()
                  }
                }
              } else if let found = Self.place(Int(others.value(place, Int64.self)), among: places)
              {
                maker.add(cells, found)
              } else {
                maker.addMissing()
              }
            }
            return true
          }
        }
      }
    }
  }
}
