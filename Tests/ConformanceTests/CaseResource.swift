// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Synchronization

/// A resource of a case: it sends the pages that the case has, one after the other.
struct CaseResource: Resource {
  let name: String
  let hints: TableHints
  let isSelected: Bool
  /// What the case says of a cursor.
  let incremental: Record?
  private let pages: [Value]
  private let route: CaseRunner.Route
  private let started = Counter()

  /// How many pages were asked for.
  var pagesRead: Int { started.value }

  /// The resource that `record` describes, under the arguments of `run`.
  init(_ record: Record, in run: Record, by route: CaseRunner.Route) throws {
    self.route = route
    var record = record
    for argument in ["write_disposition", "primary_key"] {
      if let value = run[argument] { record[argument] = value }
    }
    name = record["name"]?.string ?? ""
    var hints = try TableHints(record)
    // The name of the table by record is a hint of its own; all others are asked for together.
    let dynamic = Record(
      record.filter { $0.key != "table_name" && $0.value["dynamic"] != nil }
        .map { ($0.key, $0.value) }
    )
    if !dynamic.isEmpty {
      hints.forFirstRecord = { first, hints in
        let known = try dynamic.map { ($0.key, try Self.hint($0.value, for: first)) }
        try hints.update(from: Record(known))
      }
    }
    self.hints = hints
    incremental = record["incremental"]?.fields
    isSelected = record["selected"]?.boolean ?? true
    pages = record["pages"]?.elements ?? record["items"].map { [$0] } ?? []
  }

  func extract(to output: Output) async throws {
    for page in pages {
      started.increment()
      guard let page = page.fields else {
        try await send(page.elements ?? [], to: output)
        continue
      }
      let items = page["items"]?.elements ?? []
      switch page["page"]?.string {
      case "each":
        // Whoever yields a list yields a page, and whoever yields nothing none.
        for item in items where !item.isNull {
          try await send(item.elements ?? [item], to: output)
        }
      case "to_table":
        try await output.send(try items.map { try $0.typed() }, to: page["table_name"]?.string)
      case "with_hints":
        let changes = page["hints"]?.fields ?? Record()
        let isVariant = page["create_table_variant"]?.boolean ?? false
        let table = isVariant ? changes["table_name"]?.string : nil
        try await output.update(table: table) { try $0.update(from: changes) }
        try await output.send(try items.map { try $0.typed() }, to: table)
      case "materialize":
        try await output.materialize()
      default:
        throw Unreadable("a page '\(page["page"]?.string ?? "")'")
      }
    }
  }

  private func send(_ items: [Value], to output: Output) async throws {
    switch route {
    case .values: try await output.send(try items.map { try $0.typed() })
    case .json: try await output.send(json: JSONWriter().bytes(.list(items)))
    }
  }

  /// What a hint that depends on the record is for `record`.
  static func hint(_ dynamic: Value, for record: Record) throws -> Value {
    switch dynamic["dynamic"]?.string {
    case "field":
      return try field(dynamic["field"]?.string ?? "", of: record)
    case "template":
      var text = dynamic["template"]?.string ?? ""
      while let start = text.firstIndex(of: "{"), let end = text[start...].firstIndex(of: "}") {
        let name = String(text[text.index(after: start)..<end])
        text.replaceSubrange(start...end, with: spelling(of: try field(name, of: record)))
      }
      return .text(text)
    case "map":
      let value = try field(dynamic["field"]?.string ?? "", of: record)
      return dynamic["values"]?[value.description] ?? dynamic["default"] ?? .null
    default:
      throw Unreadable("a dynamic hint \(dynamic)")
    }
  }

  /// A value as Python puts it into a text.
  private static func spelling(of value: Value) -> String {
    switch value {
    case .null: "None"
    case .bool(let value): value ? "True" : "False"
    default: value.description
    }
  }

  private static func field(_ name: String, of record: Record) throws -> Value {
    guard let value = record[name] else { throw MissingField(name: name) }
    return value
  }

  private struct MissingField: Error { let name: String }
}

/// A number that grows.
final class Counter: Sendable {
  private let count = Atomic(0)
  var value: Int { count.load(ordering: .sequentiallyConsistent) }
  func increment() { count.add(1, ordering: .sequentiallyConsistent) }
}
