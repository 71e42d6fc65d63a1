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
          var constant: FormatTemplate?
          return try call.texts { row, bytes in
            do {
              let template =
                try constant
                ?? call.withText(0, row) { text in
                  name == "format"
                    ? try FormatTemplate(braces: text) : try FormatTemplate(percents: text)
                }
              if call.cells[0].isConstant { constant = template }
              try Self.append(template, call, row, types, [], to: &bytes)
              return true
            } catch let fault as FormatFault {
              throw fault.error(of: name)
            }
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

  /// Appends a template with the arguments of a row, of which some are ready.
  private static func append(
    _ template: FormatTemplate,
    _ call: ScalarArguments,
    _ row: Int,
    _ types: [SQLType],
    _ ready: [FormatArgument],
    to bytes: inout [UInt8]
  ) throws {
    let place = ready.count + 1
    guard place < types.count else { return try template.append(ready, to: &bytes) }
    let argument: FormatArgument
    switch call.cells[place].datum(row, types[place]) {
    case .bool(let value): argument = .boolean(value)
    case .integer(let value):
      let limits = types[place].integerRange ?? Int128.min...Int128.max
      argument = .integer(
        value,
        bits: 128 - (limits.upperBound.leadingZeroBitCount - (limits.lowerBound < 0 ? 1 : 0)),
        isSigned: limits.lowerBound < 0
      )
    case .double(let value): argument = .double(value)
    default:
      return try call.withText(place, row) { text in
        try append(template, call, row, types, ready + [.text(text)], to: &bytes)
      }
    }
    try append(template, call, row, types, ready + [argument], to: &bytes)
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

extension FormatFault {
  /// The fault in words.
  fileprivate func error(of function: String) -> SQLError {
    let message =
      switch self {
      case .malformed: "it is not written as one"
      case .unmatchedBrace: "a brace closes what was not opened"
      case .noBrace: "a brace is missing"
      case .noPrecision: "there is no number behind a point"
      case .tooBig: "a number in it is too great"
      case .mixedIndexes: "some placeholders have numbers, and others have none"
      case .named: "placeholders have numbers, and no names"
      case .noArgument(let place): "there is no value for the placeholder \(place + 1)"
      case .wrongType(let type, _):
        type == 0
          ? "a value is of another type"
          : "a value is of another type than '\(Character(UnicodeScalar(type)))' takes"
      case .noCount: "a width or a precision is a whole number from 0 on"
      case .needsNumber: "it has a sign or a fill for what is no number"
      case .needsSignedNumber: "it has a sign for what has none"
      case .hasPrecision: "whole numbers have no digits behind the point"
      case .notUTF8: "a number stands for no character"
      }
    return SQLError(.invalidInput, "the template of '\(function)' does not fit: \(message)")
  }
}
