// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

@Suite struct JSONFuzzTests {
  static func value(_ random: inout SeededGenerator, depth: Int) -> Value {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2:
      return .int(Int64(bitPattern: random.next()) >> Int64.random(in: 0..<64, using: &random))
    case 3:
      let double = Double(bitPattern: random.next())
      return .double(double.isFinite ? double : 0.5)
    case 4: return .double(Double(Int.random(in: -99_999...99_999, using: &random)) / 100)
    case 5: return .text(text(&random))
    case 6:
      return .list(
        (0..<Int.random(in: 0...5, using: &random)).map { _ in value(&random, depth: depth - 1) }
      )
    default:
      var record = Record()
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        record[text(&random)] = value(&random, depth: depth - 1)
      }
      return .record(record)
    }
  }

  static func text(_ random: inout SeededGenerator) -> String {
    let alphabet = Array("abcdefghij \"\\\n\t\u{1}é€😀\u{FFFF}".unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...25, using: &random) {
      text.append(alphabet[Int.random(in: alphabet.indices, using: &random)])
    }
    return String(text)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `values survive being written and read`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let value = Self.value(&random, depth: 4)
      let text = JSONWriter().bytes(value)
      #expect(try Value(json: text) == value)
      let size = Int.random(in: 1...20, using: &random)
      #expect(try JSONCorpusTests.read(text, pieces: size).get() == [value])
      for count in 0..<text.count where text[0] == 0x5B || text[0] == 0x7B {
        #expect(throws: JSONError.self) { try Value(json: Array(text[..<count])) }
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `mutated input is read alike in pieces and as a whole`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let interesting =
      Array("{}[]\",:\\/u019-+.eEtfn \n\r\t\0\u{1}dD8cC".utf8) + [0x80, 0xC3, 0xED, 0xF4]
    let layouts = [JSONLayout.automatic, .lines, .array, .document]
    for _ in 0..<1_000 {
      var text: [UInt8] = []
      for _ in 0...Int.random(in: 0...2, using: &random) {
        text += JSONWriter().bytes(Self.value(&random, depth: 2)) + [0x0A]
      }
      if Bool.random(using: &random) { text = [0x5B] + text + [0x5D] }
      for _ in 0...Int.random(in: 0...4, using: &random) where !text.isEmpty {
        let place = Int.random(in: text.indices, using: &random)
        let byte = interesting[Int.random(in: interesting.indices, using: &random)]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text[place] = byte
        case 1: text.insert(byte, at: place)
        case 2: text.remove(at: place)
        default: text[place] = UInt8.random(in: 0...255, using: &random)
        }
      }
      var options = JSONReadOptions()
      options.layout = layouts[Int.random(in: layouts.indices, using: &random)]
      options.nestingLimit = 8
      if Bool.random(using: &random) { options.malformedRecords = .skip }
      let whole = JSONCorpusTests.read(text, pieces: .max / 2, options)
      let size = Int.random(in: 1...9, using: &random)
      let pieces = JSONCorpusTests.read(text, pieces: size, options)
      #expect(JSONCorpusTests.plain(pieces) == JSONCorpusTests.plain(whole), "\(text)")
    }
  }
}
