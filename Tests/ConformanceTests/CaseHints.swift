// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

extension TableHints {
  /// The hints that `record` gives, in the words of the corpus.
  init(_ record: Record) throws {
    self.init()
    try update(from: record)
  }

  /// Takes over the hints that `record` gives. Those that depend on a record are left out, except
  /// for the name of the table.
  mutating func update(from record: Record) throws {
    if let name = record["table_name"] {
      if name["dynamic"] != nil {
        table = .byRecord { record in
          let name = try CaseResource.hint(name, for: record)
          return name.string ?? name.description
        }
      } else {
        table = name.string.map { .fixed($0) }
      }
    }
    for (key, value) in record where value["dynamic"] == nil {
      switch key {
      case "write_disposition":
        disposition = try WriteDisposition(corpus: value)
        try readMergeRule(from: value)
      case "primary_key": primaryKey = value.strings.filter { !$0.isEmpty }
      case "merge_key": mergeKey = value.strings.filter { !$0.isEmpty }
      case "columns": columns += try Column.columns(corpus: value)
      case "schema_contract": contract = try Contract(corpus: value)
      case "filters": filters = try FieldFilters(corpus: value)
      case "max_table_nesting": maximumNesting = value.int64.map { Int($0) }
      case "references": references = value.records.map { TableReference(corpus: $0) }
      case "nested_hints":
        nested += try (value.fields ?? Record()).map { path, hints in
          NestedHints(
            path.split(separator: "/").map { String($0) },
            try TableHints(hints.fields ?? Record())
          )
        }
      default: continue
      }
    }
  }
}

extension TableHints {
  /// Takes over the strategy of a merge, and its options.
  ///
  /// What is no strategy or no timestamp stays the note that it is in a document.
  private mutating func readMergeRule(from value: Value) throws {
    guard let options = value.fields, options["disposition"]?.string == "merge" else { return }
    mergeRule = nil
    guard let name = options["strategy"]?.string else { return }
    guard let strategy = MergeStrategy(name: name) else {
      annotations["x-merge-strategy"] = .text(name)
      return
    }
    var rule = MergeRule(strategy)
    rule.isDeduplicated = options["deduplicated"]?.boolean ?? false
    rule.skipsUnchanged = options["skip_unchanged_rows"]?.boolean ?? false
    rule.sourceFilter = try options["source_filter"]?.string.map { try RowCondition($0) }
    rule.scope = try options["destination_scope"]?.string.map { try RowCondition($0) }
    rule.history.version = options["row_version_column_name"]?.string
    if let names = options["validity_column_names"]?.strings, names.count == 2 {
      (rule.history.validFrom, rule.history.validTo) = (names[0], names[1])
    }
    if let active = options["active_record_timestamp"]?.string {
      rule.history.active = Timestamp(active) ?? Timestamp("\(active)T00:00:00Z")
    }
    if let text = options["boundary_timestamp"]?.string {
      rule.history.boundary = Timestamp(text)
      if rule.history.boundary == nil { annotations["x-boundary-timestamp"] = .text(text) }
    }
    mergeRule = rule
  }
}

extension WriteDisposition {
  fileprivate init(corpus value: Value) throws {
    switch value.string ?? value["disposition"]?.string {
    case "append": self = .append
    case "replace": self = .replace
    case "skip": self = .skip
    case "merge": self = .merge
    case let name: throw Unreadable("a disposition '\(name ?? "")'")
    }
  }
}

extension Contract {
  /// The contract that a case gives; `null` is none.
  init?(corpus value: Value) throws {
    func mode(_ value: Value?) throws -> Mode {
      guard let value else { return .evolve }
      guard let mode = value.string.flatMap(Mode.init(name:)) else {
        throw Unreadable("a contract \(value)")
      }
      return mode
    }
    switch value {
    case .null: return nil
    case .text: self.init(try mode(value))
    default:
      self.init(
        tables: try mode(value["tables"]),
        columns: try mode(value["columns"]),
        dataTypes: try mode(value["data_type"])
      )
    }
  }

  /// The form in which a case gives the contract.
  var corpusForm: Value {
    .record(
      Record(
        Entity.allCases.filter { self[$0] != .evolve }
          .map { ($0.rawValue, .text(self[$0].description)) }
      )
    )
  }
}

extension FieldFilters {
  fileprivate init(corpus value: Value) throws {
    func patterns(_ key: String) throws -> [NamePattern] {
      try (value[key]?.strings ?? []).map { try NamePattern(of: $0) }
    }
    self.init(excludes: try patterns("excludes"), includes: try patterns("includes"))
  }
}

extension TableReference {
  fileprivate init(corpus record: Record) {
    self.init(
      to: record["referenced_table"]?.string ?? "",
      columns: record["columns"]?.strings ?? [],
      referencedColumns: record["referenced_columns"]?.strings ?? []
    )
  }
}

extension Column {
  fileprivate static func columns(corpus value: Value) throws -> [Column] {
    if let fields = value.fields {
      return try fields.map { try Column(named: $0, $1.fields ?? [:]) }
    }
    return try value.records.map { try Column(named: $0["name"]?.string ?? "", $0) }
  }

  private init(named name: String, _ record: Record) throws {
    self.init(name, nullable: record["nullable"]?.boolean)
    typeDetails = DataType.Details(
      precision: record["precision"]?.int64.map { Int($0) },
      scale: record["scale"]?.int64.map { Int($0) },
      hasTimeZone: record["timezone"]?.boolean
    )
    if let kind = record["data_type"]?.string {
      guard let kind = DataType.Kind(rawValue: kind) else { throw Unreadable("a type '\(kind)'") }
      type = DataType(
        kind,
        precision: typeDetails.precision,
        scale: typeDetails.scale,
        hasTimeZone: typeDetails.hasTimeZone
      )
    }
    for (key, value) in record {
      if let hint = ColumnHint(name: key), let holds = value.boolean {
        if holds { hints.insert(hint) } else { deniedHints.insert(hint) }
      }
      if key.hasPrefix("x-") { annotations[key] = try value.typed() }
    }
    description = record["description"]?.string
    deduplicationOrder = record["dedup_sort"]?.string.flatMap { SortOrder(rawValue: $0) }
  }
}
