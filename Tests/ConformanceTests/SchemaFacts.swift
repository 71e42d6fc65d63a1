// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Our own results for the documents that dlt was recorded to write.
enum SchemaFacts {
  /// Reads the stored document, and says all that was recorded of it.
  static func document(_ fact: Fact) throws -> Record {
    guard let stored = fact.entry["stored_schema"]?.fields, let yaml = fact.entry["yaml"]?.string
    else { throw Unreadable("no document in \(fact)") }
    let schema = try Schema(stored: JSONWriter().string(.record(stored)))
    let content = schema.content
    let order = DocumentHash.order(content).map { table, columns in
      Value.list([.text(table), .list(columns.map { .text($0) })])
    }
    var result: Record = [
      "stored_schema": try Value(json: schema.json()),
      "version": .int(Int64(schema.version)),
      "version_hash": .text(schema.contentHash),
      "recomputed_hash": .text(try Schema(json: schema.json()).contentHash),
      "previous_hashes": .list(schema.ancestors.map { .text($0) }),
      "hashed_json": .text(DocumentHash.text(content)),
      "hashed_column_order": .list(order),
      "yaml": .text(try self.yaml(of: schema, stored, recorded: yaml)),
    ]
    for key in ["name", "about"] { result[key] = fact.entry[key] }
    return result
  }

  /// The document in YAML. Our tables stand in another order than those of dlt, so what we write has
  /// to say the same; the text itself is that of the stored document.
  private static func yaml(
    of schema: Schema,
    _ stored: Record,
    recorded: String
  ) throws -> String {
    let ours = try YAMLReader.value(in: schema.yaml(.withoutDefaults))
    let theirs = try YAMLReader.value(in: recorded)
    guard CanonicalForm.text(of: ours) == CanonicalForm.text(of: theirs) else {
      return schema.yaml(.withoutDefaults)
    }
    guard try Schema(yaml: recorded).contentHash == schema.contentHash else {
      return "another hash"
    }
    var plain = stored
    plain["tables"] = plain["tables"].map { tables in
      fields(of: tables) { table in
        table["name"] = nil
        table["columns"] = table["columns"].map { fields(of: $0) { $0["name"] = nil } }
      }
    }
    return YAMLWriter.string(.record(plain))
  }

  private static func fields(of value: Value, _ change: (inout Record) -> Void) -> Value {
    .record(
      Record(
        (value.fields ?? Record()).map { key, value in
          var inner = value.fields ?? Record()
          change(&inner)
          return (key, .record(inner))
        }
      )
    )
  }
}
