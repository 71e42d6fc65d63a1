// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Paths and lags are no one's business outside of the library, so these tests look inside.
@testable import Sluice

/// Our own results for the paths and lags of cursors, in the recorded form.
enum CursorFacts {
  /// What a path finds in the document and in the rows.
  static func path(_ fact: Fact) throws -> Record {
    let text = fact.entry["path"]?.string ?? ""
    guard let path = try? CursorPath(text) else {
      return ["path": .text(text), "error": "invalid_path"]
    }
    let document = fact.remarks["document"] ?? .null
    let matches = path.matches(in: document)
    let rows = fact.remarks["rows"]?.elements ?? []
    return [
      "path": .text(text),
      "simple_field": path.simpleField.map { .text($0) } ?? .null,
      "values": .list(matches.map(\.value)),
      "resolved": .list(matches.map { .text($0.place) }),
      "cursor": .list(
        rows.map { row in
          guard let value = path.value(in: row) else { return ["error": "cursor_missing"] }
          return value.isNull ? ["error": "cursor_null"] : ["value": value]
        }
      ),
    ]
  }

  /// Where a cursor starts that goes back from its last value.
  static func lag(_ fact: Fact) throws -> Record {
    var result = fact.entry
    (result["result"], result["error"]) = (nil, nil)
    let initial = try fact.entry["initial_value"]?.typed() ?? .null
    guard let lag = fact.entry["lag"]?.number, let last = try fact.entry["last_value"]?.typed()
    else {
      throw Unreadable("no lag or no last value in \(fact)")
    }
    do {
      let start = try LagRule.number(lag).start(
        after: last,
        initial: initial.isNull ? nil : initial,
        movesDown: fact.entry["last_value_func"]?.string == "min",
        .any,
        .utc
      )
      result["result"] = start.encoded
      result["class"] = nil
    } catch {
      // The class of a failure is that of Python.
      result["error"] = "failure"
    }
    return result
  }
}
