// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Sluice

/// Statements of other databases, which are beside the package and not in it.
@Suite(
  .enabled(if: SharedSuites.folder("sqllogic") != nil, "The SQL suites are not beside the package.")
)
struct SQLCorpusTests {
  /// The scripts with statements that are no part of the dialect, and what they need.
  static let exceptions = ["merge/trigger_merge_into.test": "triggers"]

  /// How much of a script is read: those that a program has written go on for megabytes.
  static let maximumBytes = 30_000

  static func scripts(_ suite: String) throws -> [(name: String, text: String)] {
    guard let folder = SharedSuites.folder(suite) else { return [] }
    let names = FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? []
    return try names.compactMap { $0 as? String }.sorted().compactMap { name in
      guard name.hasSuffix(".test") || name.hasSuffix(".sql") else { return nil }
      let bytes = try Data(contentsOf: folder.appending(path: name), options: .alwaysMapped)
      guard bytes.count > maximumBytes else {
        return (name, String(decoding: bytes, as: UTF8.self))
      }
      // Statements end with an empty line: the last one may be cut in two.
      let start = String(decoding: bytes.prefix(maximumBytes), as: UTF8.self)
      let lines = start.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      let end = lines.lastIndex { $0.isEmpty } ?? 0
      return (name, lines[..<end].joined(separator: "\n"))
    }
  }

  @Test(arguments: ["sqllogic/duckdb", "sqllogic/sqlite"])
  func `what other engines read is read`(suite: String) throws {
    let scripts = try Self.scripts(suite)
    #expect(!scripts.isEmpty)
    var count = 0
    for (name, text) in scripts where Self.exceptions[name] == nil {
      for record in LogicScript(text).records where !record.mayFail {
        count += 1
        Self.check(record.sql, "\(name):\(record.line)")
      }
    }
    #expect(count > 2_000)
  }

  @Test func `an exception is one`() throws {
    for (name, text) in try Self.scripts("sqllogic/duckdb") where Self.exceptions[name] != nil {
      let failures = LogicScript(text).records.filter { record in
        !record.mayFail && (try? SQL.statements(in: record.sql)) == nil
      }
      #expect(!failures.isEmpty, "\(name) is read without exception.")
    }
  }

  @Test func `the queries of a benchmark are read`() throws {
    let queries = try Self.scripts("tpch/queries")
    #expect(queries.count == 22)
    for (name, text) in queries { Self.check(text, name) }
  }

  /// Reads `sql`, prints it and reads that.
  private static func check(_ sql: String, _ place: String) {
    do throws(SQLError) {
      for statement in try SQL.statements(in: sql) {
        let printed = statement.sql
        #expect(try SQL.statement(in: printed).sql == printed, "\(place)")
      }
    } catch {
      Issue.record("\(place): \(error)\n\(sql)")
    }
  }
}
