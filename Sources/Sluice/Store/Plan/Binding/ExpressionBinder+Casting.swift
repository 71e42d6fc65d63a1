// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  /// The value as one of another type, which it becomes by itself or because it was said.
  func cast(_ value: BoundExpression, to type: SQLType) throws(SQLError) -> BoundExpression {
    if value.type == type { return value }
    if case .parameter(let place) = value.kind, value.type == .null {
      binder.note(type, ofParameterAt: place)
      return BoundExpression(value.kind, type, at: value.range)
    }
    if case .constant(.null) = value.kind {
      return BoundExpression(.constant(.null), type, at: value.range)
    }
    if case .constant(.integer(let number)) = value.kind, value.isLiteral,
      let limits = type.integerRange, limits.contains(number)
    {
      var literal = value
      literal.type = type
      return literal
    }
    guard value.type.isCastable(to: type) else {
      throw SQLError(
        .binding,
        "a value of the type \(value.type) cannot become one of the type \(type)",
        at: value.range
      )
    }
    return BoundExpression(.cast(value, isTry: false), type, at: value.range)
  }

  /// The type that values take which stand for each other; texts that are written out give way.
  ///
  /// `nil` if there is none without a cast that is written.
  static func common(_ values: [BoundExpression], mixesTexts: Bool = false) -> SQLType? {
    let isUnsigned = values.contains { $0.type == .uhugeint }
    if isUnsigned, values.allSatisfy({ $0.argumentType.cost(to: .uhugeint) != nil }) {
      return .uhugeint
    }
    var common: SQLType?
    var texts = false
    for value in values {
      if value.isTextLiteral {
        texts = true
        continue
      }
      guard let before = common else {
        common = value.type
        continue
      }
      guard let both = Self.common(before, value, values) else { return nil }
      let isMixed =
        before != value.type && before != .null && value.type != .null
        && (before == .varchar) != (value.type == .varchar) && both == .varchar
      if isMixed && !mixesTexts && !before.becomesText && !value.type.becomesText { return nil }
      common = both
    }
    if common == .null, texts { return .varchar }
    return common ?? .varchar
  }

  private static func common(
    _ before: SQLType,
    _ value: BoundExpression,
    _ all: [BoundExpression]
  ) -> SQLType? {
    // A whole number that is written out takes the type of the others, if it fits.
    if case .integer(let number) = value.argumentType.literal,
      let limits = before.integerRange, limits.contains(number)
    {
      let isTyped = all.contains { $0.type == before && !$0.isLiteral }
      if isTyped { return before }
    }
    return SQLType.common(before, value.type)
  }

  /// Values that stand for each other, as values of one type.
  func unified(
    _ values: [BoundExpression],
    in form: String,
    at range: SQL.SourceRange,
    mixesTexts: Bool = false
  ) throws(SQLError) -> [BoundExpression] {
    guard let type = Self.common(values, mixesTexts: mixesTexts) else {
      var types: [String] = []
      for value in values where !types.contains("\(value.type)") { types.append("\(value.type)") }
      throw SQLError(
        .binding,
        "\(form) mixes values of the types \(types.joined(separator: " and "))",
        at: range,
        advice: "Say with a cast which type is meant."
      )
    }
    var result: [BoundExpression] = []
    for value in values { result.append(try cast(value, to: type)) }
    return result
  }

  /// Two values that are compared.
  func compare(
    _ left: BoundExpression,
    _ test: ComparisonTest,
    _ right: BoundExpression,
    at range: SQL.SourceRange
  ) throws(SQLError) -> BoundExpression {
    let type = try comparisonType(left, right, at: range)
    return BoundExpression(
      .comparison(test, try cast(left, to: type), try cast(right, to: type)),
      .boolean,
      at: range
    )
  }

  /// The type in which two values are compared.
  func comparisonType(
    _ left: BoundExpression,
    _ right: BoundExpression,
    at range: SQL.SourceRange
  ) throws(SQLError) -> SQLType {
    if left.isTextLiteral && right.isTextLiteral { return .varchar }
    if left.isTextLiteral { return right.type == .null ? .varchar : right.type }
    if right.isTextLiteral { return left.type == .null ? .varchar : left.type }
    // A text is compared as what stands on the other side.
    if left.type == .varchar, right.type != .null, right.type != .varchar { return right.type }
    if right.type == .varchar, left.type != .null, left.type != .varchar { return left.type }
    if left.type == .boolean, right.type.isInteger { return right.type }
    if right.type == .boolean, left.type.isInteger { return left.type }
    if case .decimal(let width, let scale) = left.type,
      case .decimal(let other, let otherScale) = right.type
    {
      // Digits behind the point make a difference.
      return .decimal(
        whole: max(width - scale, other - otherScale),
        scale: max(scale, otherScale)
      )
    }
    guard let type = Self.common([left, right]) ?? (binder.isLenient ? .varchar : nil) else {
      throw SQLError(
        .binding,
        "values of the types \(left.type) and \(right.type) cannot be compared",
        at: range,
        advice: "Say with a cast which type is meant."
      )
    }
    return type
  }
}

