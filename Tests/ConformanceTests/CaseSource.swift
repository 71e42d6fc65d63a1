// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// The one source of a case, as one of its runs has it.
struct CaseSource: Source {
  let name = "corpus"
  let naming: any NamingConvention
  let maximumNesting: Int?
  let addsRootKey: Bool?
  let contract: Contract?
  let schemaSettings: SchemaSettings
  let members: [CaseResource]
  /// What the run throws away before it loads.
  let refresh: Refresh?

  var resources: [any Resource] {
    get throws { try members.map { try $0.withCursor } }
  }

  /// The source of `run`.
  init(_ example: Case, _ run: Record, naming: String, by route: CaseRunner.Route) throws {
    self.naming = try NamingConventions.named(naming)
    contract = try run["source"]?["schema_contract"].flatMap { try Contract(corpus: $0) }
    maximumNesting = run["source"]?["max_table_nesting"]?.int64.map { Int($0) }
    addsRootKey = run["source"]?["root_key"]?.boolean
    var settings = try SchemaSettings(example.record["schema_settings"]?.fields ?? Record())
    for (name, value) in example.record["config"]?.fields ?? Record() {
      guard name == "SCHEMA__USE_BREAK_PATH_ON_NORMALIZE" else {
        throw Unreadable("a setting '\(name)'")
      }
      settings.breaksPaths = value.boolean ?? (value.description.lowercased() != "false")
    }
    schemaSettings = settings
    refresh = try run["refresh"]?.string.map { name in
      guard let refresh = Refresh(name: name) else { throw Unreadable("a refresh '\(name)'") }
      return refresh
    }
    members = try (run["resources"]?.records ?? []).map { try CaseResource($0, in: run, by: route) }
  }
}

extension SchemaSettings {
  /// The settings that a case asks for.
  fileprivate init(_ record: Record) throws {
    self.init()
    if let names = record["detections"]?.strings {
      detections = try names.map { name in
        guard let rule = TypeDetection(name: name) else {
          throw Unreadable("a detection '\(name)'")
        }
        return rule
      }
    }
    for (pattern, type) in record["preferred_types"]?.fields ?? Record() {
      guard let kind = DataType.Kind(rawValue: type.string ?? "") else {
        throw Unreadable("a preferred type '\(type)'")
      }
      preferredTypes.append((try NamePattern(of: pattern), kind))
    }
    for (hint, patterns) in record["default_hints"]?.fields ?? Record() {
      for pattern in patterns.strings {
        defaultHints.append(
          DefaultHint(try NamePattern(of: pattern), try DefaultHint.Effect(named: hint))
        )
      }
    }
  }
}

extension NamePattern {
  init(of text: String) throws {
    self = text.hasPrefix("re:") ? try .matching(String(text.dropFirst(3))) : .exactly(text)
  }
}

extension DefaultHint.Effect {
  fileprivate init(named name: String) throws {
    if name == "not_null" {
      self = .notNull
    } else if let hint = ColumnHint(name: name) {
      self = .hint(hint)
    } else {
      throw Unreadable("a default hint '\(name)'")
    }
  }
}
