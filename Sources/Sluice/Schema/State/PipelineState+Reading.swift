// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension PipelineState {
  /// The oldest form that is read.
  static let oldestEngine = 1
  /// No state is larger than this when it is unpacked.
  private static let sizeLimit = 1 << 28

  /// Reads a document in JSON, as ``json`` and dlt write it.
  ///
  /// Older forms, those of dlt from 1 to 3, are brought into the present one. Throws ``LoadError``
  /// with the code `invalidState` and the place in the document where it cannot be understood, or
  /// `unsupportedDocument` if its form comes from a later release. The hash in the document does not
  /// count: people may have changed it.
  public init(json text: String) throws(LoadError) {
    let value: Value
    do {
      value = try TypedJSON.value(text)
    } catch {
      throw LoadError(
        .invalidState,
        error.sentence,
        at: LoadError.Location(line: error.line, offset: error.offset),
        cause: error
      )
    }
    try self.init(document: value)
  }

  /// Reads what the column `state` of the table `_dlt_pipeline_state` holds.
  ///
  /// Throws as ``init(json:)`` does, also if the text is not base64, or what it stands for not packed.
  public init(storedText: String) throws(LoadError) {
    guard let packed = Base64.bytes(of: storedText) else {
      throw Self.error(at: [], expected: "base64", found: "other characters")
    }
    let bytes: [UInt8]
    do {
      bytes = try Zlib.unpack(packed, limit: Self.sizeLimit)
    } catch {
      throw LoadError(.invalidState, "The state is not valid: \(error.description)", cause: error)
    }
    // What is no UTF-8 becomes other characters, which JSON refuses or texts keep.
    try self.init(json: String(decoding: bytes, as: UTF8.self))
  }

  private init(document value: Value) throws(LoadError) {
    let document = try Self.migrated(Self.fields(value, at: []))
    guard let name = try Self.text(document, Self.pipelineKey), !name.isEmpty else {
      throw Self.missing(Self.pipelineKey)
    }
    self.init(pipeline: name)
    guard let version = try Self.number(document, Self.versionKey) else {
      throw Self.missing(Self.versionKey)
    }
    self.version = version
    dataset = try Self.text(document, Self.datasetKey)
    defaultSchema = try Self.text(document, Self.defaultSchemaKey)
    destination = try Self.text(document, Self.destinationKey)
    schemas = try Self.names(document, Self.schemasKey)
    if let value = document[Self.sourcesKey], !value.isNull {
      sources = try Self.fields(value, at: [Self.sourcesKey])
      try Self.requireLayout(of: sources)
    }
    let own = [
      Self.versionKey, Self.hashKey, Self.engineKey, Self.localKey, Self.pipelineKey,
      Self.datasetKey, Self.defaultSchemaKey, Self.schemasKey, Self.destinationKey,
    ]
    for (key, value) in document where !own.contains(key) {
      if key == Self.destinationNameKey && value.isNull { continue }
      if key == Self.sourcesKey && !sources.isEmpty { continue }
      other[key] = value
    }
  }

  /// The document in its present form. The steps are those that dlt takes itself:
  ///
  /// - 1 → 2: what belongs to the machine goes to `_local`, which nobody reads here
  /// - 2 → 3: the hash comes in, which is computed here
  /// - 3 → 4: a destination has a type and a name, and staging has
  private static func migrated(_ document: Record) throws(LoadError) -> Record {
    guard let engine = try number(document, engineKey) else { throw missing(engineKey) }
    guard engine <= engineVersion else {
      throw LoadError(
        .unsupportedDocument,
        "The state has the engine version \(engine), and this library reads \(oldestEngine) to "
          + "\(engineVersion): it comes from the future. Use a later release of the library to read it."
      )
    }
    guard engine >= oldestEngine else {
      throw error(
        at: [engineKey],
        expected: "a number from \(oldestEngine) to \(engineVersion)",
        found: "\(engine)"
      )
    }
    guard engine < 4 else { return document }
    var document = document
    for place in ["destination", "staging"] {
      guard let type = document.removeValue(forKey: place), !type.isNull, type != "" else {
        continue
      }
      document["\(place)_type"] = type
      document["\(place)_name"] = .null
    }
    return document
  }

  /// Throws unless sources hold fields, and below `resources` fields for each resource.
  private static func requireLayout(of sources: Record) throws(LoadError) {
    for (source, value) in sources {
      let kept = try fields(value, at: [sourcesKey, source])
      guard let resources = kept[StatePath.resources] else { continue }
      let place = [sourcesKey, source, StatePath.resources]
      for (resource, value) in try fields(resources, at: place) {
        _ = try fields(value, at: place + [resource])
      }
    }
  }

  // MARK: - Values

  private static func fields(_ value: Value, at path: [String]) throws(LoadError) -> Record {
    guard let record = value.fields else {
      throw error(at: path, expected: "fields", found: value.kindInWords)
    }
    return record
  }

  private static func text(_ document: Record, _ key: String) throws(LoadError) -> String? {
    guard let value = document[key], !value.isNull else { return nil }
    guard let text = value.string else {
      throw error(at: [key], expected: "a text", found: value.kindInWords)
    }
    return text
  }

  private static func number(_ document: Record, _ key: String) throws(LoadError) -> Int? {
    guard let value = document[key], !value.isNull else { return nil }
    guard let number = value.int64, let result = Int(exactly: number), result >= 0 else {
      throw error(
        at: [key],
        expected: "a whole number from 0",
        found: value.int64 == nil ? value.kindInWords : "a lesser one"
      )
    }
    return result
  }

  private static func names(_ document: Record, _ key: String) throws(LoadError) -> [String] {
    guard let value = document[key], !value.isNull else { return [] }
    guard let list = value.elements else {
      throw error(at: [key], expected: "a list", found: value.kindInWords)
    }
    var names: [String] = []
    for (index, value) in list.enumerated() {
      guard let name = value.string else {
        throw error(at: [key, "\(index)"], expected: "a text", found: value.kindInWords)
      }
      names.append(name)
    }
    return names
  }

  // MARK: - Errors

  private static func missing(_ key: String) -> LoadError {
    error(at: [key], expected: "a value", found: "none")
  }

  private static func error(at path: [String], expected: String, found: String) -> LoadError {
    let steps = path.map { String($0.prefix(100)) }
    let place = path.isEmpty ? "" : " at '\(steps.joined(separator: "/"))'"
    let text = "The state is not valid\(place): expected \(expected), found \(found)."
    return LoadError(
      .invalidState,
      text,
      violation: Violation(text, expected: expected, found: found)
    )
  }
}
