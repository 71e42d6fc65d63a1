// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// Whatever the text, reading it returns, and an error lies inside the text.
@Suite struct SQLFuzzTests {
  static let samples = SQLSample.queries + SQLSample.statements
  static let texts = samples.map(\.text) + SQLSample.expressions.map { "SELECT " + $0.text }

  /// Reads `text`, and looks at the place of the error if there is one.
  static func check(_ text: String) {
    do throws(SQLError) {
      for statement in try SQL.statements(in: text) {
        let printed = statement.sql
        do throws(SQLError) {
          #expect(try SQL.statement(in: printed).sql == printed, "\(text)")
        } catch {
          Issue.record("\(text)\nis printed as\n\(printed)\n\(error)")
        }
      }
    } catch {
      guard let range = error.range else {
        Issue.record("\(text): \(error) has no place.")
        return
      }
      #expect(range.lowerBound <= range.upperBound && range.upperBound <= text.utf8.count)
      #expect(error.excerpt != nil)
      #expect(!error.description.isEmpty)
    }
  }

  @Test func `a text that is cut off anywhere is read or refused`() {
    for text in Self.texts {
      let bytes = Array(text.utf8)
      for count in 0..<bytes.count { Self.check(String(decoding: bytes[..<count], as: UTF8.self)) }
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `mutated statements are read or refused`(seed: UInt64) throws {
    var random = SQLRandom(seed: seed)
    for _ in 0..<400 {
      var words = try Self.words(random.element(of: Self.texts))
      for _ in 0...Int.random(in: 0...2, using: &random) where !words.isEmpty {
        let place = Int.random(in: words.indices, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: words.remove(at: place)
        case 1: words.insert(words[place], at: place)
        case 2: words.swapAt(place, Int.random(in: words.indices, using: &random))
        case 3: words[place] = random.element(of: SQL.Keyword.allCases).rawValue
        default: words[place] = random.element(of: SQL.Symbol.allCases).rawValue
        }
      }
      Self.check(words.joined(separator: " "))
    }
  }

  private static func words(_ text: String) throws -> [String] {
    let bytes = ContiguousArray(text.utf8)
    return try SQL.Lexer.tokens(of: bytes).all.dropLast().map {
      String(decoding: bytes[$0.bytes], as: UTF8.self)
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `any words in any order are read or refused`(seed: UInt64) {
    var random = SQLRandom(seed: seed)
    let others = [
      "a", "b", "1", "1.5", "'x'", "\"q\"", "$1", "?", "#1", "X'00'", "$$z$$", "E'\\n'",
    ]
    for _ in 0..<400 {
      let text = (0..<Int.random(in: 1...25, using: &random)).map { _ in
        switch Int.random(in: 0..<3, using: &random) {
        case 0: random.element(of: SQL.Keyword.allCases).rawValue
        case 1: random.element(of: SQL.Symbol.allCases).rawValue
        default: random.element(of: others)
        }
      }
      Self.check("SELECT " + text.joined(separator: " "))
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `any bytes are read or refused`(seed: UInt64) {
    var random = SQLRandom(seed: seed)
    let likely = Array("'\"$/*-.:;()[]{}eExX0189_ \n\t\\aé日#@!~<>=|&^%+,".utf8)
    for _ in 0..<400 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        Bool.random(using: &random)
          ? random.element(of: likely) : UInt8.random(in: 0...255, using: &random)
      }
      Self.check(String(decoding: bytes, as: UTF8.self))
      // The words of bytes that are no UTF-8 are inside of them as well.
      guard let tokens = try? SQL.Lexer.tokens(of: ContiguousArray(bytes)) else { continue }
      #expect(tokens.all.allSatisfy { $0.lower <= $0.upper && Int($0.upper) <= bytes.count })
    }
  }
}

/// Numbers that are the same for the same seed.
struct SQLRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  mutating func element<Element>(of elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &self)]
  }
}
