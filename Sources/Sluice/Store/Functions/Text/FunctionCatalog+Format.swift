// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

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
