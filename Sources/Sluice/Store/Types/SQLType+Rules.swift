// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQLType {
  /// Whether values are whole numbers that lie in memory as themselves: all but those of UHUGEINT.
  var isInteger: Bool {
    switch self {
    case .tinyint, .smallint, .integer, .bigint, .hugeint, .utinyint, .usmallint, .uinteger,
      .ubigint:
      true
    default: false
    }
  }

  /// Whether values are moments.
  var isMoment: Bool {
    switch self {
    case .timestampS, .timestampMS, .timestamp, .timestampTZ, .timestampNS, .timestampTZNS: true
    default: false
    }
  }

  /// Whether values are times of day or moments.
  var isClock: Bool {
    switch self {
    case .time, .timeNS, .timeTZ: true
    default: isMoment
    }
  }

  /// Whether values are moments with a time zone.
  private var hasZone: Bool { self == .timestampTZ || self == .timestampTZNS }

  /// Whether values are numbers.
  var isNumeric: Bool {
    switch self {
    case .float, .double, .decimal, .uhugeint: true
    default: isInteger
    }
  }

  /// Whether values have others inside.
  var isNested: Bool {
    switch self {
    case .list, .array, .structure, .map, .union: true
    default: false
    }
  }

  /// The least and the greatest value of an integer type.
  var integerRange: ClosedRange<Int128>? {
    isInteger ? integerLimits.map { $0.lower...$0.upper } : nil
  }

  /// The digits that an integer type needs as a decimal.
  var decimalWidth: Int? {
    switch self {
    case .tinyint, .utinyint: 3
    case .smallint, .usmallint: 5
    case .integer, .uinteger: 10
    case .bigint: 19
    case .ubigint: 20
    case .hugeint: 38
    case .decimal(let width, _): width
    default: nil
    }
  }

  /// The place of a numeric type in the order in which they become one another by themselves.
  private var numericRank: Int? {
    switch self {
    case .tinyint: 1
    case .utinyint: 2
    case .smallint: 3
    case .usmallint: 4
    case .integer: 5
    case .uinteger: 6
    case .bigint: 7
    case .ubigint: 8
    case .hugeint: 9
    case .decimal: 10
    case .float: 11
    case .double: 12
    default: nil
    }
  }

  /// How far a value goes that becomes one of another type by itself: nothing if it need not change,
  /// `nil` if it does not.
  func implicitCastCost(to target: SQLType) -> Int? {
    if self == target { return 0 }
    if self == .null { return 1 }
    switch (self, target) {
    case (.list(let from), .list(let to)): return from.implicitCastCost(to: to)
    case (.array(let from, _), .list(let to)): return from.implicitCastCost(to: to).map { $0 + 1 }
    case (.array(let from, let count), .array(let to, let other)) where count == other:
      return from.implicitCastCost(to: to)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      guard let first = key.implicitCastCost(to: otherKey),
        let second = value.implicitCastCost(to: otherValue)
      else { return nil }
      return first + second
    case (.structure(let from), .structure(let to)) where from.isNamed && to.isNamed:
      return to.reduce(1) { total, field in
        let folded = SQLName.folded(field.name)
        guard let own = from.first(where: { SQLName.folded($0.name) == folded }) else {
          return total
        }
        guard let total, let cost = own.type.implicitCastCost(to: field.type) else { return nil }
        return total + cost
      }
    case (.structure(let from), .structure(let to)) where from.count == to.count:
      return zip(from, to).reduce(0) { total, pair in
        guard let total, let cost = pair.0.type.implicitCastCost(to: pair.1.type) else {
          return nil
        }
        return total + cost
      }
    case (_, .union(let members)):
      return members.compactMap { implicitCastCost(to: $0.type) }.min().map { $0 + 10 }
    case (.date, .timestamp), (.timestampS, .timestamp), (.timestampMS, .timestamp): return 1
    case (.timestampNS, .timestamp), (.timestampTZNS, .timestampTZ), (.time, .timeNS): return 1
    case (.date, .timestampTZ), (.timestamp, .timestampTZ), (.time, .timeTZ): return 2
    case (.timestampS, .timestampMS), (.timestampS, .timestampTZ), (.timestampMS, .timestampTZ):
      return 2
    case (.timestampNS, .timestampTZ), (.timestampNS, .timestampTZNS): return 2
    case (.date, .timestampS), (.date, .timestampMS): return 3
    case (_, .timestampNS) where self == .date || isMoment && !hasZone: return 3
    case (_, .timestampTZNS) where self == .date || isMoment: return 4
    case (_, .uhugeint) where isInteger && integerRange?.lowerBound == 0:
      return numericRank.map { 9 - $0 }
    case (.uhugeint, .double): return 3
    case (.uhugeint, .float): return 2
    case (.uhugeint, .decimal): return 31
    case (.enumeration, .varchar), (.json, .varchar), (.uuid, .varchar): return 2
    case (.varchar, .json): return 60
    case (.decimal(let width, let scale), .decimal(let other, let otherScale)):
      return other - otherScale >= width - scale && otherScale >= scale ? 1 : 30
    case (_, .decimal(let width, let scale)) where isInteger:
      guard let digits = decimalWidth else { return nil }
      return width - scale >= digits ? 11 : 31
    default: break
    }
    if let from = numericRank, let to = target.numericRank {
      // Unsigned types do not take what may be below zero.
      if let limits = integerRange, let others = target.integerRange {
        return others.lowerBound <= limits.lowerBound && limits.upperBound <= others.upperBound
          ? to - from : nil
      }
      return to > from ? to - from + 1 : nil
    }
    if target == .varchar { return 100 }
    return nil
  }

  /// The type that takes values of both: of the branches of a CASE, of the two sides of a UNION.
  ///
  /// A constant text gives way to any other type, see `Binder`. `nil` if there is none.
  static func common(_ left: SQLType, _ right: SQLType) -> SQLType? {
    if left == right || right == .null { return left }
    if left == .null { return right }
    switch (left, right) {
    case (.decimal(let width, let scale), .decimal(let other, let otherScale)):
      // Digits before the point come first where there is no room for all.
      let whole = max(width - scale, other - otherScale)
      return decimal(whole: whole, scale: min(max(scale, otherScale), 38 - whole))
    case (.decimal(let width, let scale), _) where right.isInteger:
      return decimal(whole: max(width - scale, right.decimalWidth ?? 38), scale: scale)
    case (_, .decimal) where left.isInteger: return common(right, left)
    case (.boolean, _) where right.isInteger: return right
    case (_, .boolean) where left.isInteger: return left
    case (.list(let first), .list(let second)): return common(first, second).map { .list($0) }
    case (.array(let first, let count), .array(let second, let other)):
      guard let element = common(first, second) else { return nil }
      return count == other ? .array(element, count: count) : .list(element)
    case (.list(let first), .array(let second, _)), (.array(let first, _), .list(let second)):
      return common(first, second).map { .list($0) }
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      guard let first = common(key, otherKey), let second = common(value, otherValue) else {
        return nil
      }
      return .map(first, second)
    case (.structure(let first), .structure(let second)): return common(first, second)
    case (.boolean, .uhugeint): return right
    case (.uhugeint, .boolean): return left
    case (.decimal(_, let scale), .uhugeint), (.uhugeint, .decimal(_, let scale)):
      return .decimal(width: 38, scale: scale)
    case (.uhugeint, _) where right.isInteger:
      return right.implicitCastCost(to: left) == nil ? .double : left
    case (_, .uhugeint) where left.isInteger: return common(right, left)
    default: break
    }
    if left.isMoment && right.isMoment { return commonMoment(left, right) }
    if left.isInteger && right.isInteger { return commonInteger(left, right) }
    if left.isNumeric && right.isNumeric {
      return left == .double || right == .double || left != .float && right != .float
        ? .double : .float
    }
    if left.implicitCastCost(to: right) != nil { return right }
    if right.implicitCastCost(to: left) != nil { return left }
    return nil
  }

  /// The moments of both types, as exactly as the more exact one, and with a zone if one has it.
  private static func commonMoment(_ left: SQLType, _ right: SQLType) -> SQLType {
    let types: [SQLType] = [.timestampS, .timestampMS, .timestamp, .timestampNS]
    if left.hasZone || right.hasZone {
      let isExact = [left, right].contains { $0 == .timestampNS || $0 == .timestampTZNS }
      return isExact ? .timestampTZNS : .timestampTZ
    }
    return types.last { $0 == left || $0 == right } ?? .timestamp
  }

  private static func common(_ first: [Field], _ second: [Field]) -> SQLType? {
    if first.isNamed, second.isNamed { return commonByName(first, second) }
    guard first.count == second.count else { return nil }
    var fields: [Field] = []
    for (left, right) in zip(first, second) {
      guard let type = common(left.type, right.type) else { return nil }
      fields.append(Field(name: left.name.isEmpty ? right.name : left.name, type: type))
    }
    return .structure(fields)
  }

  /// The fields of both structures, those of the first one first.
  private static func commonByName(_ first: [Field], _ second: [Field]) -> SQLType? {
    var fields = first
    for field in second {
      let folded = SQLName.folded(field.name)
      guard let place = first.firstIndex(where: { SQLName.folded($0.name) == folded }) else {
        fields.append(field)
        continue
      }
      guard let type = common(first[place].type, field.type) else { return nil }
      fields[place].type = type
    }
    return .structure(fields)
  }

  private static func commonInteger(_ left: SQLType, _ right: SQLType) -> SQLType {
    let candidates: [SQLType] = [
      .tinyint, .utinyint, .smallint, .usmallint, .integer, .uinteger, .bigint, .ubigint,
    ]
    return candidates.first {
      left.implicitCastCost(to: $0) != nil && right.implicitCastCost(to: $0) != nil
    } ?? .hugeint
  }

  /// A decimal with so many digits on both sides of the point, as far as there is room.
  static func decimal(whole: Int, scale: Int) -> SQLType {
    .decimal(width: min(38, max(1, whole + scale)), scale: min(38, scale))
  }
}

extension [SQLType.Field] {
  /// Whether the fields have names; those that `row(…)` makes have none.
  var isNamed: Bool { contains { !$0.name.isEmpty } }
}
