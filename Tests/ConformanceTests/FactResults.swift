// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Hashes and coercions are no one's business outside of the library, so these tests look inside.
@testable import Sluice

/// Our own results for the entries of the lists, in the recorded form.
enum FactResults {
  /// The entry as we would have recorded it.
  static func of(_ fact: Fact) throws -> Record {
    switch "\(fact.file).\(fact.list)" {
    case "identifiers.identifiers": try identifier(fact)
    case "identifiers.shorten_fragments": try fragments(fact)
    case "types.types": try type(fact)
    case "coerce.coercions": try coercion(fact)
    case "row_ids.row_hash": try rowHash(fact)
    case "row_ids.typed_row_hash": try rowHash(fact)
    case "row_ids.key_hash": try keyHash(fact)
    case "row_ids.nested": try nestedID(fact)
    case "row_ids.digests": try digest(fact)
    case "row_ids.incremental_dedup": try boundary(fact)
    case "jsonpath_cursor.paths": try CursorFacts.path(fact)
    case "lag.lag": try CursorFacts.lag(fact)
    case "schema_hash.schemas": try SchemaFacts.document(fact)
    default: throw Unreadable("a list '\(fact.list)' in '\(fact.file)'")
    }
  }

  // MARK: - Names

  private static func identifier(_ fact: Fact) throws -> Record {
    guard let input = fact.entry["input"]?.string else { throw Unreadable("no input in \(fact)") }
    var result: Record = ["input": .text(input)]
    for name in fact.entry.keys where name != "input" {
      let convention = try NamingConventions.named(name)
      var names = self.names(of: input, under: convention)
      let lengths = fact.remarks["lengths"]?[name] ?? fact.remarks["lengths"]?["others"]
      var shorter = Record()
      for length in lengths?.elements?.compactMap(\.int64) ?? [] {
        let limited = self.names(of: input, under: convention.limited(to: Int(length)))
        if limited != names { shorter["\(length)"] = .record(limited) }
      }
      if !shorter.isEmpty { names["max_length"] = .record(shorter) }
      result[name] = .record(names)
    }
    return result
  }

  private static func names(of input: String, under convention: any NamingConvention) -> Record {
    func outcome(_ body: () throws -> String) -> Value {
      do {
        return .text(try body())
      } catch let error as NamingError where error.code == .emptyIdentifier {
        return ["error": "empty_identifier"]
      } catch {
        return ["error": .text("\(error)")]
      }
    }
    return [
      "identifier": outcome { try convention.normalizeIdentifier(input) },
      "path": outcome { try convention.normalizePath(input) },
    ]
  }

  private static func fragments(_ fact: Fact) throws -> Record {
    let fragments = fact.entry["fragments"]?.strings ?? []
    var result: Record = ["fragments": .list(fragments.map { .text($0) })]
    for (name, lengths) in fact.entry where name != "fragments" {
      let names = try (lengths.fields ?? Record()).keys.map { length in
        let convention = try NamingConventions.named(name, maximumLength: Int(length))
        return (length, Value.text(convention.shortenFragments(fragments)))
      }
      result[name] = .record(Record(names))
    }
    return result
  }

  // MARK: - Types

  private static func type(_ fact: Fact) throws -> Record {
    let encoded = fact.entry["value"] ?? .null
    let value = try encoded.typed()
    let rules = try (fact.remarks["detections"]?.strings ?? []).map { name in
      guard let rule = TypeDetection(name: name) else { throw Unreadable("a detection '\(name)'") }
      return rule
    }
    guard let now = fact.remarks["now"]?.string.flatMap({ Timestamp($0) }), let plain = value.kind
    else { throw Unreadable("no clock or no value in \(fact)") }
    func text(_ kind: DataType.Kind) -> Value { .text(kind.rawValue) }
    var changes = Record()
    for rule in rules {
      if let kind = rule.detect(value, now: now), kind != plain { changes[rule.name] = text(kind) }
    }
    let byDefault = SchemaSettings().detections.lazy.compactMap { $0.detect(value, now: now) }.first
    let withAll = rules.lazy.compactMap { $0.detect(value, now: now) }.first
    return [
      "value": encoded, "data_type": text(byDefault ?? plain), "plain": text(plain),
      "with": .record(changes), "with_all": text(withAll ?? plain),
    ]
  }

