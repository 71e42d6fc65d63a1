// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Paths beyond what was recorded from dlt.
@Suite struct CursorPathTests {
  private let record: Value = [
    "id": 7, "straße": 1, "meta": ["rev": 3, "tags": ["a", "b", "c", "d"]],
    "lines": [["n": 1, "kind": "x"], ["n": 5, "kind": "y"]],
  ]

  @Test(
    arguments: [
      ("straße", 1), ("$.meta['rev']", 3), ("$['meta']['rev']", 3), ("lines[-1].n", 5),
      ("lines[?(@.kind == 'y')].n", 5), ("lines[?(@.n >= 1 & @.kind = 'y')].n", 5),
      ("lines[0].n * 10 + 1", 11), ("meta.tags.`len`", 4), ("nothing|id", 7),
    ] as [(String, Value)]
  )
  func `a path finds a value`(text: String, expected: Value) throws {
    #expect(try CursorPath(text).value(in: record) == expected)
  }

  @Test func `a slice has a start, an end and a step`() throws {
    let values = try CursorPath("meta.tags[0:3:2]").matches(in: record).map(\.value)
    #expect(values == ["a", "c"])
  }

  @Test(
    arguments: [
      ("id", ["id"]), ("$.meta.rev", ["meta", "rev"]), ("meta['rev']", ["meta", "rev"]),
      ("lines[0].n", nil), ("$", []), ("id,zero", nil), ("*", nil), ("$..id", nil),
    ] as [(String, [String]?)]
  )
  func `a path of names alone is known as one`(text: String, names: [String]?) throws {
    #expect(try CursorPath(text).fieldChain == names)
  }

  @Test(arguments: ["", " ", "a..", "a[1", "a[?(@.b]", "a.b.", "(a", "a b", "1st", "a[1:2:3:4]"])
  func `what is no path is refused`(text: String) {
    let error = #expect(throws: LoadError.self) { _ = try CursorPath(text) }
    #expect(error?.code == .invalidConfiguration)
  }
}
