// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How names and nested data were brought into the form that a schema describes.
///
/// A run sets this to what its source and pipeline say.
public struct SchemaNormalizers: Hashable, Sendable {
  /// The name of the naming convention.
  public var naming = "snake_case"
  /// What dlt calls the part that lays nested data out as tables.
  public var module = "dlt.common.normalizers.json.relational"
  /// What is said to that part: how deep tables are nested, and which values rows hand down.
  public var configuration = Record()
  /// Whether a table with rows may get names under another convention. `nil` says nothing.
  public var allowsOtherNames: Bool?

  /// Names in snake case, nothing else said.
  public init() {}

  /// Takes over what a run does; what it says nothing of stays.
  mutating func update(
    naming: String,
    maximumNesting: Int?,
    addsRootKey: Bool?,
    handsDown root: [String: String],
    _ tables: [String: [String: String]]
  ) {
    self.naming = naming
    if let maximumNesting { configuration["max_nesting"] = .int(Int64(maximumNesting)) }
    if let addsRootKey { configuration["root_key_propagation"] = .bool(addsRootKey) }
    guard !root.isEmpty || !tables.isEmpty else { return }
    var propagation = configuration["propagation"]?.fields ?? Record()
    if !root.isEmpty { propagation["root"] = .record(Self.record(root)) }
    if !tables.isEmpty {
      propagation["tables"] = .record(
        Record(tables.sorted { $0.key < $1.key }.map { ($0.key, .record(Self.record($0.value))) })
      )
    }
    configuration["propagation"] = .record(propagation)
  }

  private static func record(_ names: [String: String]) -> Record {
    Record(names.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
  }
}

extension SchemaNormalizers {
  func document(breakingPaths: Bool) -> Record {
    var document: Record = ["names": .text(naming)]
    document["allow_identifier_change_on_table_with_data"] = allowsOtherNames.map { .bool($0) }
    if !breakingPaths { document["use_break_path_on_normalize"] = false }
    var json: Record = ["module": .text(module)]
    if !configuration.isEmpty { json["config"] = .record(configuration) }
    document["json"] = .record(json)
    return document
  }

  init(_ fields: DocumentFields) throws(LoadError) {
    try fields.requireKnown([
      "names", "allow_identifier_change_on_table_with_data", "use_break_path_on_normalize",
      "detections", "json",
    ])
    guard let naming = try fields.text("names") else { throw fields.missing("names") }
    try DocumentFields.name(naming, at: fields.place("names"))
    self.naming = naming
    allowsOtherNames = try fields.flag("allow_identifier_change_on_table_with_data")
    guard let json = try fields.fields("json") else { throw fields.missing("json") }
    try json.requireKnown(["module", "config"])
    guard let module = try json.text("module") else { throw json.missing("module") }
    self.module = module
    configuration = try json.fields("config")?.record ?? Record()
  }
}
