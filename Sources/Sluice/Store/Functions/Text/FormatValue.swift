// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a placeholder of FORMAT and PRINTF asks for.
struct FormatSpec {
  enum Alignment {
    case left, right, center, numeric
  }

  var fill: [UInt8] = [0x20]
  var alignment: Alignment?
  var sign: UInt8 = 0x2D
  var isAlternate = false
  var width = 0
  var precision: Int?
  /// What stands between groups of three digits.
  var separator: [UInt8] = []
  /// The letter of the kind; 0 is the usual one.
  var kind: UInt8 = 0
}

/// A value that is written by FORMAT or PRINTF.
enum FormatValue {
  case bool(Bool)
  case integer(Int128)
  case double(Double)
  case text([UInt8])

  /// Appends the value as the placeholder asks for it; no value of this kind may be written so.
  func append(_ spec: FormatSpec, to bytes: inout [UInt8]) throws {
    var (prefix, body): ([UInt8], [UInt8]) = ([], [])
    var alignment = FormatSpec.Alignment.right
    switch (self, spec.kind) {
    case (.bool(let value), 0), (.bool(let value), UInt8(ascii: "s")):
      body = Array((value ? "true" : "false").utf8)
      alignment = .left
    case (.bool(let value), _):
      try FormatValue.integer(value ? 1 : 0).append(spec, to: &bytes)
      return
    case (.text(let text), 0), (.text(let text), UInt8(ascii: "s")):
      body = text
      if let precision = spec.precision {
        let end = text.withUnsafeBufferPointer { TextPlaces.place(after: precision, in: $0) }
        body = Array(text[..<end])
      }
      alignment = .left
    case (.integer(let value), UInt8(ascii: "c")):
      guard value >= 0, value < 0x11_0000 else { throw Self.mismatch(spec.kind) }
      UTF8Scalar.encode(UInt32(value), into: &body)
      alignment = .left
    case (.integer(let value), UInt8(ascii: "s")):
      TextWriter.append(value, to: &body)
    case (.integer(let value), 0), (.integer(let value), UInt8(ascii: "d")),
      (.integer(let value), UInt8(ascii: "i")), (.integer(let value), UInt8(ascii: "u")),
      (.integer(let value), UInt8(ascii: "n")), (.integer(let value), UInt8(ascii: "L")):
      prefix = Self.sign(value < 0, spec)
      TextWriter.appendDigits(value.magnitude, width: 1, to: &body)
    case (.integer(let value), UInt8(ascii: "x")), (.integer(let value), UInt8(ascii: "X")),
      (.integer(let value), UInt8(ascii: "o")), (.integer(let value), UInt8(ascii: "b")),
      (.integer(let value), UInt8(ascii: "B")):
      prefix = Self.sign(value < 0, spec)
      let kind = spec.kind | 0x20
      let base = kind == UInt8(ascii: "x") ? 16 : kind == UInt8(ascii: "o") ? 8 : 2
      let text = String(value.magnitude, radix: base, uppercase: spec.kind < 0x60)
      if spec.isAlternate {
        prefix += base == 8 ? [0x30] : [0x30, spec.kind]
      }
      body = Array(text.utf8)
    case (.integer(let value), _) where Self.isFloat(spec.kind) && !spec.separator.isEmpty:
      // Exact, as groups of digits are asked for.
      prefix = Self.sign(value < 0, spec)
      TextWriter.appendDigits(
        value.magnitude,
        width: min(max(1, spec.precision ?? 1), 38),
        to: &body
      )
    case (.integer(let value), _) where Self.isFloat(spec.kind):
      try FormatValue.double(Double(value)).append(spec, to: &bytes)
      return
    case (.double(let value), _) where spec.kind == 0 || Self.isFloat(spec.kind):
      prefix = Self.sign(value.sign == .minus && !value.isNaN, spec)
      body = Self.digits(value.magnitude, spec)
    default: throw Self.mismatch(spec.kind)
    }
    if !spec.separator.isEmpty { body = Self.grouped(body, spec.separator) }
    let used = (prefix + body).withUnsafeBufferPointer { TextPlaces.count($0) }
    let room = max(0, spec.width - used)
    let padding = (0..<room).flatMap { _ in spec.fill }
    switch spec.alignment ?? alignment {
    case .left: bytes += prefix + body + padding
    case .right: bytes += padding + prefix + body
    case .numeric: bytes += prefix + padding + body
    case .center:
      let before = (0..<room / 2).flatMap { _ in spec.fill }
      let after = (0..<room - room / 2).flatMap { _ in spec.fill }
      bytes += before + prefix + body + after
    }
  }

  private static func mismatch(_ kind: UInt8) -> SQLError {
    SQLError(.invalidInput, "a value is not of the kind that the format asks for")
  }

  private static func isFloat(_ kind: UInt8) -> Bool {
    [0x61, 0x65, 0x66, 0x67].contains(kind | 0x20)
  }

  private static func sign(_ isNegative: Bool, _ spec: FormatSpec) -> [UInt8] {
    isNegative ? [0x2D] : spec.sign == 0x2D ? [] : [spec.sign]
  }

  /// The digits of a number that is not below zero.
  private static func digits(_ value: Double, _ spec: FormatSpec) -> [UInt8] {
    var kind = spec.kind
    if !value.isFinite {
      let word = value.isNaN ? "nan" : "inf"
      return Array((kind != 0 && kind < 0x60 ? word.uppercased() : word).utf8)
    }
    if kind == 0 {
      guard spec.precision != nil else {
        var bytes: [UInt8] = []
        TextWriter.append(value, to: &bytes)
        return bytes
      }
      kind = UInt8(ascii: "g")
    }
    let precision = Int32(clamping: min(spec.precision ?? 6, 1_000))
    let format = "%\(spec.isAlternate ? "#" : "").*\(Character(UnicodeScalar(kind)))"
    return SystemText.digits(of: value, format: format, precision: precision)
  }

  /// The digits before the point in groups of three.
  private static func grouped(_ body: [UInt8], _ separator: [UInt8]) -> [UInt8] {
    let whole = body.prefix { $0 &- 0x30 < 10 }
    var result: [UInt8] = []
    for (place, digit) in whole.enumerated() {
      if place > 0, (whole.count - place) % 3 == 0 { result += separator }
      result.append(digit)
    }
    return result + body[whole.count...]
  }
}
