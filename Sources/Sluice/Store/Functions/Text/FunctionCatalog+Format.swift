// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A text with placeholders, of FORMAT or of PRINTF.
struct FormatText {
  enum Part {
    case bytes([UInt8])
    case value(place: Int, FormatSpec)
  }

  private(set) var parts: [Part] = []

  private static func failure(_ reason: String) -> SQLError {
    SQLError(.invalidInput, "the format cannot be read: \(reason)")
  }

  /// Reads `{}`, `{0:>5.2f}` and the like; two braces stand for one.
  init(format text: TextBytes) throws {
    var (literal, next) = ([UInt8](), 0)
    var cursor = TextCursor(text)
    while !cursor.isAtEnd {
      let byte = cursor.byte
      cursor.place += 1
      if byte == 0x7D {
        guard cursor.skip(0x7D) else { throw Self.failure("a brace is closed that was not opened") }
        literal.append(byte)
        continue
      }
      if byte != 0x7B || cursor.skip(0x7B) {
        literal.append(byte)
        continue
      }
      if !literal.isEmpty { parts.append(.bytes(literal)) }
      literal = []
      var place = next
      if cursor.isAtDigit {
        place = Self.number(&cursor)
      } else {
        next += 1
      }
      var spec = FormatSpec()
      if cursor.skip(0x3A) { try Self.read(&spec, &cursor) }
      guard cursor.skip(0x7D) else { throw Self.failure("a brace is not closed") }
      parts.append(.value(place: place, spec))
    }
    if !literal.isEmpty { parts.append(.bytes(literal)) }
  }

  /// Reads `%d`, `%5.2f` and the like; two percent signs stand for one.
  init(printf text: TextBytes) throws {
    var (literal, next) = ([UInt8](), 0)
    var cursor = TextCursor(text)
    while !cursor.isAtEnd {
      let byte = cursor.byte
      cursor.place += 1
      if byte != 0x25 || cursor.skip(0x25) {
        literal.append(byte)
        continue
      }
      if !literal.isEmpty { parts.append(.bytes(literal)) }
      literal = []
      var spec = FormatSpec()
      var place: Int?
      let start = cursor.place
      if cursor.isAtDigit, cursor.byte != 0x30 {
        place = Self.number(&cursor) - 1
        if !cursor.skip(0x24) {
          place = nil
          cursor.place = start
        }
      }
      flags: while true {
        switch cursor.byte {
        case 0x2D: spec.alignment = .left
        case 0x2B: spec.sign = 0x2B
        case 0x20: if spec.sign == 0x2D { spec.sign = 0x20 }
        case 0x23: spec.isAlternate = true
        case 0x30:
          spec.fill = [0x30]
          if spec.alignment == nil { spec.alignment = .numeric }
        default: break flags
        }
        cursor.place += 1
      }
      if spec.alignment == .left { spec.fill = [0x20] }
      if cursor.isAtDigit { spec.width = Self.number(&cursor) }
      if [0x2C, 0x5F, 0x27].contains(cursor.byte) {
        spec.separator = [cursor.byte]
        cursor.place += 1
      }
      if cursor.skip(0x2E) {
        if cursor.isAtDigit {
          spec.precision = Self.number(&cursor)
        } else {
          spec.separator = [0x2E]
        }
      }
      while [0x6C, 0x68, 0x7A, 0x6A].contains(cursor.byte) { cursor.place += 1 }
      guard !cursor.isAtEnd else { throw Self.failure("a placeholder is not complete") }
      spec.kind = cursor.byte
      cursor.place += 1
      if place == nil { next += 1 }
      parts.append(.value(place: place ?? next - 1, spec))
    }
    if !literal.isEmpty { parts.append(.bytes(literal)) }
  }

  private static func number(_ cursor: inout TextCursor) -> Int {
    var value = 0
    while cursor.isAtDigit {
      value = min(value * 10 + Int(cursor.byte - 0x30), 1_000_000)
      cursor.place += 1
    }
    return value
  }

  private static func alignment(_ byte: UInt8) -> FormatSpec.Alignment? {
    switch byte {
    case 0x3C: .left
    case 0x3E: .right
    case 0x5E: .center
    case 0x3D: .numeric
    default: nil
    }
  }

  private static func read(_ spec: inout FormatSpec, _ cursor: inout TextCursor) throws {
    let length = cursor.isAtEnd ? 1 : UTF8Scalar.decode(cursor.bytes, at: cursor.place).length
    if let found = alignment(cursor.byte(ahead: length)), cursor.rest > length {
      spec.fill = Array(cursor.bytes[cursor.place..<cursor.place + length])
      spec.alignment = found
      cursor.place += length + 1
    } else if let found = alignment(cursor.byte) {
      spec.alignment = found
      cursor.place += 1
    }
    if [0x2B, 0x2D, 0x20].contains(cursor.byte) {
      spec.sign = cursor.byte
      cursor.place += 1
    }
    if cursor.skip(0x23) { spec.isAlternate = true }
    if cursor.skip(0x30), spec.alignment == nil {
      spec.fill = [0x30]
      spec.alignment = .numeric
    }
    if cursor.isAtDigit { spec.width = number(&cursor) }
    if [0x2C, 0x5F, 0x27].contains(cursor.byte) {
      spec.separator = [cursor.byte]
      cursor.place += 1
    } else if cursor.skip(0x74) {
      guard !cursor.isAtEnd, cursor.byte != 0x7D else { throw failure("there is no separator") }
      spec.separator = [cursor.byte]
      cursor.place += 1
    }
    if cursor.skip(0x2E) {
      guard cursor.isAtDigit else { throw failure("there is no precision") }
      spec.precision = number(&cursor)
    }
    if !cursor.isAtEnd, cursor.byte != 0x7D {
      spec.kind = cursor.byte
      cursor.place += 1
    }
  }
}

