// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct MissingValueTests {
  private let store = ColumnStore()
  private static let json = #"""
    {"id": 1, "total": 5}
    {"id": 2, "total": null}
    {"id": 3, "total": 7}
    """#

  private func orders(_ json: String = Self.json) -> Records {
    Records("orders", json: json).column("id", .bigint)
      .column("total", .bigint, nullable: false)
  }

  @Test(arguments: ["contract", "policy", "check"])
  func `a record with a null that may not be is put aside`(by rule: String) async throws {
    let records =
      switch rule {
      case "contract": orders().contract(.declared(.quarantine))
      case "policy": orders().onConflict(.quarantine)
      default: orders().check(.notNull("total"), otherwise: .quarantine)
      }
    let report = try await LoadPipeline("demo", into: store).run(records)
    #expect(report.quarantined == 1)
    #expect(try store.data("orders") == ["id=1 total=5", "id=3 total=7"])
    let aside = try #require(try store.aside().first)
    #expect(aside["record_number"] == 2)
    #expect(aside["column_name"] == "total")
    let clauses = [
      "contract": "data_type: quarantine", "policy": "conflict: quarantine",
      "check": "check: total has a value",
    ]
    #expect(aside["clause"]?.string == clauses[rule])
  }

  @Test func `a check puts records aside that lack the field`() async throws {
    let records = orders(#"{"id": 1, "total": 5}"# + "\n" + #"{"id": 2}"#)
      .check(.notNull("total"), otherwise: .quarantine)
    let report = try await LoadPipeline("demo", into: store).run(records)
    #expect(report.quarantined == 1)
    #expect(try store.data("orders") == ["id=1 total=5"])
  }

  @Test(arguments: [Contract.Mode.evolve, .freeze, .discardRow, .discardValue])
  func `under other contracts the run fails, as in dlt`(mode: Contract.Mode) async throws {
    await #expect {
      try await LoadPipeline("demo", into: store).run(orders().contract(.declared(mode)))
    } throws: { error in
      let error = error as? LoadError
      return error?.code == .missingValue && error?.location.record == 2
    }
  }
}