extension SQLType {
  /// Whether values become texts among texts without a cast that is written.
  fileprivate var becomesText: Bool {
    switch self {
    case .enumeration, .json, .uuid: true
    default: false
    }
  }

  /// Whether there is a cast, which may fail for some values.
  func isCastable(to target: SQLType) -> Bool {
    if self == target || self == .null || self == .varchar || target == .varchar { return true }
    switch (self, target) {
    case (_, .null): return false
    case (.json, _), (_, .json): return true
    case (.list(let from), .list(let to)), (.array(let from, _), .list(let to)),
      (.list(let from), .array(let to, _)), (.array(let from, _), .array(let to, _)):
      return from.isCastable(to: to)
    case (.map(let key, let value), .map(let otherKey, let otherValue)):
      return key.isCastable(to: otherKey) && value.isCastable(to: otherValue)
    case (.structure(let from), .structure(let to)):
      guard from.isNamed, to.isNamed else {
        return from.count == to.count
          && zip(from, to).allSatisfy { $0.type.isCastable(to: $1.type) }
      }
      let pairs = to.compactMap { field in
        from.first { SQLName.folded($0.name) == SQLName.folded(field.name) }.map { ($0, field) }
      }
      return !pairs.isEmpty && pairs.allSatisfy { $0.type.isCastable(to: $1.type) }
    case (.union(let from), .union(let to)):
      return from.allSatisfy { field in to.contains { $0.name == field.name } }
    case (_, .union(let members)): return members.contains { isCastable(to: $0.type) }
    case (.date, _) where target.isMoment: return true
    case (_, .date), (_, .time), (_, .timeTZ):
      return isMoment || target == .time && self == .timeNS || target == .time && self == .timeTZ
        || target == .timeTZ && self == .time
    case (.time, .interval), (.time, .timeNS), (.timestampNS, .timeNS): return true
    case _ where isMoment && target.isMoment: return true
    case (.blob, .bit), (.bit, .blob), (.blob, .uuid), (.uuid, .blob): return true
    case (.uuid, .hugeint), (.hugeint, .uuid), (.uuid, .uhugeint), (.uhugeint, .uuid): return true
    case (.enumeration, .enumeration): return true
    case (.bit, _): return target.isNumeric || target == .boolean
    case (_, .bit): return isNumeric || self == .boolean
    case (.boolean, _): return target.isNumeric
    case (_, .boolean): return isNumeric
    default: return isNumeric && target.isNumeric
    }
  }
}

extension Binder {
  /// Notes what type a parameter has to have.
  func note(_ type: SQLType, ofParameterAt place: Int) {
    parameterTypes[parameters[place]] = type
  }
}
