// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The document, version 4 of dlt's:
//
//   _state_version         grows with each change
//   _version_hash          base64 of SHA3-256 over the rest, in JSON with sorted keys
//   _state_engine_version  4
//   pipeline_name  dataset_name  default_schema_name  schema_names
//   destination_type  destination_name
//   sources                {source: {key: value, "resources": {resource: {key: value}}}}
//
// Values that JSON does not know are texts marked with their types; see TypedJSON. `_local` is what
// is noted of the machine: it is neither hashed nor loaded.

extension PipelineState {
  static let versionKey = "_state_version"
  static let hashKey = "_version_hash"
  static let engineKey = "_state_engine_version"
  static let localKey = "_local"
  static let pipelineKey = "pipeline_name"
  static let datasetKey = "dataset_name"
  static let defaultSchemaKey = "default_schema_name"
  static let schemasKey = "schema_names"
  static let destinationKey = "destination_type"
  static let destinationNameKey = "destination_name"
  static let sourcesKey = "sources"

  /// A hash of what the state says, apart from its version, as dlt computes it.
  ///
  /// The order of fields does not count.
  public var hash: String {
    let text = typedText(content, sortsKeys: true)
    return Digest.sha3Text(DocumentHash.spellingSmallNumbers(text))
  }

  /// Whether the state says something else than the one that is `stored`, if any is.
  func differs(from stored: PipelineState?) -> Bool {
    stored.map { $0.hash != hash } ?? true
  }

  /// The state as a document in JSON, in which values of types that JSON does not know are marked.
  public var json: String { json(local: Record()) }

  /// The state as a document, with what is noted of the machine.
  func json(local: Record) -> String {
    var document: Record = [
      Self.versionKey: .int(Int64(version)), Self.hashKey: .text(hash),
      Self.engineKey: .int(Int64(Self.engineVersion)),
    ]
    for (key, value) in content { document[key] = value }
    if !local.isEmpty { document[Self.localKey] = .record(local) }
    return typedText(document)
  }

  /// The state as the table `_dlt_pipeline_state` has it: its JSON, packed by zlib, in base64.
  public var storedText: String { Base64.text(of: Zlib.pack(Array(json.utf8))) }

  private func typedText(_ record: Record, sortsKeys: Bool = false) -> String {
    var writer = JSONWriter(sortsKeys: sortsKeys)
    writer.keepsTypes = true
    return writer.string(.record(record))
  }

  /// What the hash is made of.
  private var content: Record {
    var content: Record = [
      Self.pipelineKey: .text(pipeline),
      Self.datasetKey: dataset.map { .text($0) } ?? .null,
      Self.defaultSchemaKey: defaultSchema.map { .text($0) } ?? .null,
      Self.schemasKey: .list(schemas.map { .text($0) }),
      Self.destinationKey: destination.map { .text($0) } ?? .null,
      Self.destinationNameKey: other[Self.destinationNameKey] ?? .null,
    ]
    let unhashed = [Self.versionKey, Self.hashKey, Self.engineKey, Self.localKey]
    for (key, value) in other where content[key] == nil && !unhashed.contains(key) {
      content[key] = value
    }
    // Sources that are there, but keep nothing, are something else to the hash than none.
    if !sources.isEmpty { content[Self.sourcesKey] = .record(sources) }
    return content
  }
}