extension FunctionCatalog {
  /// Adds what writes values as people want to read them.
  mutating func addFormatFunctions() {
    for name in ["format", "printf"] {
      add([name], signature: "VARCHAR, ANY, …") { arguments in
        guard !arguments.isEmpty else { return nil }
        let types = arguments.enumerated().map { place, argument -> SQLType in
          switch argument.type {
          case _ where place == 0: .varchar
          case .boolean, .double: argument.type
          case .float, .decimal: .double
          case let type where type.isInteger: type
          default: .varchar
          }
        }
        return TypedFunction(types, .varchar) { call in
          var constant: FormatText?
          return try call.texts { row, bytes in
            let format =
              try constant
              ?? call.withText(0, row) { text in
                name == "format" ? try FormatText(format: text) : try FormatText(printf: text)
              }
            if call.cells[0].isConstant { constant = format }
            for part in format.parts {
              switch part {
              case .bytes(let literal): bytes += literal
              case .value(let place, let spec):
                guard 0..<types.count - 1 ~= place else {
                  throw SQLError(
                    .invalidInput,
                    "'\(name)' has no value for the placeholder \(place + 1)"
                  )
                }
                let value = Self.formatValue(call.cells[place + 1], row, types[place + 1])
                try value.append(spec, to: &bytes)
              }
            }
            return true
          }
        }
      }
    }
    for (names, base) in [
      (["format_bytes", "formatreadablesize", "pg_size_pretty"], Int128(1_024)),
      (["formatreadabledecimalsize"], 1_000),
    ] {
      add(names, [.bigint], .varchar) { call in
        call.texts { row, bytes in
          Self.appendSize(Int128(call.int(0, row)), base, to: &bytes)
          return true
        }
      }
    }
    for hasWidth in [false, true] {
      let parameters: [SQLType] = [.double, .double, .double] + (hasWidth ? [.double] : [])
      add(["bar"], parameters, .varchar) { call in
        try call.texts { row, bytes in
          try Self.appendBar(
            call.double(0, row),
            call.double(1, row),
            call.double(2, row),
            width: hasWidth ? call.double(3, row) : 80,
            to: &bytes
          )
          return true
        }
      }
    }
  }

  private static func formatValue(_ cells: Cells, _ row: Int, _ type: SQLType) -> FormatValue {
    switch cells.datum(row, type) {
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .double(let value): .double(value)
    case .bytes(let bytes): .text(bytes)
    default: .text([])
    }
  }

  private static func appendSize(_ size: Int128, _ base: Int128, to bytes: inout [UInt8]) {
    let units: [StaticString] =
      base == 1_000
      ? [" bytes", " kB", " MB", " GB", " TB", " PB"]
      : [" bytes", " KiB", " MiB", " GiB", " TiB", " PiB"]
    if size < 0 { bytes.append(0x2D) }
    var (whole, rest, unit) = (Int128(size.magnitude), Int128(0), 0)
    while whole >= base, unit < 5 {
      (whole, rest) = whole.quotientAndRemainder(dividingBy: base)
      unit += 1
    }
    TextWriter.append(whole, to: &bytes)
    if unit == 0 {
      TextWriter.append(word: whole == 1 ? " byte" : " bytes", to: &bytes)
    } else {
      bytes.append(0x2E)
      TextWriter.append(rest * 10 / base, to: &bytes)
      TextWriter.append(word: units[unit], to: &bytes)
    }
  }

  private static func appendBar(
    _ value: Double,
    _ least: Double,
    _ greatest: Double,
    width: Double,
    to bytes: inout [UInt8]
  ) throws {
    guard width >= 1, width <= 1_000 else {
      throw SQLError(.outOfRange, "a bar is 1 to 1000 wide")
    }
    let part: Double
    if value.isNaN || least.isNaN || greatest.isNaN || value <= least {
      part = 0
    } else if value >= greatest {
      part = width
    } else {
      part = width * (value - least) / (greatest - least)
    }
    guard part.isFinite, part >= 0 else {
      throw SQLError(.outOfRange, "a bar is wide without an end")
    }
    let eighths = Int(part * 8)
    let blocks: [StaticString] = ["█", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    for _ in 0..<eighths / 8 { TextWriter.append(word: blocks[0], to: &bytes) }
    var used = eighths / 8
    if eighths % 8 > 0 {
      TextWriter.append(word: blocks[eighths % 8], to: &bytes)
      used += 1
    }
    while Double(used) < width {
      bytes.append(0x20)
      used += 1
    }
  }
}
