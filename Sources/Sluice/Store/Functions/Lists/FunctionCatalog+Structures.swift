// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions of structures and maps.
  mutating func addStructureFunctions() {
    add(["struct_extract", "struct_extract_at", "array_extract"], signature: "STRUCT, VARCHAR") {
      arguments in
      guard arguments.count == 2, case .structure(let fields) = arguments[0].type else {
        return nil
      }
      let place: Int?
      switch arguments[1].literal {
      case .text(let name):
        let folded = SQLName.folded(String(decoding: name, as: UTF8.self))
        place = fields.firstIndex { SQLName.folded($0.name) == folded }
      case .integer(let number): place = Int(exactly: number - 1)
      default: place = nil
      }
      guard let place, fields.indices.contains(place) else { return nil }
      let type = fields[place].type
      return TypedFunction([arguments[0].type, arguments[1].type], type) { call in
        let (parents, child) = (call.cells[0], call.cells[0].children[place])
        guard parents.validity != nil || child.isConstant != parents.isConstant else {
          return child
        }
        return call.picked(type) { row in parents.isValid(row) ? (child, row) : nil }
      }
    }
    add(["struct_concat"], signature: "STRUCT, …") { arguments in
      var fields: [SQLType.Field] = []
      var sources: [(argument: Int, field: Int)] = []
      for (place, argument) in arguments.enumerated() {
        guard case .structure(let own) = argument.type else { return nil }
        fields += own
        sources += own.indices.map { (place, $0) }
      }
      let (type, places, types) = (SQLType.structure(fields), sources, fields.map(\.type))
      return TypedFunction(arguments.map(\.type), type, skipsNulls: false) { call in
        let children = zip(places, types).map { place, own in
          let parents = call.cells[place.argument]
          let child = parents.children[place.field]
          return parents.validity == nil && child.isConstant == parents.isConstant
            ? child : call.picked(own) { parents.isValid($0) ? (child, $0) : nil }
        }
        return Cells(.structure, CellBlock(.structure, capacity: call.count), children: children)
      }
    }
    add(["struct_values"], signature: "STRUCT") { arguments in
      guard arguments.count == 1, case .structure(let fields) = arguments[0].type else {
        return nil
      }
      let type = SQLType.structure(fields.map { SQLType.Field(name: "", type: $0.type) })
      return TypedFunction([arguments[0].type], type) { $0.cells[0] }
    }
    add(["struct_keys"], signature: "STRUCT") { arguments in
      guard arguments.count == 1, case .structure(let fields) = arguments[0].type else {
        return nil
      }
      return TypedFunction([arguments[0].type], .list(.varchar)) { call in
        call.textLists { _, parts in
          parts = fields.map { Array($0.name.utf8) }
          return true
        }
      }
    }
    addMapMakers()
    addMapParts()
    addTupleFunctions()
    addUnionFunctions()
  }

  private mutating func addMapMakers() {
    add(["map"], signature: "") { arguments in
      guard arguments.isEmpty else { return nil }
      return TypedFunction([], .map(.null, .null)) { _ in
        let type = SQLType.map(.null, .null)
        return Cells([.list([])], type, isConstant: true)
      }
    }
    add(["map"], signature: "ANY[], ANY[]") { arguments in
      guard arguments.count == 2 else { return nil }
      let parts = arguments.map { $0.type.element ?? ($0.type == .null ? SQLType.null : nil) }
      guard let key = parts[0], let value = parts[1] else { return nil }
      return TypedFunction([.list(key), .list(value)], .map(key, value), skipsNulls: false) {
        call in
        try Self.map(call, key, value) { row in
          guard call.cells[0].isValid(row), call.cells[1].isValid(row) else { return nil }
          let (keys, places) = call.list(0, row)
          let (values, others) = call.list(1, row)
          guard places.count == others.count else {
            throw SQLError(.invalidInput, "a map has as many values as keys")
          }
          return zip(places, others).map { ((keys, $0), (values, $1)) }
        }
      }
    }
    add(["map_from_entries"], signature: "STRUCT(k, v)[]") { arguments in
      guard arguments.count == 1, case .structure(let fields)? = arguments[0].type.element,
        fields.count == 2
      else { return nil }
      let (key, value) = (fields[0].type, fields[1].type)
      return TypedFunction([.list(.structure(fields))], .map(key, value)) { call in
        try Self.map(call, key, value) { row in
          guard call.cells[0].isValid(row) else { return nil }
          let (entries, places) = call.list(0, row)
          return places.map { ((entries.children[0], $0), (entries.children[1], $0)) }
        }
      }
    }
    add(["map_concat"], signature: "MAP, …") { arguments in
      let maps = arguments.filter { $0.type != .null }
      guard let first = maps.first, case .map(let key, let value) = first.type,
        maps.allSatisfy({ $0.type == first.type })
      else { return nil }
      let parameters = Array(repeating: first.type, count: arguments.count)
      return TypedFunction(parameters, first.type, skipsNulls: false) { call in
        try Self.map(call, key, value) { row in
          var entries: [((Cells, Int), (Cells, Int))] = []
          for (place, cells) in call.cells.enumerated() where cells.isValid(row) {
            let (parts, places) = call.list(place, row)
            for entry in places {
              let made = ((parts.children[0], entry), (parts.children[1], entry))
              let known = entries.firstIndex { other in
                CellOrder.compare(other.0.0, other.0.1, parts.children[0], entry) == 0
              }
              if let known { entries[known] = made } else { entries.append(made) }
            }
          }
          return call.cells.contains { $0.isValid(row) } ? entries : nil
        }
      }
    }
  }

  /// Maps of entries, whose keys are there and differ.
  private static func map(
    _ call: ScalarArguments,
    _ keyType: SQLType,
    _ valueType: SQLType,
    _ entries: (Int) throws -> [((Cells, Int), (Cells, Int))]?
  ) throws -> Cells {
    let (keys, values) = (CellColumn(CellShape(keyType)), CellColumn(CellShape(valueType)))
    let block = CellBlock(.list, capacity: call.count)
    func add(_ source: (Cells, Int), to column: CellColumn) {
      guard source.0.isValid(source.1) else { return column.appendMissing() }
      var picked = UInt32(source.0.isConstant ? 0 : source.1)
      column.append(source.0, rows: &picked, count: 1)
    }
    for row in 0..<call.count {
      guard let parts = try entries(row) else {
        block.setMissing(row, stride: CellKind.list.stride)
        continue
      }
      let start = keys.count
      for (key, value) in parts {
        guard key.0.isValid(key.1) else {
          throw SQLError(.invalidInput, "a key of a map is missing")
        }
        add(key, to: keys)
        add(value, to: values)
      }
      let made = keys.cells
      if call.distinct(made, start..<keys.count).count < parts.count {
        throw SQLError(.invalidInput, "a map has a key twice")
      }
      block.cells(ListRun.self)[row] = ListRun(
        start: parts.isEmpty ? 0 : UInt32(start),
        count: UInt32(parts.count)
      )
    }
    let below = Cells(
      .structure,
      CellBlock(.structure, capacity: keys.count),
      children: [keys.cells, values.cells]
    )
    return Cells(.list, block, children: [below])
  }

  private mutating func addMapParts() {
    for (name, place) in [("map_keys", 0), ("map_values", 1)] {
      add([name], signature: "MAP") { arguments in
        guard arguments.count == 1, case .map(let key, let value) = arguments[0].type else {
          return nil
        }
        let element = place == 0 ? key : value
        return TypedFunction([arguments[0].type], .list(element)) { call in
          call.lists(of: element) { row, maker in
            let (entries, places) = call.list(0, row)
            maker.add(entries.children[place], places)
            return true
          }
        }
      }
    }
    add(["map_entries"], signature: "MAP") { arguments in
      guard arguments.count == 1, case .map(let key, let value) = arguments[0].type else {
        return nil
      }
      let entry = SQLType.structure([
        SQLType.Field(name: "key", type: key), SQLType.Field(name: "value", type: value),
      ])
      return TypedFunction([arguments[0].type], .list(entry)) { $0.cells[0] }
    }
    add(["cardinality"], signature: "MAP") { arguments in
      guard arguments.count == 1, case .map = arguments[0].type else { return nil }
      return TypedFunction([arguments[0].type], .ubigint) { call in
        call.rows { row -> Int128? in Int128(call.value(0, row, ListRun.self).count) }
      }
    }
    for names in [
      ["map_extract_value", "array_extract"], ["map_extract", "element_at"],
      ["map_contains", "contains"],
    ] {
      add(names, signature: "MAP, ANY") { arguments in
        guard arguments.count == 2, case .map(let key, let value) = arguments[0].type,
          let type = Self.unified(key, arguments[1])
        else { return nil }
        let parameters = [SQLType.map(type, value), type]
        @Sendable func find(_ call: ScalarArguments, _ row: Int) -> (cells: Cells, place: Int)? {
          guard call.hasAll(row) else { return nil }
          let (entries, places) = call.list(0, row)
          return places.first {
            CellOrder.compare(entries.children[0], $0, call.cells[1], row) == 0
          }.map { (entries.children[1], $0) }
        }
        switch names[0] {
        case "map_extract_value":
          return TypedFunction(parameters, value) { call in
            call.picked(value) { find(call, $0) }
          }
        case "map_extract":
          return TypedFunction(parameters, .list(value), skipsNulls: false) { call in
            call.lists(of: value, needsAll: false) { row, maker in
              if let (cells, place) = find(call, row) { maker.add(cells, place) }
              return true
            }
          }
        default:
          return TypedFunction(parameters, .boolean) { call in
            call.flags { find(call, $0) != nil }
          }
        }
      }
    }
  }

  /// Adds functions of everything, and of nothing.
  mutating func addOtherFunctions() {
    for count in 1...2 {
      add(["error"], Array(repeating: .varchar, count: count), .null, isVolatile: true) { call in
        for row in 0..<call.count where call.cells[0].isValid(row) {
          throw SQLError(.invalidInput, call.value(0, row, ByteRun.self).string)
        }
        return .null(.bool)
      }
    }
    add(["date"], [.timestamp], .date) { call in
      call.rows { row -> Int32? in SQLTimestamp.date(call.value(0, row, Int64.self)) }
    }
    let texts = [
      ("version", "v1.0"), ("current_schema", "main"), ("current_database", "memory"),
      ("current_catalog", "memory"), ("current_user", "sluice"), ("current_role", "sluice"),
      ("session_user", "sluice"),
      ("user", "sluice"),
    ]
    for (name, text) in texts { add([name], [], .varchar) { _ in .constant(text) } }
    add(["constant_or_null"], signature: "ANY, …") { arguments in
      guard arguments.count > 1 else { return nil }
      let types = arguments.map(\.type)
      return TypedFunction(types, types[0], skipsNulls: false) { call in
        call.picked(types[0]) { row in call.hasAll(row) ? (call.cells[0], row) : nil }
      }
    }
    add(["cast_to_type"], signature: "ANY, ANY") { arguments in
      guard arguments.count == 2 else { return nil }
      let (source, target) = (arguments[0].type, arguments[1].type)
      // A type that is not known yet: it comes with a parameter.
      if target == .null {
        guard !arguments[1].isNull else { return nil }
        return TypedFunction([source, target], target, skipsNulls: false) { _ in .null(.bool) }
      }
      guard let cast = try? CellCast.make(from: source, to: target, isTry: false, at: .none) else {
        return nil
      }
      return TypedFunction([source, target], target, skipsNulls: false) { call in
        try cast.body(call.cells[0], call.count)
      }
    }
  }
}
