// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions of bits.
  mutating func addBitFunctions() {
    for (names, isLeft) in [(["<<"], true), ([">>"], false)] {
      add(names, signature: "INTEGER, INTEGER") { arguments in
        guard arguments.count == 2, let type = Self.commonNumber(arguments),
          let range = type.integerRange
        else { return nil }
        let limits = IntegerLimits(lower: range.lowerBound, upper: range.upperBound)
        let width = type.shiftWidth
        return TypedFunction([type, type], type) { call in
          isLeft
            ? try Arithmetic.shiftLeft(
              call.cells[0],
              call.cells[1],
              count: call.count,
              width: width,
              limits: limits
            )
            : Arithmetic.shiftRight(call.cells[0], call.cells[1], count: call.count, width: width)
        }
      }
    }
    add(["~"], signature: "INTEGER") { arguments in
      guard arguments.count == 1, let range = arguments[0].type.integerRange else { return nil }
      let limits = IntegerLimits(lower: range.lowerBound, upper: range.upperBound)
      return TypedFunction([arguments[0].type], arguments[0].type) { call in
        Arithmetic.flipBits(call.cells[0], count: call.count, limits: limits)
      }
    }
    add(["~"], [.bit], .bit) { call in
      call.texts { row, bytes in
        call.withText(0, row) { text in
          let bits = BitCells(text)
          BitText.append(count: bits.count, to: &bytes) { !bits[$0] }
        }
        return true
      }
    }
    add(["bit_count"], signature: "INTEGER") { arguments in
      guard arguments.count == 1, arguments[0].type.isInteger else { return nil }
      let type = arguments[0].type
      let mask = type.shiftWidth == 128 ? UInt128.max : (1 << UInt128(type.shiftWidth)) - 1
      let result: SQLType = type == .hugeint ? .bigint : .tinyint
      return TypedFunction([type], result) { call in
        func count(_ value: Int128) -> Int { (UInt128(bitPattern: value) & mask).nonzeroBitCount }
        switch call.cells[0].kind {
        case .int32: return call.rows { Int32(count(Int128(call.value(0, $0, Int32.self)))) }
        case .int64: return call.rows { Int32(count(Int128(call.value(0, $0, Int64.self)))) }
        default:
          return result == .bigint
            ? call.rows { Int64(count(call.value(0, $0, Int128.self))) }
            : call.rows { Int32(count(call.value(0, $0, Int128.self))) }
        }
      }
    }
    add(["bit_count"], [.bit], .bigint) { call in
      call.rows { row -> Int64? in
        call.withText(0, row) { text in
          let bits = BitCells(text)
          return Int64((0..<bits.count).filter { bits[$0] }.count)
        }
      }
    }
    let joins: [(String, @Sendable (Bool, Bool) -> Bool)] = [
      ("&", { $0 && $1 }), ("|", { $0 || $1 }), ("xor", { $0 != $1 }),
    ]
    for (name, body) in joins {
      add([name], [.bit, .bit], .bit) { call in
        try call.texts { row, bytes in
          try call.withText(0, row) { left in
            try call.withText(1, row) { right in
              let (first, second) = (BitCells(left), BitCells(right))
              guard first.count == second.count else {
                throw SQLError(.invalidInput, "bits of different lengths are not joined")
              }
              BitText.append(count: first.count, to: &bytes) { body(first[$0], second[$0]) }
            }
          }
          return true
        }
      }
    }
    add(["bit_position"], [.bit, .bit], .integer) { call in
      call.rows { row -> Int32? in
        call.withText(0, row) { wanted in
          call.withText(1, row) { text in
            let (part, bits) = (BitCells(wanted), BitCells(text))
            guard part.count <= bits.count else { return 0 }
            let place = (0...bits.count - part.count).first { start in
              (0..<part.count).allSatisfy { bits[start + $0] == part[$0] }
            }
            return place.map { Int32($0 + 1) } ?? 0
          }
        }
      }
    }
    add(["get_bit"], [.bit, .integer], .integer) { call in
      try call.rows { row -> Int32? in
        try call.withText(0, row) { text in
          let (bits, place) = (BitCells(text), Int(call.value(1, row, Int32.self)))
          guard 0..<bits.count ~= place else {
            throw SQLError(.outOfRange, "there is no bit \(place)")
          }
          return bits[place] ? 1 : 0
        }
      }
    }
    add(["set_bit"], [.bit, .integer, .integer], .bit) { call in
      try call.texts { row, bytes in
        try call.withText(0, row) { text in
          let (bits, place) = (BitCells(text), Int(call.value(1, row, Int32.self)))
          let value = call.value(2, row, Int32.self)
          guard 0..<bits.count ~= place, 0...1 ~= value else {
            throw SQLError(.outOfRange, "there is no bit \(place), or it is none")
          }
          BitText.append(count: bits.count, to: &bytes) { $0 == place ? value == 1 : bits[$0] }
        }
        return true
      }
    }
  }
}

extension SQLType {
  /// The bits of an integer type.
  fileprivate var shiftWidth: Int {
    switch self {
    case .tinyint, .utinyint: 8
    case .smallint, .usmallint: 16
    case .integer, .uinteger: 32
    case .bigint, .ubigint: 64
    default: 128
    }
  }
}
