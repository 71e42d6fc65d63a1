// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@Suite struct LoadErrorTests {
  @Test func `an error keeps the start of a long value`() {
    let value = String(repeating: "é", count: 1_000_000)
    #expect(LoadError(.invalidValue, "No.", offendingValue: value).offendingValue?.count == 200)
    #expect(LoadError(.invalidValue, "No.", offendingValue: "é").offendingValue == "é")
    #expect(LoadError(.invalidValue, "No.").offendingValue == nil)
  }

  @Test func `a value that is refused is not kept whole`() {
    let column = VectorBuilder(.bigint)
    let value = Value.text("start" + String(repeating: "x", count: 10_000))
    let error = #expect(throws: LoadError.self) { try column.append(value) }
    #expect(error?.offendingValue?.count == 200)
    #expect(error?.offendingValue?.hasPrefix("start") == true)
  }
}
