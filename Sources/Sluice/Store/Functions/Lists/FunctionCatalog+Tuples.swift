// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions that look for a value among the fields of a structure, and those of enumerations.
  mutating func addTupleFunctions() {
    addFieldSearch(["struct_contains", "struct_has"], .boolean) { $0 != nil }
    addFieldSearch(["struct_position", "struct_indexof"], .integer) { $0.map { Int32($0 + 1) } }
    addEnumerations()
  }

  /// A function of the place of a value among fields of one type.
  private mutating func addFieldSearch<Made: BitwiseCopyable>(
    _ names: [String],
    _ result: SQLType,
    _ body: @escaping @Sendable (Int?) -> Made?
  ) {
    add(names, signature: "STRUCT, ANY") { arguments in
      guard arguments.count == 2, case .structure(let fields) = arguments[0].type,
        fields.allSatisfy({ $0.name.isEmpty }),
        let type = fields.map(\.type).reduce(
          SQLType?.some(.null),
          { common, type in
            common.flatMap { SQLType.common($0, type) }
          }
        )
      else { return nil }
      let tuple = SQLType.structure(fields.map { _ in SQLType.Field(name: "", type: type) })
      return TypedFunction([tuple, type], result) { call in
        call.rows { row -> Made? in
          let children = call.cells[0].children
          return body(
            children.firstIndex {
              $0.isValid(row) && CellOrder.compare($0, row, call.cells[1], row) == 0
            }
          )
        }
      }
    }
  }

  private mutating func addEnumerations() {
    for (name, isLast) in [("enum_first", false), ("enum_last", true)] {
      add([name], signature: "ENUM") { arguments in
        guard arguments.count == 1, case .enumeration(let names) = arguments[0].type,
          let text = isLast ? names.names.last : names.names.first
        else { return nil }
        return TypedFunction([arguments[0].type], .varchar, skipsNulls: false) { _ in
          .constant(text)
        }
      }
    }
    add(["enum_code"], signature: "ENUM") { arguments in
      guard arguments.count == 1, case .enumeration(let names) = arguments[0].type else {
        return nil
      }
      let count = names.names.count
      let result: SQLType = count <= 256 ? .utinyint : count <= 65_536 ? .usmallint : .uinteger
      return TypedFunction([arguments[0].type], result) { call in
        guard result == .uinteger else { return call.cells[0] }
        return call.rows { row -> Int64? in Int64(call.value(0, row, Int32.self)) }
      }
    }
    add(["enum_range"], signature: "ENUM") { arguments in
      guard arguments.count == 1, case .enumeration(let names) = arguments[0].type else {
        return nil
      }
      return TypedFunction([arguments[0].type], .list(.varchar), skipsNulls: false) { _ in
        Cells([.list(names.names.map { .text($0) })], .list(.varchar), isConstant: true)
      }
    }
    add(["enum_range_boundary"], signature: "ENUM, ENUM") { arguments in
      let type = arguments.map(\.type).first { $0 != .null }
      guard arguments.count == 2, let type, case .enumeration(let names) = type else { return nil }
      return TypedFunction([type, type], .list(.varchar), skipsNulls: false) { call in
        call.lists(of: .varchar, needsAll: false) { row, maker in
          func bound(_ place: Int, _ standard: Int) -> Int {
            call.cells[place].isValid(row) ? Int(call.value(place, row, Int32.self)) : standard
          }
          let (first, last) = (bound(0, 0), bound(1, names.names.count - 1))
          guard first <= last else { return true }
          for name in names.names[first...last] {
            Array(name.utf8).withUnsafeBufferPointer { maker.add(bytes: $0) }
          }
          return true
        }
      }
    }
  }
}
