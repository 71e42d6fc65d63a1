// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FunctionCatalog {
  /// Adds functions of numbers.
  mutating func addNumberFunctions() {
    addMathematics()
    addRounding()
    addWholeNumbers()
    addBitFunctions()
    addExtremes()
    addDecimalDivision()
    addUnsigned()
    addRandom()
  }

  private mutating func addWholeNumbers() {
    add(["sign"], signature: "NUMBER") { arguments in
      guard arguments.count == 1 else { return nil }
      let type = arguments[0].type
      guard type.isNumeric && type != .uhugeint || type == .null else { return nil }
      return TypedFunction([type == .null ? .integer : type], .tinyint) { call in
        switch call.cells[0].kind {
        case .int32: call.rows { call.value(0, $0, Int32.self).signum() }
        case .int64: call.rows { Int32(call.value(0, $0, Int64.self).signum()) }
        case .int128: call.rows { Int32(call.value(0, $0, Int128.self).signum()) }
        default:
          call.rows { row -> Int32? in
            let x = call.double(0, row)
            return x > 0 ? 1 : x < 0 ? -1 : 0
          }
        }
      }
    }
    for type in [SQLType.bigint, .hugeint] {
      for (names, isGreatest) in [
        (["gcd", "greatest_common_divisor"], true), (["lcm", "least_common_multiple"], false),
      ] {
        add(names, [type, type], type) { call in
          func common(_ left: Int128, _ right: Int128) throws -> Int128 {
            var (a, b) = (left.magnitude, right.magnitude)
            while b != 0 { (a, b) = (b, a % b) }
            let divisor = a
            if !isGreatest {
              guard divisor != 0 else { return 0 }
              let (made, overflow) =
                (left.magnitude / divisor).multipliedReportingOverflow(by: right.magnitude)
              guard !overflow, let value = Int128(exactly: made) else {
                throw KernelFailure.outOfRange(row: 0)
              }
              return value
            }
            guard let value = Int128(exactly: divisor) else {
              throw KernelFailure.outOfRange(row: 0)
            }
            return value
          }
          if type == .hugeint {
            return try call.rows { row -> Int128? in
              try common(call.value(0, row, Int128.self), call.value(1, row, Int128.self))
            }
          }
          return try call.rows { row -> Int64? in
            let made = try common(Int128(call.int(0, row)), Int128(call.int(1, row)))
            guard let value = Int64(exactly: made) else { throw KernelFailure.outOfRange(row: row) }
            return value
          }
        }
      }
    }
    add(["factorial", "!"], [.integer], .hugeint) { call in
      try call.rows { row -> Int128? in
        let count = call.value(0, row, Int32.self)
        guard count <= 33 else { throw KernelFailure.outOfRange(row: row) }
        var product: Int128 = 1
        for factor in 1..<max(2, Int128(count) + 1) { product *= factor }
        return product
      }
    }
    add(["binom"], [.bigint, .bigint], .hugeint) { call in
      try call.rows { row -> Int128? in
        let (count, chosen) = (Int128(call.int(0, row)), Int128(call.int(1, row)))
        guard count >= 0, chosen >= 0 else {
          throw SQLError(.outOfRange, "'binom' counts from 0 on")
        }
        guard chosen <= count else { return 0 }
        var (product, place) = (Int128(1), Int128(0))
        let steps = min(chosen, count - chosen)
        while place < steps {
          // Twice as wide, as it is divided again.
          let wide = product.magnitude.multipliedFullWidth(by: (count - place).magnitude)
          place += 1
          guard wide.high < place.magnitude,
            let next = Int128(exactly: place.magnitude.dividingFullWidth(wide).quotient)
          else { throw KernelFailure.outOfRange(row: row) }
          product = next
        }
        return product
      }
    }
  }

  /// The greatest and the least of several values, without those that are missing.
  private mutating func addExtremes() {
    for (name, isGreatest) in [("greatest", true), ("least", false)] {
      add([name], signature: "ANY, …") { arguments in
        guard let type = Self.common(arguments) else { return nil }
        let types = Array(repeating: type, count: arguments.count)
        return TypedFunction(types, type, skipsNulls: false) { call in
          let column = CellColumn(CellShape(type), capacity: call.count)
          var picked: UInt32 = 0
          for row in 0..<call.count {
            var best: Int?
            for (place, cells) in call.cells.enumerated() where cells.isValid(row) {
              guard let known = best else {
                best = place
                continue
              }
              let order = CellOrder.compare(cells, row, call.cells[known], row)
              if isGreatest ? order > 0 : order < 0 { best = place }
            }
            guard let best else {
              column.appendMissing()
              continue
            }
            picked = call.cells[best].isConstant ? 0 : UInt32(row)
            column.append(call.cells[best], rows: &picked, count: 1)
          }
          return column.cells
        }
      }
    }
  }

  /// The type that all arguments become; texts that are written out give way.
  static func common(_ arguments: [ArgumentType]) -> SQLType? {
    guard !arguments.isEmpty else { return nil }
    let isUnsigned = arguments.contains { $0.type == .uhugeint }
    if isUnsigned, arguments.allSatisfy({ $0.cost(to: .uhugeint) != nil }) { return .uhugeint }
    var common: SQLType?
    for argument in arguments {
      if case .text = argument.literal { continue }
      guard let before = common else {
        common = argument.type
        continue
      }
      if case .integer(let value) = argument.literal, before.integerRange?.contains(value) == true {
        continue
      }
      guard let both = SQLType.common(before, argument.type) else { return nil }
      common = both
    }
    guard let common, common != .null else {
      return arguments.contains { $0.literal != nil } ? .varchar : .integer
    }
    return common
  }

  private mutating func addRandom() {
    let source = RandomSource()
    add(["random"], [], .double, isVolatile: true) { call in
      call.rows { _ -> Double? in Double(source.next() >> 11) / Double(UInt64(1) << 53) }
    }
    add(["setseed"], [.double], .integer, isVolatile: true) { call in
      call.rows { row -> Int32? in
        source.seed(call.double(0, row))
        return nil
      }
    }
    add(["uuid", "gen_random_uuid", "uuidv4"], [], .uuid, isVolatile: true) { call in
      call.rows { _ -> Int128? in
        var value = UInt128(source.next()) << 64 | UInt128(source.next())
        value = value & ~(0xF << 76) | 4 << 76
        value = value & ~(3 << 62) | 2 << 62
        return Int128(bitPattern: value ^ 1 << 127)
      }
    }
  }
}

/// Numbers that nobody foresees, unless a seed was set.
private final class RandomSource: Sendable {
  private let series = Locked<RandomSeries?>(nil)

  /// Begins a series that is the same for the same seed.
  func seed(_ seed: Double) { series.withLock { $0 = RandomSeries(seed: seed.bitPattern) } }

  func next() -> UInt64 {
    series.withLock { series in
      guard var known = series else {
        var system = SystemRandomNumberGenerator()
        return system.next()
      }
      defer { series = known }
      return known.nextBits()
    }
  }
}
