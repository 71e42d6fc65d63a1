// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// The state of pipelines in folders that dlt's filesystem destination reads and writes as well.
//
//   StateDocuments write folder      loads into the dataset `shop`, with a state
//   StateDocuments read folder       prints state and schema of the pipeline `shop`

import Sluice

@main struct StateDocuments {
  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "write" where arguments.count == 2: try await write(to: files(arguments[1]))
    case "read" where arguments.count == 2: try await read(from: files(arguments[1]))
    default: print("usage: StateDocuments write <folder> | read <folder>")
    }
  }

  static func files(_ folder: String) -> FileDestination {
    FileDestination(at: folder, format: .jsonl)
  }

  /// Loads rows, and with them a state.
  static func write(to files: FileDestination) async throws {
    let items = Records("items") { output in
      try await output.send(json: #"[{"id": 1, "tags": ["a"]}, {"id": 2}]"#)
      let last: Value = [
        "last_value": 2,
        "seen": .timestamp(Timestamp(microseconds: 1_700_000_000_123_456, offset: 0)),
        "price": .decimal(ExactDecimal(unscaled: 150, scale: 2)), "place": "Zürich 🎈",
      ]
      output.state["incremental"] = ["id": last]
    }
    let pipeline = LoadPipeline("shop", into: files)
    try await pipeline.run(items)
    print(try await pipeline.state()?.json ?? "null")
  }

  /// Prints the document of the state, and that of the schema.
  static func read(from files: FileDestination) async throws {
    let question = Recall(schema: "shop", pipeline: "shop")
    let stored = try await files.inspect(question, dataset: "shop")
    print(stored.state?.json ?? "null")
    print(stored.schema?.json(inLines: false) ?? "null")
  }
}
