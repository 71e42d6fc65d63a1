// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@Suite struct NamingConventionTests {
  struct Shouting: NamingConvention {
    let name = "shouting"
    let isCaseSensitive = false
    var maximumLength: Int?

    func normalize(identifier raw: String) throws(NamingError) -> String {
      guard !raw.contains("!") else {
        throw NamingError(.refused, name: raw, message: "No shouting twice.")
      }
      return raw.uppercased()
    }
  }

  static let words = [
    "id", "userID", "a__b", "__dunder__", "Straße", "٣x", "日本", "trailing__", "a-b", "☃️ snow", "_",
    "HTTPServer", "x▶y", "9 lives", "a'b\"c\nd",
  ]

  @Test func `a convention made by a user trims, joins and shortens like the others`() throws {
    let convention = Shouting(maximumLength: 12)
    #expect(try convention.normalizeIdentifier("\u{1F} id\t") == "ID")
    #expect(try convention.normalizePath("orders__ __lines") == "ORDERS__LINES".cut(convention))
    #expect(convention.makePath(["a", " ", "b"]) == "a__b")
    #expect(throws: NamingError.self) { try convention.normalizeIdentifier("hey!") }
  }

  @Test(arguments: ["", " ", "\u{3000}\u{1C}\n"])
  func `a blank name is an error and a blank path is empty`(_ raw: String) throws {
    let error = #expect(throws: NamingError.self) { try SnakeCase().normalizeIdentifier(raw) }
    #expect(error?.code == .emptyIdentifier)
    #expect(try SnakeCase().normalizePath(raw) == "")
  }

  @Test func `breaking paths keeps the separator and not breaking collapses it`() throws {
    #expect(try SnakeCase().normalizeName("Orders__LineItems") == "orders__line_items")
    #expect(
      try SnakeCase().normalizeName("Orders__LineItems", breakingPath: false)
        == "orders_line_items"
    )
  }

  @Test(arguments: NamingConventions.all.map(\.name), words)
  func `a path normalized twice is as it was after once`(_ name: String, _ word: String) throws {
    let convention = try NamingConventions.named(name, maximumLength: 12)
    let once = try convention.normalizePath(word)
    #expect(try convention.normalizePath(once) == once)
  }

  @Test(arguments: 1...40)
  func `a shortened name has just the length allowed and keeps both ends`(_ limit: Int) {
    let convention = SnakeCase()
    let long = "a_name_of_🙂_forty_or_more_scalars_in_all_"
    let short = convention.shorten(normalized: long, original: long, to: limit)
    #expect(short.unicodeScalars.count == limit)
    if limit > 6 {
      let end = (limit - 6) / 2
      #expect(
        short.unicodeScalars.prefix(limit - 6 - end).elementsEqual(
          long.unicodeScalars.prefix(limit - 6 - end)
        )
      )
      #expect(short.unicodeScalars.suffix(end).elementsEqual(long.unicodeScalars.suffix(end)))
    }
  }

  @Test func `a name that fits is not shortened`() {
    let name = "日本語の名前"
    #expect(SnakeCase().shorten(normalized: name, original: name, to: 6) == name)
    #expect(SnakeCase().shorten(normalized: name, original: name, to: 0) == name)
    #expect(SnakeCase().shorten(normalized: name, original: name, to: 5) != name)
  }

  @Test func `long names that share their ends stay apart`() throws {
    let convention = SnakeCase(maximumLength: 20)
    let names = try (0..<500).map {
      try convention.normalizeIdentifier("the_beginning_\($0)_the_end_of_it")
    }
    #expect(Set(names).count == 500)
    #expect(
      try convention.normalizeIdentifier("this_is_a_very_long_identifier_name")
        == "this_is7bcf8wer_name"
    )
  }

  @Test func `the smaller limit wins`() {
    #expect(SnakeCase(maximumLength: 30).limited(to: 63).maximumLength == 30)
    #expect(SnakeCase(maximumLength: 63).limited(to: 30).maximumLength == 30)
    #expect(SnakeCase().limited(to: nil).maximumLength == nil)
  }

  @Test func `conventions are found by the names of stored schemas`() throws {
    let sensitive = try ["snake_case", "direct", "duck_case", "sql_ci_v1", "sql_cs_v1"].filter {
      try NamingConventions.named($0).isCaseSensitive
    }
    #expect(sensitive == ["direct", "duck_case", "sql_cs_v1"])
    let error = #expect(throws: NamingError.self) { try NamingConventions.named("snake") }
    #expect(
      error?.description == """
        There is no naming convention called 'snake'. Choose one of 'snake_case', 'direct', \
        'duck_case', 'sql_ci_v1', 'sql_cs_v1'.
        """
    )
  }

  @Test func `ready-made conventions can be named by their dot`() throws {
    func table(_ raw: String, _ convention: some NamingConvention) throws -> String {
      try convention.normalizeIdentifier(raw)
    }
    #expect(try table("My Table", .snakeCase) == "my_table")
    #expect(try table("My Table", .direct) == "My Table")
    #expect(try table("My__Table", .duckCase) == "My_Table")
    #expect(try table("My Table", .sqlCaseInsensitive) == "my_table")
    #expect(try table("My Table", .sqlCaseSensitive) == "My_Table")
  }
}

extension String {
  /// What is left of a path in `convention`.
  fileprivate func cut(_ convention: some NamingConvention) -> String {
    convention.shorten(
      normalized: self,
      original: "orders__ __lines",
      to: convention.maximumLength ?? 0
    )
  }
}
