// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions of unions.
  mutating func addUnionFunctions() {
    add(["union_tag"], signature: "UNION") { arguments in
      guard arguments.count == 1, case .union(let members) = arguments[0].type else { return nil }
      let type = SQLType.enumeration(EnumerationNames(members.map(\.name)))
      return TypedFunction([arguments[0].type], type) { call in
        let tags = call.cells[0].children[0]
        return call.rows { row -> Int32? in tags.value(row, Int32.self) }
      }
    }
    add(["union_extract"], signature: "UNION, VARCHAR") { arguments in
      guard arguments.count == 2, case .union(let members) = arguments[0].type,
        case .text(let name) = arguments[1].literal
      else { return nil }
      let folded = SQLName.folded(String(decoding: name, as: UTF8.self))
      guard let place = members.firstIndex(where: { SQLName.folded($0.name) == folded }) else {
        return nil
      }
      let type = members[place].type
      return TypedFunction([arguments[0].type, .varchar], type) { call in
        let (tags, child) = (call.cells[0].children[0], call.cells[0].children[place + 1])
        return call.picked(type) { row in
          call.hasAll(row) && tags.value(row, Int32.self) == Int32(place) ? (child, row) : nil
        }
      }
    }
  }
}

extension ScalarFunction {
  /// Makes a union of one member.
  static func unionPack(_ member: SQLType.Field) -> ScalarFunction {
    ScalarFunction(name: "union_value", result: .union([member]), skipsNulls: false) { arguments in
      let tags = Cells.constant(TypedDatum(.integer(0), .integer))
      let block = CellBlock(.structure, capacity: arguments.count)
      return Cells(.structure, block, children: [tags, arguments.cells[0]])
    }
  }
}
