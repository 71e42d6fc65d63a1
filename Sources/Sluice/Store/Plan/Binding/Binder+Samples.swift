// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Binder {
  /// The size of a sample, which is written out.
  func size(_ sample: SQL.Sample) throws(SQLError) -> SampleSize {
    let amount = try number(sample.amount)
    guard amount >= 0, !sample.isPercent || amount <= 100 else {
      throw SQLError(
        .binding,
        sample.isPercent
          ? "a sample has from 0 to 100 percent of all rows" : "a sample has no less than 0 rows",
        at: sample.amount.range
      )
    }
    var isExact = !sample.isPercent
    if let method = sample.method {
      switch SQLName.folded(method.text) {
      case "reservoir": isExact = true
      // Parts of a table are no better sample than rows, so both methods take rows.
      case "bernoulli", "system":
        guard sample.isPercent else {
          throw SQLError(
            .binding,
            "the method '\(method.text)' takes a share of all rows",
            at: sample.range,
            advice: "Write a percentage, or take the method 'reservoir'."
          )
        }
      default:
        throw SQLError(
          .binding,
          "there is no method '\(method.text)' of taking samples",
          at: method.range,
          advice: NearestName.advice(
            for: method.text,
            among: ["reservoir", "bernoulli", "system"]
          )
        )
      }
    }
    var seed: UInt64?
    if let written = sample.seed { seed = UInt64(bitPattern: Int64(clamping: try whole(written))) }
    return SampleSize(
      amount: amount,
      isPercent: sample.isPercent,
      isExact: isExact,
      seed: seed
    )
  }

  private func number(_ expression: SQL.Expression) throws(SQLError) -> Double {
    switch expression.kind {
    case .literal(.integer(let value)): return Double(value)
    case .literal(.number(let text)):
      if let value = Double(text), value.isFinite { return value }
    default: break
    }
    throw SQLError(.binding, "the size of a sample is a number", at: expression.range)
  }

  private func whole(_ expression: SQL.Expression) throws(SQLError) -> Int128 {
    guard let value = Int128(exactly: try number(expression)) else {
      throw SQLError(.binding, "the seed of a sample is a whole number", at: expression.range)
    }
    return value
  }
}
