// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

/// Tables run out of room in the middle of a record, at every place of its list.
@Suite struct FullTableTests {
  @Test(arguments: 1...7)
  func `a record that fills a table halfway is loaded whole`(width: Int) async throws {
    let list = (0..<width).map { "{\"n\": \($0)}" }.joined(separator: ", ")
    let count = 20_000 / width
    let lines = (0..<count).map { "{\"id\": \($0), \"list\": [\(list)]}\n" }.joined()
    let store = ColumnStore()
    try await LoadPipeline("full", into: store).run(Records("records", json: lines))

    let ids = try #require(try store.table("full", "records")["id"])
    #expect(ids == (0..<count).map { Value.int(Int64($0)) })
    let numbers = try #require(try store.table("full", "records__list")["n"])
    #expect(numbers == (0..<count * width).map { Value.int(Int64($0 % width)) })
  }
}
