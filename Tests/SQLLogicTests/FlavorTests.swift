// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct FlavorTests {
  @Test(
    arguments: [
      ("/x/a.test", "# name: test/sql/a.test\n", .duckdb),
      ("/x/sqlite/a.test", "# name: test/sql/a.test\n", .duckdb),
      ("/x/a.test", "# name: test/sqlite/select1.test\nhash-threshold 8\n", .sqlite),
      ("/x/sqlite/index/a.test", "statement ok\n", .sqlite),
      ("/x/third_party/sqllogictest/test/a.test", "statement ok\n", .sqlite),
      ("/x/sqlite/duckdb/a.test", "hash-threshold 8\n", .duckdb),
      ("/x/a.test", "hash-threshold 8\n", .sqlite),
      ("/x/a.test", "\r\nonlyif mssql\r\nhalt\r\n", .sqlite),
      ("/x/a.test", "skipif i=2\n", .duckdb),
      ("a.test", "", .duckdb),
    ] as [(String, String, Flavor)]
  )
  func `a script shows whose it is`(_ path: String, _ head: String, _ expected: Flavor) {
    #expect(Flavor(path: path, head: head) == expected)
  }
}
