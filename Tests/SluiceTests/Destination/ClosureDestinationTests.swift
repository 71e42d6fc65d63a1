// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct ClosureDestinationTests {
  @Test func `each batch is handed to the closure`() async throws {
    let seen = Locked<[String]>([])
    let destination = ClosureDestination { table, batch in
      seen.withLock { $0.append("\(table.name) \(batch.rowCount)") }
    }
    try await testPipeline(into: destination).run(
      Records("items", of: [record(("id", .int(1))), record(("id", .int(2)))])
    )
    #expect(seen.withLock { $0 } == ["items 2"])
  }

  @Test func `system tables come on request`() async throws {
    let seen = Locked<[String]>([])
    let destination = ClosureDestination(includesSystemTables: true) { table, _ in
      seen.withLock { $0.append(table.name) }
    }
    try await testPipeline(into: destination).run(Records("items", of: [record(("id", .int(1)))]))
    #expect(
      seen.withLock { $0 } == ["items", "_sluice_schema_changes", "_dlt_version", "_dlt_loads"]
    )
  }

  @Test func `it does not pretend to replace`() async throws {
    let error = await #expect(throws: LoadError.self) {
      try await testPipeline(into: ClosureDestination { _, _ in }).run(
        Records("items", of: [Record]()).replace()
      )
    }
    #expect(error?.code == .unsupported)
  }
}
