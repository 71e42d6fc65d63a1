// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@Suite struct NamingConformanceTests {
  /// A result of the corpus: a name, or why there is none.
  enum Outcome: Hashable, CustomStringConvertible {
    case name(String)
    case error(String)

    init(_ value: Value) {
      self = value.string.map { .name($0) } ?? .error(value["error"].string ?? "\(value)")
    }

    init(_ body: () throws -> String) {
      do {
        self = .name(try body())
      } catch let error as NamingError where error.code == .emptyIdentifier {
        self = .error("empty_identifier")
      } catch {
        self = .error("\(error)")
      }
    }

    var description: String {
      switch self {
      case .name(let name): "'\(name)'"
      case .error(let error): "error \(error)"
      }
    }
  }

  /// The lengths that the corpus was made with.
  static func lengths(of name: String, in file: CorpusFile) -> [Int] {
    file.root["lengths"][name == "snake_case" ? name : "others"].elements.compactMap {
      if case .int(let length) = $0 { Int(length) } else { nil }
    }
  }

  @Test(arguments: NamingConventions.all.map(\.name))
  func `every identifier of the corpus gets the name that dlt gives it`(_ name: String) throws {
    let file = try CorpusFile("identifiers")
    let convention = try NamingConventions.named(name)
    let entries = file.list("identifiers")
    let lengths = Self.lengths(of: name, in: file)
    #expect(entries.count == 309)
    #expect(!lengths.isEmpty)
    for entry in entries {
      let input = try #require(entry["input"]?.string)
      let expected = try #require(entry[name])
      #expect(
        Outcome { try convention.normalizeIdentifier(input) } == Outcome(expected["identifier"]),
        "'\(input)'"
      )
      #expect(
        Outcome { try convention.normalizePath(input) } == Outcome(expected["path"]),
        "'\(input)'"
      )
      for length in lengths {
        let limited = convention.limited(to: length)
        let shorter = expected["max_length"]["\(length)"].fields
        #expect(
          Outcome { try limited.normalizeIdentifier(input) }
            == Outcome(shorter?["identifier"] ?? expected["identifier"]),
          "'\(input)' in \(length)"
        )
        #expect(
          Outcome { try limited.normalizePath(input) }
            == Outcome(shorter?["path"] ?? expected["path"]),
          "'\(input)' in \(length)"
        )
      }
    }
  }

  @Test(arguments: NamingConventions.all.map(\.name))
  func `fragments are joined and shortened as dlt does it`(_ name: String) throws {
    let entries = try CorpusFile("identifiers").list("shorten_fragments")
    #expect(entries.count == 11)
    for entry in entries {
      let fragments = try #require(entry["fragments"]).elements.compactMap(\.string)
      let results = try #require(entry[name]?.fields)
      for (length, result) in zip(results.keys, results.values) {
        let convention = try NamingConventions.named(name, maximumLength: Int(length))
        #expect(convention.shortenFragments(fragments) == result.string, "\(fragments), \(length)")
      }
    }
  }
}
