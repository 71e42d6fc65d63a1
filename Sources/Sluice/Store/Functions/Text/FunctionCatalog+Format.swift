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
          case .boolean, .double, .uhugeint: argument.type
          case .float, .decimal: .double
          case let type where type.isInteger: type
          default: .varchar
          }
        }
        let isPercent = name == "printf"
        return TypedFunction(types, .varchar) { call in
          var constant: FormatTemplate?
          return try call.texts { row, bytes in
            do throws(FormatFault) {
              let template: FormatTemplate
              if let constant {
                template = constant
              } else {
                template = try call.withText(0, row) { (text) throws(FormatFault) in
                  isPercent
                    ? try FormatTemplate(percents: text) : try FormatTemplate(braces: text)
                }
              }
              if call.cells[0].isConstant { constant = template }
              try Self.append(template, call, row, [], to: &bytes)
            } catch {
              throw SQLError(
                .invalidInput,
                "the values of '\(name)' cannot be written: \(error.reason)"
              )
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

  /// Appends a template with the values of a row, of which some are known already.
  private static func append(
    _ template: FormatTemplate,
    _ call: ScalarArguments,
    _ row: Int,
    _ done: [FormatArgument],
    to bytes: inout [UInt8]
  ) throws(FormatFault) {
    let place = done.count + 1
    guard place < call.cells.count else { return try template.append(done, to: &bytes) }
    let type = call.types[place]
    let argument: FormatArgument
    switch type.cellKind {
    case .bool: argument = .boolean(call.value(place, row, UInt8.self) == 1)
    case .double: argument = .double(call.double(place, row))
    case .int32:
      argument = .integer(Int128(call.value(place, row, Int32.self)), of: type)
    case .int64:
      argument = .integer(Int128(call.value(place, row, Int64.self)), of: type)
    case .int128: argument = .integer(call.value(place, row, Int128.self), of: type)
    default:
      // The bytes of a text are there as long as they are asked for.
      return try call.withText(place, row) { (text) throws(FormatFault) in
        try append(template, call, row, done + [.text(text)], to: &bytes)
      }
    }
    try append(template, call, row, done + [argument], to: &bytes)
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

extension FormatArgument {
  /// A number of an integer type.
  fileprivate static func integer(_ value: Int128, of type: SQLType) -> FormatArgument {
    switch type {
    case .tinyint: .integer(value, bits: 8)
    case .smallint: .integer(value, bits: 16)
    case .integer: .integer(value, bits: 32)
    case .hugeint: .integer(value, bits: 128)
    case .uhugeint: .integer(value ^ Int128.min, bits: 128, isSigned: false)
    case .utinyint: .integer(value, bits: 8, isSigned: false)
    case .usmallint: .integer(value, bits: 16, isSigned: false)
    case .uinteger: .integer(value, bits: 32, isSigned: false)
    case .ubigint: .integer(value, bits: 64, isSigned: false)
    default: .integer(value)
    }
  }
}

extension FormatFault {
  /// What is wrong, as a part of a sentence.
  fileprivate var reason: String {
    switch self {
    case .malformed(let place): "the format cannot be read at character \(place + 1)"
    case .unmatchedBrace(let place): "the brace at character \(place + 1) is not opened"
    case .noBrace(let place): "a brace is not closed at character \(place + 1)"
    case .noPrecision(let place): "digits are missing at character \(place + 1)"
    case .tooBig(let place): "the number at character \(place + 1) is too big"
    case .mixedIndexes: "either all places have numbers, or none"
    case .named: "places have no names"
    case .noArgument(let number): "there is no value \(number + 1)"
    case .wrongType(let byte, let kind):
      "'\(Character(Unicode.Scalar(byte)))' is not for \(kind == .text ? "texts" : "numbers")"
    case .noCount: "a width or a precision is no whole number"
    case .needsNumber: "a sign or a base is for numbers only"
    case .needsSignedNumber: "a sign is for numbers that have one"
    case .hasPrecision: "whole numbers have no precision"
    case .notUTF8: "the result would be no text"
    }
  }
}
