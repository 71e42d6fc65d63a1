// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// How values lie to each other, and by what records are known again.

extension CursorFilter {
  /// How `value` lies to `other`; throws `CursorKey.Incomparable`, or what a fold throws.
  static func relation(
    of value: CursorValue,
    to other: CursorValue,
    rule: Incremental
  ) throws -> Relation {
    if case .custom(let fold) = rule.options.fold.kind {
      func isOther(_ folded: Value) -> Bool {
        guard let key = CursorKey(folded), let otherKey = other.key else {
          return folded == other.value
        }
        return (try? key.order(to: otherKey)) == .equal
      }
      guard try isOther(fold(value.value, other.value)) else { return .ahead }
      return try isOther(fold(value.value, nil)) ? .same : .behind
    }
    guard let key = value.key, let otherKey = other.key else { throw CursorKey.Incomparable() }
    switch try key.order(to: otherKey) {
    case .equal: return .same
    case .less: return rule.options.fold.isMinimum ? .ahead : .behind
    case .greater: return rule.options.fold.isMinimum ? .behind : .ahead
    }
  }

  /// What the cursor keeps of `value` and the one that it has.
  static func folded(
    _ value: CursorValue,
    with last: CursorValue?,
    _ rule: Incremental
  ) throws -> CursorValue {
    guard case .custom(let fold) = rule.options.fold.kind else { return value }
    return CursorValue(try fold(value.value, last?.value), rule)
  }

  /// The error for a value that has no order to others.
  static func incomparable(
    _ value: Value,
    to other: Value?,
    _ rule: Incremental,
    record: Int? = nil
  ) -> LoadError {
    let wanted = rule.kind == .any ? other.map { $0.cursorKindName } : rule.kind.rawValue
    return LoadError(
      .cursorNotComparable,
      "The cursor '\(rule.name)' has a value that is \(value.cursorKindName), which cannot be compared with "
        + "\(wanted ?? "any other"). Send values of one type, or bring them to one with a map before the "
        + "cursor.",
      at: LoadError.Location(record: record),
      offendingValue: "\(value)"
    )
  }

  // MARK: - Hashes

  /// Whether a record at the watermark was loaded by an earlier run.
  func isKnown(_ record: Value) throws -> Bool {
    let identity = try identity(of: record)
    return known.contains(RowHash.boundary(identity))
      || hasLegacyHashes && known.contains(RowHash.legacyBoundary(identity))
  }

  /// The hash by which a record is known again.
  func hash(of record: Value) throws -> String {
    RowHash.boundary(try identity(of: record))
  }

  /// By what a record is known again: the values of the key, or all of it.
  private func identity(of record: Value) throws -> Value {
    guard let key else { return record }
    let values = try key.map { field in
      guard let value = record[field] else {
        throw LoadError(
          .cursorKeyMissing,
          "A record at the boundary of the cursor '\(rule.name)' lacks the field '\(field)' of the key by "
            + "which it is known again. Send the field, or choose another 'deduplicationKey'.",
          at: LoadError.Location(record: figures.seen)
        )
      }
      return value
    }
    return values.count == 1 ? values[0] : .list(values)
  }

  /// Where a run starts after `last`, back by a lag.
  static func start(after last: Value, _ lag: LagRule, _ rule: Incremental) throws -> Value {
    do {
      return try lag.start(
        after: last,
        initial: rule.initial,
        movesDown: rule.options.fold.isMinimum,
        rule.kind,
        rule.options.localTimes
      )
    } catch is LagRule.Inapplicable {
      throw LoadError(
        .invalidValue,
        "The cursor '\(rule.name)' cannot go back by its lag from the value that it has: this is no date, "
          + "time or number of the kind that the lag is for, or too near the end of the calendar. "
          + "Choose another lag.",
        offendingValue: "\(last)"
      )
    } catch {
      throw incomparable(last, to: rule.initial, rule)
    }
  }
}

extension Value {
  /// What kind of value this is, in words.
  fileprivate var cursorKindName: String {
    switch self {
    case .timestamp(let timestamp): timestamp.offset == nil ? "a local time" : "an instant"
    default: kind?.rawValue ?? "null"
    }
  }
}