  private static func coercion(_ fact: Fact) throws -> Record {
    let encoded = fact.entry["value"] ?? .null
    let value = try encoded.typed()
    var outcomes = Record()
    // The class of a failure is that of Python.
    func failure(as kind: DataType.Kind) -> Value {
      var outcome: Record = ["error": "failure"]
      outcome["class"] = fact.entry["to"]?[kind.rawValue]?["class"]
      return .record(outcome)
    }
    for kind in DataType.Kind.allCases {
      switch Coercion.convert(value, to: DataType(kind)) {
      case .converted(let converted):
        var outcome: Record = ["value": converted.encoded]
        if case .timestamp(let moment) = converted {
          for (name, hasTimeZone) in [("aware", true), ("naive", false)] {
            outcome[name] = Value.timestamp(moment.stored(hasTimeZone: hasTimeZone)).encoded
          }
        }
        outcomes[kind.rawValue] = .record(outcome)
      case .variant(let variant, let name):
        outcomes[kind.rawValue] = ["variant": .text(name), "value": variant.encoded]
      case .misfit: outcomes[kind.rawValue] = ["error": "variant"]
      case .failure: outcomes[kind.rawValue] = failure(as: kind)
      }
    }
    return [
      "value": encoded, "from": .text(value.kind?.rawValue ?? "null"), "to": .record(outcomes),
    ]
  }

  // MARK: - Row ids

  private static func rowHash(_ fact: Fact) throws -> Record {
    let encoded = fact.entry["row"] ?? .null
    guard let row = try encoded.typed().fields else { throw Unreadable("no row in \(fact)") }
    var result: Record = [
      "row": encoded, "hashed": .text(hashedText(row) { !$0.hasPrefix("_dlt") }),
      "id": .text(RowHash.row(row)),
    ]
    // How dlt writes the row down on the way is its own affair; the text that is hashed is not.
    result["extracted"] = fact.entry["extracted"]
    return result
  }

  private static func keyHash(_ fact: Fact) throws -> Record {
    let encoded = fact.entry["row"] ?? .null
    let columns = fact.entry["key"]?.strings ?? []
    guard let row = try encoded.typed().fields, let id = RowHash.key(row, columns: columns) else {
      throw Unreadable("a row without its key in \(fact)")
    }
    return [
      "row": encoded, "key": .list(columns.map { .text($0) }),
      "hashed": .text(hashedText(row) { columns.contains($0) }), "id": .text(id),
    ]
  }

  private static func hashedText(_ row: Record, where isWanted: (String) -> Bool) -> String {
    var text = CanonicalText(.extracted)
    text.append(row, where: isWanted)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private static func nestedID(_ fact: Fact) throws -> Record {
    guard let parent = fact.entry["parent_id"]?.string, let table = fact.entry["table"]?.string,
      let index = fact.entry["list_idx"]?.int64.flatMap({ UInt32(exactly: $0) })
    else { throw Unreadable("no parent, table or index in \(fact)") }
    return [
      "parent_id": .text(parent), "table": .text(table), "list_idx": .int(Int64(index)),
      "hashed": .text("\(parent)_\(table)_\(index)"),
      "id": .text(NestedRowIDs(table: table).id(parent: parent, index: index)),
    ]
  }

  private static func digest(_ fact: Fact) throws -> Record {
    guard let input = fact.entry["input"]?.string else { throw Unreadable("no input in \(fact)") }
    return [
      "input": .text(input), "digest128": .text(Digest.shake128Text(input, count: 15)),
      "digest128_9": .text(Digest.shake128Text(input, count: 9)),
      "digest128_10": .text(Digest.shake128Text(input, count: 10)),
      "digest128b_10": .text(RowIDText.hash(of: Array(input.utf8))),
      "digest256": .text(Digest.sha3Text(input)),
    ]
  }

  private static func boundary(_ fact: Fact) throws -> Record {
    let encoded = fact.entry["value"] ?? .null
    let value = try encoded.typed()
    return [
      "value": encoded, "hash": .text(RowHash.boundary(value)),
      "legacy_hash": .text(RowHash.legacyBoundary(value)),
    ]
  }
}
