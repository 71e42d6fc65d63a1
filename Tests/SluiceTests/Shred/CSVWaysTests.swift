// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// CSV gives the same rows whichever way its records go and in whatever pieces they come.
@Suite struct CSVWaysTests {
  struct Source {
    var random: SeededGenerator

    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    /// A field as it stands in the input.
    mutating func field() -> String {
      let text: String
      switch pick(16) {
      case 0, 1: return ""
      case 2...5: text = "\(pick(2_000) - 1_000)"
      case 6: text = "\(Int64(bitPattern: random.next()) >> Int64(pick(64)))"
      case 7: text = ["1.0", "-0.0", "2.5e3", "1E-7", "0.1", "123456.789", "-0", "1e999"][pick(8)]
      case 8: text = ["true", "false", "True", "t", "nan", "inf", "NA", "\\N"][pick(8)]
      case 9, 10:
        text =
          [
            "2024-01-01T10:00:00Z", "2024-02-29 01:02:03.5+02:00", "2024-01-01", "10:00",
            "2024-01-01T10:00:00.1234567+0100",
          ][pick(5)]
      case 11:
        text =
          [
            "007", "+1", "1.", ".5", "-", "1e", " 1", "1 ", "0x1F", "99999999999999999999",
          ][pick(10)]
      default: text = JSONFuzzTests.text(&random)
      }
      let needsQuotes =
        text.utf8.contains { [0x0A, 0x0D, 0x22, 0x2C].contains($0) } || text.isEmpty
      guard needsQuotes || pick(4) == 0 else { return text }
      return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    mutating func table(rows: Int) -> String {
      let count = 1 + pick(5)
      var text = (0..<count).map { "c\($0)" }.joined(separator: ",") + "\n"
      let end = pick(2) == 0 ? "\n" : "\r\n"
      let shapes = (0..<3).map { _ in (0..<count).map { _ in field() } }
      for _ in 0..<rows {
        if pick(12) == 0 { text += end }
        let shape = shapes[pick(3)]
        let fields = (0..<count).map { pick(3) > 0 ? shape[$0] : field() }
        text += fields.joined(separator: ",") + end
      }
      return pick(3) == 0 ? String(text.dropLast()) : text
    }
  }

  struct Outcome: Equatable {
    var rows: [String]
    var columns: [String]
    var error: String?
    var skipped: [String]
  }

  /// Everything that can be seen of reading `text`.
  static func read(
    _ text: [UInt8],
    careful: Bool,
    skips: Bool,
    columns: [Column] = [],
    stages: [any Stage] = [InferTypes(), EvolveSchema()],
    sizes: () -> Int,
    takes: () -> Bool = { false }
  ) -> Outcome {
    let harness = ShredHarness(columns: columns, stages: stages)
    let skipped = Locked<[String]>([])
    let intake = CSVIntake(
      into: harness.shredder,
      malformed: skips
        ? .skip { record in skipped.withLock { $0.append("\(record)") } } : .fail
    )
    intake.hasCollisions = careful
    var failure: String?
    do {
      var start = 0
      while start < text.count {
        let space = intake.freeSpace
        let count = min(sizes(), text.count - start, space.count)
        space.copyBytes(from: text[start..<start + count])
        try intake.accept(count)
        if takes() { harness.take() }
        start += count
      }
      try intake.finish()
    } catch {
      failure = "\(error)"
    }
    harness.take()
    return Outcome(
      rows: harness.sortedData(),
      columns: harness.columns(),
      error: failure,
      skipped: skipped.withLock { $0 }
    )
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `the known way gives what the careful way gives`(seed: UInt64) {
    var source = Source(random: SeededGenerator(seed: seed))
    let kinds = DataType.Kind.allCases
    for round in 0..<12 {
      let text = Array(source.table(rows: 40).utf8)
      var columns: [Column] = []
      if round % 3 == 2 {
        for number in 0..<3 {
          columns.append(Column("c\(number)", DataType(kinds[source.pick(kinds.count)])))
        }
      }
      let careful = Self.read(text, careful: true, skips: false, columns: columns, sizes: { .max })
      let known = Self.read(text, careful: false, skips: false, columns: columns, sizes: { .max })
      #expect(known == careful, "\(String(decoding: text, as: UTF8.self))")
      var random = source.random
      let pieces = Self.read(
        text,
        careful: false,
        skips: false,
        columns: columns,
        sizes: { Int.random(in: 1...50, using: &random) },
        takes: { Int.random(in: 0..<10, using: &random) == 0 }
      )
      source.random = random
      #expect(pieces == careful, "\(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `mutated input is read alike either way and in pieces`(seed: UInt64) {
    var source = Source(random: SeededGenerator(seed: 1_000 + seed))
    let interesting = Array("\"\",,\n\r\0 \t;x1.-eT:".utf8) + [0x80, 0xC3, 0xED, 0xF4, 0xEF]
    for _ in 0..<40 {
      var text = Array(source.table(rows: 6).utf8)
      for _ in 0...source.pick(5) where !text.isEmpty {
        let place = source.pick(text.count)
        let byte = interesting[source.pick(interesting.count)]
        switch source.pick(4) {
        case 0: text[place] = byte
        case 1: text.insert(byte, at: place)
        case 2: text.remove(at: place)
        default: text[place] = UInt8(source.pick(256))
        }
      }
      let skips = source.pick(2) == 0
      let careful = Self.read(text, careful: true, skips: skips, sizes: { .max })
      let known = Self.read(text, careful: false, skips: skips, sizes: { .max })
      #expect(known == careful, "\(text)")
      let size = 1 + source.pick(9)
      let pieces = Self.read(text, careful: false, skips: skips, sizes: { size })
      #expect(pieces == careful, "\(text)")
    }
  }

  @Test func `input may end at every byte`() {
    let text = Array("a,b,c\r\n1,\"x\"\"\n,é\",2024-01-01T00:00:00Z\r\n2,\"\",\r\n3,y,\"z\"".utf8)
    for count in 0...text.count {
      let part = Array(text[..<count])
      let whole = Self.read(part, careful: true, skips: false, sizes: { .max })
      for size in [1, 2, 3, 7] {
        #expect(Self.read(part, careful: false, skips: false, sizes: { size }) == whole)
      }
    }
  }
}
