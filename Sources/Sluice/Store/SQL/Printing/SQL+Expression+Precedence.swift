// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Expression {
  /// How tightly the outermost operator binds.
  var precedence: SQL.Precedence {
    switch kind {
    // A path of JSON that ends in `->>` binds as its end.
    case .binary(_, let steps):
      (steps.first { $0.operator != .arrow } ?? steps.first)?.operator.precedence ?? .primary
    case .unary(let sign, _): sign.precedence
    case .comparison: .comparison
    case .not: .not
    case .and: .and
    case .or: .or
    case .pattern(let test): test.kind.precedence
    case .between, .inList, .inQuery, .inValue: .membership
    case .is, .isDistinct: .is
    case .quantified(let quantified): quantified.precedence
    case .collate: .collate
    case .interval: .sign
    case .lambda: .arrow
    default: .primary
    }
  }

  /// Whether a bracket may stand directly behind it.
  var takesBracket: Bool {
    switch kind {
    case .literal(.integer), .literal(.number), .star, .defaultValue: false
    default: precedence == .primary
    }
  }

  /// Whether a point may stand directly behind it and not make a part of it what follows.
  var takesPoint: Bool {
    switch kind {
    case .name: false
    case .call(let call): !call.isWithoutParentheses
    default: takesBracket
    }
  }
}

extension SQL.Quantified {
  fileprivate var precedence: SQL.Precedence {
    switch test {
    case .comparison: .comparison
    case .pattern(let kind, _): kind.precedence
    }
  }
}

extension SQL.Precedence {
  /// The next tighter level.
  var above: SQL.Precedence { SQL.Precedence(rawValue: rawValue + 1) ?? .primary }
}

extension SQL.Call {
  /// Whether it is `CURRENT_DATE` or one of its kin, which stand without parentheses.
  var isWithoutParentheses: Bool {
    guard arguments.isEmpty, receiver == nil, order.isEmpty, !isDistinct, nulls == nil,
      let text = name.single?.text.lowercased(), let keyword = SQL.Keyword(rawValue: text)
    else { return false }
    switch keyword {
    case .currentDate, .currentTime, .currentTimestamp, .localTime, .localTimestamp:
      return filter == nil && over == nil && withinGroup.isEmpty && !isStateExported
    default: return false
    }
  }
}
