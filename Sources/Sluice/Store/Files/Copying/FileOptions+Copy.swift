// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension FileOptions {
  /// The options of a statement: an option without a value is true, and a word is a text.
  init(_ options: [SQL.Option], of owner: String) throws(SQLError) {
    var values: [String: TypedDatum] = [:]
    for option in options {
      let value: TypedDatum
      if let written = option.value {
        value = try Self.value(written, option.name.text, owner)
      } else {
        value = TypedDatum(.bool(true), .boolean)
      }
      values[SQLName.folded(option.name.text)] = value
    }
    self.init(values, of: owner)
  }

  private static func value(
    _ expression: SQL.Expression,
    _ name: String,
    _ owner: String
  ) throws(SQLError) -> TypedDatum {
    switch expression.kind {
    case .literal(.boolean(let value)): return TypedDatum(.bool(value), .boolean)
    case .literal(.string(let text)): return TypedDatum(.text(text), .varchar)
    case .literal(.null): return .null
    case .literal(.integer(let value)):
      guard let number = Int128(exactly: value) else { break }
      return TypedDatum(.integer(number), .hugeint)
    case .unary(.minus, let operand):
      guard case .literal(.integer(let value)) = operand.kind, let number = Int128(exactly: value)
      else { break }
      return TypedDatum(.integer(-number), .hugeint)
    case .name(let name): return TypedDatum(.text(name.last.text), .varchar)
    case .star: return TypedDatum(.text("*"), .varchar)
    case .row(let values), .list(let values):
      var texts: [Datum] = []
      for value in values { texts.append(try self.value(value, name, owner).value) }
      return TypedDatum(.list(texts), .list(.varchar))
    default: break
    }
    throw SQLError(
      .binding,
      "the option '\(name)' of \(owner) has to be written out",
      at: expression.range
    )
  }
}

/// The form of the file of a COPY.
enum CopyFormat {
  case csv
  case json

  /// The form that the options name, or else the name of the file; CSV if neither does.
  init(_ options: inout FileOptions, path: String) throws(SQLError) {
    let path = path.lowercased()
    let ending = [".json", ".jsonl", ".ndjson", ".parquet"].first { path.hasSuffix($0) }
    switch try options.text("format")?.lowercased() ?? ending?.dropFirst().lowercased() ?? "csv" {
    case "csv", "text": self = .csv
    case "json", "jsonl", "ndjson": self = .json
    case "parquet":
      throw SQLError(.unsupported, "Parquet files cannot be read or written yet")
    case let other:
      throw SQLError(
        .catalog,
        "there is no form of files called '\(other)'",
        advice: "There are 'csv' and 'json'."
      )
    }
  }
}
