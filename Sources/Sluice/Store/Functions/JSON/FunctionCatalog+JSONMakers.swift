// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what makes JSON of values.
  mutating func addJSONMakers() {
    add(["to_json", "json_quote", "array_to_json", "row_to_json"], signature: "ANY") { arguments in
      guard arguments.count == 1 else { return nil }
      let type = arguments[0].type
      return TypedFunction([type], .json, skipsNulls: false) { call in
        call.texts(needsAll: false) { row, bytes in
          guard type != .null, call.cells[0].isValid(row) else { return false }
          JSONCells.append(call.cells[0], row, type, to: &bytes)
          return true
        }
      }
    }
    add(["json_array"], signature: "ANY, …") { arguments in
      let types = arguments.map(\.type)
      return TypedFunction(types, .json, skipsNulls: false) { call in
        call.texts(needsAll: false) { row, bytes in
          bytes.append(0x5B)
          for (place, type) in types.enumerated() {
            if place > 0 { bytes.append(0x2C) }
            JSONCells.appendPart(call.cells[place], row, type, to: &bytes)
          }
          bytes.append(0x5D)
          return true
        }
      }
    }
    add(["json_object"], signature: "VARCHAR, ANY, …") { arguments in
      guard arguments.count % 2 == 0 else { return nil }
      let types = arguments.enumerated().map { $0 % 2 == 0 ? SQLType.varchar : $1.type }
      return TypedFunction(types, .json, skipsNulls: false) { call in
        call.texts(needsAll: false) { row, bytes in
          bytes.append(0x7B)
          for place in stride(from: 0, to: types.count, by: 2) where call.cells[place].isValid(row)
          {
            if bytes.count > 1 { bytes.append(0x2C) }
            call.withText(place, row) { JSONCells.append(quoted: $0, to: &bytes) }
            bytes.append(0x3A)
            JSONCells.appendPart(call.cells[place + 1], row, types[place + 1], to: &bytes)
          }
          bytes.append(0x7D)
          return true
        }
      }
    }
  }
}
