// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension TypedDatum {
  /// A value that a program gives to a statement.
  init(_ value: Value) {
    switch value {
    case .null: self = .null
    case .bool(let value): self.init(.bool(value), .boolean)
    case .int(let value): self.init(.integer(Int128(value)), .bigint)
    case .bigInt(let value), .wei(let value), .decimal(let value): self.init(value)
    case .double(let value): self.init(.double(value), .double)
    case .text(let value): self.init(.text(value), .varchar)
    case .binary(let bytes), .hexBytes(let bytes): self.init(.bytes(bytes), .blob)
    case .timestamp(let value):
      let type: SQLType = value.offset == nil ? .timestamp : .timestampTZ
      self.init(.integer(Int128(value.microseconds)), type)
    case .date(let value): self.init(.integer(Int128(value.days)), .date)
    case .time(let value): self.init(.integer(Int128(value.microseconds)), .time)
    case .list(let values): self.init(values.map { TypedDatum($0) })
    case .record(let record):
      let fields = record.map { (name: $0.key, value: TypedDatum($0.value)) }
      self.init(
        .structure(fields.map(\.value.value)),
        .structure(fields.map { SQLType.Field(name: $0.name, type: $0.value.type) })
      )
    }
  }

  private init(_ number: ExactDecimal) {
    for scale in 0...38 {
      guard let digits = number.unscaled(scale: scale, precision: 38),
        ExactDecimal(unscaled: digits, scale: scale) == number || scale == 38
      else { continue }
      let width = max(18, "\(digits.magnitude)".count, scale)
      self.init(
        .integer(digits),
        scale == 0 ? .hugeint : .decimal(width: min(38, width), scale: scale)
      )
      return
    }
    self.init(.double(number.doubleValue), .double)
  }

  /// A list, of texts if its values have nothing else in common.
  private init(_ values: [TypedDatum]) {
    let common = values.reduce(SQLType.null as SQLType?) { type, value in
      // Digits of decimals mean something else as such.
      if case .decimal = value.type { return nil }
      return type.flatMap { SQLType.common($0, value.type) }
    }
    if common == .double {
      self.init(.list(values.map { $0.value.asDouble }), .list(.double))
      return
    }
    guard let common, values.allSatisfy({ $0.type == common || $0.value.isNull }) else {
      let cells = values.map { value in
        ValueTexts.texts(Cells([value.value], value.type), value.type, count: 1)[0]
      }
      self.init(.list(cells.map { $0.map { .text($0) } ?? .null }), .list(.varchar))
      return
    }
    self.init(.list(values.map(\.value)), .list(common))
  }
}

extension Datum {
  /// A whole number as one with a fraction.
  fileprivate var asDouble: Datum {
    if case .integer(let number) = self { .double(Double(number)) } else { self }
  }
}
