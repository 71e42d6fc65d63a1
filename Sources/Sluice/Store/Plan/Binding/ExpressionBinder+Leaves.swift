// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension ExpressionBinder {
  /// The value that is written out.
  static func constant(_ literal: SQL.Literal, at range: SQL.SourceRange) -> BoundExpression {
    var bound: BoundExpression
    switch literal {
    case .null: return BoundExpression(.null, at: range)
    case .boolean(let value):
      return BoundExpression(.constant(.bool(value)), .boolean, at: range)
    case .integer(let value):
      guard value <= UInt128(Int128.max) else {
        return BoundExpression(
          .constant(.integer(UnsignedNumber.cell(value))),
          .uhugeint,
          at: range
        )
      }
      bound = integer(Int128(value), at: range)
    case .number(let text): return number(text, at: range)
    case .string(let text):
      bound = BoundExpression(.constant(.text(text)), .varchar, at: range)
    case .bytes(let bytes):
      return BoundExpression(.constant(.bytes(bytes)), .blob, at: range)
    }
    bound.isLiteral = true
    return bound
  }

  /// A whole number of the least of the usual types that holds it.
  static func integer(_ value: Int128, at range: SQL.SourceRange) -> BoundExpression {
    let types: [SQLType] = [.integer, .bigint]
    let type = types.first { $0.integerRange?.contains(value) == true } ?? .hugeint
    var bound = BoundExpression(.constant(.integer(value)), type, at: range)
    bound.isLiteral = true
    return bound
  }

  /// Digits with a point, which are exact, or with an exponent, which are not.
  private static func number(_ text: String, at range: SQL.SourceRange) -> BoundExpression {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "_") }
    let isExact = digits.allSatisfy { $0 == UInt8(ascii: ".") || $0 >= 0x30 && $0 <= 0x39 }
    let point = digits.firstIndex(of: UInt8(ascii: ".")) ?? digits.endIndex
    let scale = max(0, digits.count - point - 1)
    let significant = digits.filter { $0 != UInt8(ascii: ".") }
    // One zero before the point is a digit as others are.
    let whole = significant.prefix(significant.count - scale)
    let leading = whole.prefix { $0 == 0x30 }.count
    let width = max(1, (whole.isEmpty ? 0 : max(1, whole.count - leading)) + scale)
    if isExact, width <= 38 {
      let value = significant.reduce(Int128(0)) { $0 * 10 + Int128($1 - 0x30) }
      return BoundExpression(
        .constant(.integer(value)),
        .decimal(width: width, scale: scale),
        at: range
      )
    }
    let plain = String(decoding: digits, as: UTF8.self)
    return BoundExpression(.constant(.double(Double(plain) ?? .infinity)), .double, at: range)
  }

  /// A value that comes with each execution; its type may not be known yet.
  func bind(_ parameter: SQL.Parameter, at range: SQL.SourceRange) -> BoundExpression {
    let place = binder.place(of: parameter)
    return BoundExpression(
      .parameter(place),
      binder.parameterTypes[parameter] ?? .null,
      at: range
    )
  }
}
