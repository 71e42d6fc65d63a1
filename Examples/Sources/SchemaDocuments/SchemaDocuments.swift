// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Schemas as documents, which dlt reads and writes as well.
//
//   SchemaDocuments convert shop.schema.yaml shop.schema.json
//   SchemaDocuments samples folder

import Foundation
import Sluice

@main struct SchemaDocuments {
  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "convert" where arguments.count == 3:
      try write(read(arguments[1]), to: arguments[2])
    case "samples" where arguments.count == 2:
      for schema in try await Samples.all() {
        try write(schema, to: "\(arguments[1])/\(schema.name).schema.json")
        try write(schema, to: "\(arguments[1])/\(schema.name).schema.yaml")
      }
    default:
      print("usage: SchemaDocuments convert <document> <document> | samples <folder>")
    }
  }

  static func read(_ path: String) throws -> Schema {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return path.hasSuffix(".json") ? try Schema(json: text) : try Schema(yaml: text)
  }

  static func write(_ schema: Schema, to path: String) throws {
    let text = path.hasSuffix(".json") ? schema.json() : schema.yaml(.withoutDefaults)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
