// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// Differences that people can read.
@Suite struct ExpectationTests {
  private let pipeline = LoadPipeline.test("shop")
  private var store: ColumnStore { pipeline.destination }
  private let orders = Records(
    "orders",
    of: [
      ["id": 1, "total": 9.5, "day": .date(CalendarDate(days: 0))],
      ["id": 2, "total": 1.0, "lines": [["sku": "a"]]], ["id": 3, "total": 2.5],
    ] as [Record]
  )

  @Test func `rows as expected pass, in any order and spelling`() async throws {
    try await pipeline.run(orders)
    try store.expect(
      "shop.orders",
      [
        ["id": 3, "total": 2.5], ["id": 2, "total": 1, "day": .null],
        ["total": 9.5, "id": 1, "day": "1970-01-01"],
      ]
    )
    try store.expect("shop.orders__lines", [["sku": "a", "_dlt_list_idx": 0]])
    try store.expectColumns("shop.orders", ["id": .bigint, "total": .double, "day": .date])
    try store.expectTables("shop", ["orders", "orders__lines"])
    let shop = try await TableReader(store, dataset: "shop").read()
    try shop.expect("orders__lines", [["sku": "a"]])
    try shop.expectTables(["orders__lines", "orders"])
  }

  @Test func `rows that differ are shown side by side`() async throws {
    try await pipeline.run(orders)
    let error = #expect(throws: ExpectationFailure.self) {
      try store.expect(
        "shop.orders",
        [
          ["id": 1, "total": 9.5, "day": "1970-01-01"], ["id": 2, "total": 7],
          ["id": 4, "total": 8],
        ]
      )
    }
    #expect(
      error?.description == """
        The table 'shop.orders' has other rows than expected (- expected, + found): \
        1 changed, 1 missing, 1 too many, 1 as expected.
            id  total  day
            1   9.5    1970-01-01
          - 2   7.0    ·
          + 2   1.0    ·
                ^^^
          - 4   8.0    ·
          + 3   2.5    ·
        """
    )
  }

  @Test func `a key finds the rows that changed, and doubles are counted`() throws {
    let table = TableContents(
      "t",
      columns: [Column("id", .bigint), Column("v", .text)],
      rows: [["id": 1, "v": "a"], ["id": 1, "v": "a"], ["id": 2, "v": "x"]]
    )
    let error = #expect(throws: ExpectationFailure.self) {
      try table.expect([["id": 1, "v": "a"], ["id": 2, "v": "b"]], by: "id")
    }
    #expect(
      error?.description == """
        The table 't' has other rows than expected (- expected, + found): \
        1 changed, 1 too many (1 doubled), 1 as expected.
            id  v
            1   a
          - 2   b
          + 2   x
                ^
          + 1   a
        """
    )
  }

  @Test func `the order counts where it is asked for`() throws {
    let rows = (1...9).map { number -> Record in ["n": .int(Int64(number))] }
    let table = TableContents("t", columns: [Column("n", .bigint)], rows: rows)
    try table.expect(rows.reversed())
    try table.expect(rows, inOrder: true)
    let error = #expect(throws: ExpectationFailure.self) {
      try table.expect([["n": 2]] + rows.filter { $0["n"] != 2 }, inOrder: true)
    }
    #expect(
      error?.description == """
        The table 't' has other rows than expected (- expected, + found): \
        1 missing, 1 too many (1 doubled), 8 as expected.
            n
          - 2
            1
          + 2
            3
            4
            … 5 as expected
        """
    )
  }

  @Test func `columns and tables that differ are shown`() async throws {
    try await pipeline.run(orders)
    let columns = #expect(throws: ExpectationFailure.self) {
      try store.expectColumns("shop.orders", ["id": .text, "total": .double, "name": .text])
    }
    #expect(
      columns?.description == """
        The table 'shop.orders' has other columns than expected (- expected, + found):
            column  type
          - id      text
          + id      bigint
            total   double
          + day     date
          - name    text
        """
    )
    let tables = #expect(throws: ExpectationFailure.self) {
      try store.expectTables("shop", ["orders", "customers"])
    }
    #expect(
      tables?.description == """
        The dataset 'shop' has other tables than expected (- expected, + found):
            table
          - customers
            orders
          + orders__lines
        """
    )
  }

  @Test func `a table that is not there is named`() async throws {
    try await pipeline.run(orders)
    for path in ["shop.order", "shop", "store.orders"] {
      #expect(throws: ExpectationFailure.self) { try store.expect(path, []) }
    }
    let error = #expect(throws: ExpectationFailure.self) {
      try store.contents(of: "elsewhere").expect("orders", [])
    }
    #expect(
      error?.description == "The dataset 'elsewhere' has no table 'orders'; it has none at all."
    )
  }

  @Test func `the same input gives the same bytes`() async throws {
    let other = LoadPipeline.test("shop")
    let first = try await pipeline.run(orders)
    let second = try await other.run(orders)
    #expect(first.loadID == "1700000000.123456" && second.loadID == first.loadID)
    #expect(
      try store.table("shop", "orders").records
        == other.destination.table("shop", "orders").records
    )
  }
}
