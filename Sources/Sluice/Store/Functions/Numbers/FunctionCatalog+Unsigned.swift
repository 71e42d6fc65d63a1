// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds what computes with unsigned integers of 128 bits, which lie in memory as ``UnsignedNumber`` says.
  mutating func addUnsigned() {
    addUnsigned(["+", "add"]) { $0.addingReportingOverflow($1) }
    addUnsigned(["-", "subtract"]) { $0.subtractingReportingOverflow($1) }
    addUnsigned(["*", "multiply"]) { $0.multipliedReportingOverflow(by: $1) }
    addUnsigned(["//", "divide"], divides: true) { ($0 / $1, false) }
    addUnsigned(["%", "mod"], divides: true) { ($0 % $1, false) }
    addUnsigned(["&"]) { ($0 & $1, false) }
    addUnsigned(["|"]) { ($0 | $1, false) }
    addUnsigned(["xor"]) { ($0 ^ $1, false) }
    addUnsigned(["<<"]) { value, places in
      guard places < 128 else { return (0, value != 0) }
      let shifted = value << places
      return (shifted, shifted >> places != value)
    }
    addUnsigned([">>"]) { ($1 < 128 ? $0 >> $1 : 0, false) }
    add(["~"], [.uhugeint], .uhugeint) { call in
      call.rows { row -> Int128? in ~call.value(0, row, Int128.self) }
    }
    add(["-", "subtract"], [.uhugeint], .uhugeint) { call in
      try call.rows { row -> Int128? in
        let cell = call.value(0, row, Int128.self)
        guard UnsignedNumber.value(cell) == 0 else { throw KernelFailure.outOfRange(row: row) }
        return cell
      }
    }
    add(["abs"], [.uhugeint], .uhugeint) { $0.cells[0] }
    add(["sign"], [.uhugeint], .tinyint) { call in
      call.rows { row -> Int32? in
        UnsignedNumber.value(call.value(0, row, Int128.self)) == 0 ? 0 : 1
      }
    }
  }

  /// A function of two numbers, with whether the result is too great or below zero.
  private mutating func addUnsigned(
    _ names: [String],
    divides: Bool = false,
    _ body: @escaping @Sendable (UInt128, UInt128) -> (UInt128, Bool)
  ) {
    add(names, signature: "UHUGEINT, UHUGEINT") { arguments in
      guard arguments.count == 2, arguments.contains(where: { $0.type == .uhugeint }) else {
        return nil
      }
      return TypedFunction([.uhugeint, .uhugeint], .uhugeint) { call in
        try call.rows { row -> Int128? in
          let left = UnsignedNumber.value(call.value(0, row, Int128.self))
          let right = UnsignedNumber.value(call.value(1, row, Int128.self))
          if divides, right == 0 { throw KernelFailure.divisionByZero(row: row) }
          let (made, isOutside) = body(left, right)
          guard !isOutside else { throw KernelFailure.outOfRange(row: row) }
          return UnsignedNumber.cell(made)
        }
      }
    }
  }
}
