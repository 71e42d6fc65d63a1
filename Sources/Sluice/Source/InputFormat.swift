// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What the bytes of a file are. More may be added in any release.
public struct InputFormat: Hashable, Sendable {
  enum Kind: Hashable {
    case json
    case csv(CSVOptions)
  }

  let kind: Kind

  private init(_ kind: Kind) { self.kind = kind }

  /// JSON: lines, an array of records, or one document.
  public static let json = InputFormat(.json)
  /// CSV with a header.
  public static let csv = InputFormat(.csv(CSVOptions()))
  /// CSV as the options say.
  public static func csv(_ options: CSVOptions) -> InputFormat { InputFormat(.csv(options)) }

  private static let endings: KeyValuePairs<String, InputFormat> = [
    "jsonl": .json, "ndjson": .json, "json": .json, "csv": .csv, "tsv": .tabs,
  ]

  private static var tabs: InputFormat {
    var options = CSVOptions()
    options.delimiter = UInt8(ascii: "\t")
    return .csv(options)
  }

  /// The format that the name of a file tells.
  ///
  /// Throws ``LoadError`` with the code `invalidConfiguration` if it ends with none that is known.
  init(ofFileAt path: String) throws(LoadError) {
    let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
    guard let found = Self.endings.first(where: { name.hasSuffix(".\($0.key)") }) else {
      throw LoadError(
        .invalidConfiguration,
        "The name of the file '\(path)' does not tell what is in it. Say so, as in 'as: .json', or "
          + "let it end with .\(Self.endings.map(\.key).joined(separator: ", ."))."
      )
    }
    self = found.value
  }
}

extension Output {
  /// Sends the records of a file, of the format that its name tells unless `format` does.
  ///
  /// Names may end with `.json`, `.jsonl`, `.ndjson`, `.csv` or `.tsv`. The file is read piece by piece,
  /// and its records are treated as all others: contracts and checks hold for them. Throws
  /// ``LoadError`` with the code `invalidConfiguration` if the format is not known or the file cannot
  /// be opened.
  public func send(
    file path: String,
    as format: InputFormat? = nil,
    to table: String? = nil
  ) async throws {
    switch try (format ?? InputFormat(ofFileAt: path)).kind {
    case .json: try await send(json: FileBytes(path), to: table)
    case .csv(let options): try await send(csv: FileBytes(path), options: options, to: table)
    }
  }
}

extension Records {
  /// The records of a file, of the format that its name tells unless `format` does.
  ///
  /// The run throws as ``Output/send(file:as:to:)`` does.
  public init(_ name: String, file path: String, as format: InputFormat? = nil) {
    self.init(name) { try await $0.send(file: path, as: format) }
  }
}
