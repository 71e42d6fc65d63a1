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
      case "write_disposition": disposition = try WriteDisposition(corpus: value)
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

extension WriteDisposition {
  fileprivate init(corpus value: Value) throws {
    switch value.string ?? value["disposition"]?.string {
    case "append": self = .append
    case "replace": self = .replace
    case "skip": self = .skip
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
