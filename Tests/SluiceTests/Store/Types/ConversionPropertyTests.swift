// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// What holds of all values and all texts.
@Suite struct ConversionPropertyTests {
  static let seeds = 0..<20 as Range<UInt64>

  /// Texts that some reader takes, or nearly.
  static let texts = [
    "true", "-123", "1_000.5e-3", "0x1F", "170141183460469231731687303715884105727", "nan(1)",
    "-inf", "2020-01-02", "0044-03-15 (BC)", "infinity", "epoch", "10:11:12.123456-02:30",
    "2020-01-02 03:04:05.678 America/New_York", "1 year 2 mons -3 days 04:05:06.7 ago",
    "\\xAA\\x5c'", "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}", "0101101",
    "[1, 'a\\'b', [x], {k: v}, NULL]", "{'a': 1, b: \"x\\\"y\"}", "{k=[1, 2], 'q'={z=(1)}}",
    "Thu, 5 March 2021 05:06 PM +01 UTC", "%d %-5.3f %1$s %,d %hhx %*d", "{} {0:>10,.2f} {:{}}",
    "%Y-%m-%d %H:%M:%S.%f %z %Z %j %U %W %V %G %c", "ééé",
  ]

  /// A text with a few bytes changed, taken out, put in, or cut off.
  static func mutated(_ random: inout SplitMix) -> [UInt8] {
    var bytes = Array(texts[Int.random(in: 0..<texts.count, using: &random)].utf8)
    if Int.random(in: 0..<8, using: &random) == 0 {
      bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    }
    for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let byte =
        Bool.random(using: &random)
        ? UInt8.random(in: 0x20...0x7E, using: &random) : .random(in: 0...255, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] = byte
      case 1: bytes.insert(byte, at: place)
      case 2: bytes.remove(at: place)
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes
  }

  @Test(arguments: seeds)
  func `no text is a danger`(seed: UInt64) {
    var random = SplitMix(state: seed)
    let nested: [SQLType] = [
      .list(.list(.varchar)), .array(.integer, count: 2), .map(.varchar, .list(.varchar)),
      .structure([.init(name: "a", type: .varchar), .init(name: "b", type: .list(.varchar))]),
    ]
    for _ in 0..<2_000 {
      let bytes = Self.mutated(&random)
      bytes.withUnsafeBufferPointer { text in
        // The bytes beyond a part of a text are as good as none.
        let cut = TextBytes(rebasing: text.prefix(Int.random(in: 0...text.count, using: &random)))
        for text in [text, cut] {
          readScalars(text)
          for type in nested { _ = NestedText(text, as: type, isLenient: true) }
          readTemplates(text)
        }
      }
    }
  }

  private func readScalars(_ text: TextBytes) {
    _ = TextReader.boolean(text)
    _ = TextReader.integer(text, as: Int8.self)
    _ = TextReader.integer(text, as: UInt64.self)
    _ = TextReader.integer(text, as: Int128.self)
    _ = TextReader.double(text)
    _ = TextReader.float(text)
    _ = TextReader.decimal(text, width: 4, scale: 4)
    _ = TextReader.decimal(text, width: 38, scale: 10)
    _ = try? TextReader.date(text)
    _ = try? TextReader.time(text)
    _ = try? TextReader.timestamp(text)
    _ = try? TextReader.timestampInUTC(text)
    _ = try? TextReader.interval(text)
    _ = TextReader.uuid(text)
    var bytes: [UInt8] = []
    _ = TextReader.blob(text, to: &bytes)
    _ = TextReader.bits(text, to: &bytes)
    TextWriter.append(blob: text, to: &bytes)
    TextWriter.append(bits: text, to: &bytes)
    TextWriter.append(part: text, to: &bytes)
  }

  private func readTemplates(_ text: TextBytes) {
    let arguments: [FormatArgument] = [
      .integer(-5), .double(1.5), .text(text), .boolean(true), .integer(.max, bits: 128),
    ]
    var bytes: [UInt8] = []
    try? FormatTemplate(braces: text).append(arguments, to: &bytes)
    try? FormatTemplate(percents: text).append(arguments, to: &bytes)
    if let format = try? TimeFormat(text) {
      format.append(timestamp: -62_135_596_800_000_001, to: &bytes)
      format.append(date: .max - 1, to: &bytes)
      _ = try? format.read(text)
    }
    if let format = try? TimeFormat("%Y-%m-%d %H:%M:%S.%f %z %p %b %A %j") {
      _ = try? format.read(text)
    }
  }

  /// Expects that what is written reads back.
  private func expectRoundTrip<Value: Equatable>(
    _ value: Value,
    _ write: (Value, inout [UInt8]) -> Void,
    _ read: (TextBytes) -> Value?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var bytes: [UInt8] = []
    write(value, &bytes)
    let back = bytes.withUnsafeBufferPointer(read)
    #expect(back == value, sourceLocation: sourceLocation)
  }

  @Test(arguments: seeds)
  func `numbers read back`(seed: UInt64) {
    var random = SplitMix(state: seed)
    for _ in 0..<500 {
      let bits = UInt64.random(in: 0...UInt64.max, using: &random)
      let wide = Int128(truncatingIfNeeded: bits) << Int128(bits % 70) ^ Int128(random.next())
      expectRoundTrip(wide, { TextWriter.append($0, to: &$1) }, { TextReader.integer($0) })
      let double = Double(bitPattern: bits)
      if !double.isNaN {
        expectRoundTrip(double, { TextWriter.append($0, to: &$1) }, { TextReader.double($0) })
      }
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
      if !float.isNaN {
        expectRoundTrip(
          Double(float),
          { TextWriter.append(float: $0, to: &$1) },
          { TextReader.float($0) }
        )
      }
      let width = Int.random(in: 1...38, using: &random)
      let scale = Int.random(in: 0...width, using: &random)
      let decimal = wide % Int128(Magnitude.powersOfTen[width])
      expectRoundTrip(
        decimal,
        { TextWriter.append($0, width: width, scale: scale, to: &$1) },
        { TextReader.decimal($0, width: width, scale: scale) }
      )
      expectRoundTrip(wide, { TextWriter.append(uuid: $0, to: &$1) }, { TextReader.uuid($0) })
    }
  }

  @Test(arguments: seeds)
  func `moments and spans read back`(seed: UInt64) {
    var random = SplitMix(state: seed)
    for _ in 0..<500 {
      let days = Int32.random(in: -2_147_483_646...2_147_483_646, using: &random)
      expectRoundTrip(days, { TextWriter.append(date: $0, to: &$1) }, { try? TextReader.date($0) })
      let time = Int64.random(in: 0...SQLTimestamp.perDay, using: &random)
      expectRoundTrip(time, { TextWriter.append(time: $0, to: &$1) }, { try? TextReader.time($0) })
      let moment = Int64.random(in: .min...(.max - 1), using: &random)
      expectRoundTrip(
        moment,
        { TextWriter.append(timestamp: $0, to: &$1) },
        { try? TextReader.timestamp($0) }
      )
      expectRoundTrip(
        moment,
        { TextWriter.append(timestamp: $0, isUTC: true, to: &$1) },
        { try? TextReader.timestampInUTC($0) }
      )
      // Hours have nine digits, and signs of days and months are their own.
      let interval = Interval(
        months: .random(in: .min...(.max), using: &random),
        days: .random(in: .min...(.max), using: &random),
        microseconds: .random(in: -3_599_999_996_400_000_000...3_599_999_996_400_000_000)
      )
      expectRoundTrip(
        interval,
        { TextWriter.append($0, to: &$1) },
        { try? TextReader.interval($0) }
      )
    }
  }

  @Test(arguments: seeds)
  func `bytes and bits read back`(seed: UInt64) {
    var random = SplitMix(state: seed)
    for count in 0...70 {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      expectRoundTrip(
        bytes,
        { bytes, text in
          bytes.withUnsafeBufferPointer { TextWriter.append(blob: $0, to: &text) }
        },
        { text in
          var bytes: [UInt8] = []
          return TextReader.blob(text, to: &bytes) ? bytes : nil
        }
      )
      var bits: [UInt8] = []
      BitText.append(count: count + 1, to: &bits) { $0 % 3 == 0 || (seed + UInt64($0)) % 5 == 0 }
      expectRoundTrip(
        bits,
        { bits, text in bits.withUnsafeBufferPointer { TextWriter.append(bits: $0, to: &text) } },
        { text in
          var bits: [UInt8] = []
          return TextReader.bits(text, to: &bits) ? bits : nil
        }
      )
    }
  }

  @Test(arguments: seeds)
  func `nested values read back`(seed: UInt64) {
    var random = SplitMix(state: seed)
    let leaf = SQLType.varchar
    let type = SQLType.structure([
      .init(name: "it's", type: .list(.list(leaf))), .init(name: "b", type: .map(leaf, leaf)),
      .init(name: "c", type: .array(leaf, count: 2)),
    ])
    func text() -> NestedText {
      let words = [
        "", "a", " x", "NULL", "it's", "a\\b", "\"", "[", "]", "a,b", "k=v", "k: v", "é",
      ]
      if Int.random(in: 0..<6, using: &random) == 0 { return .null }
      let count = Int.random(in: 0...3, using: &random)
      let joined = (0..<count).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
      return .text(Array(joined.joined().utf8))
    }
    func list(_ element: () -> NestedText) -> NestedText {
      .list((0..<Int.random(in: 0...3, using: &random)).map { _ in element() })
    }
    for _ in 0..<200 {
      let entries = (0..<Int.random(in: 0...3, using: &random)).map { number in
        NestedText.Entry(key: .text(Array("k\(number) ='".utf8)), value: text())
      }
      let value = NestedText.structure([
        list { list { text() } }, .map(entries), .list([text(), text()]),
      ])
      expectRoundTrip(
        value,
        { TextWriter.append($0, as: type, to: &$1) },
        { NestedText($0, as: type) }
      )
    }
  }

  @Test(arguments: seeds)
  func `formats read what they write`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let formats = try [
      "%Y-%m-%d %H:%M:%S.%f", "%d %B %Y, %I:%M:%S.%f %p", "%Y %j %X.%f", "%G-W%V-%u %T.%f",
      "%A %Y %U %w %H%M%S%f", "%a %Y %W %w %-H:%-M:%-S.%f", "%c.%n",
    ].map { try TimeFormat($0) }
    for _ in 0..<200 {
      // The years 1 to 9999, but for weeks that belong to a year beyond them.
      let days = Int64.random(in: -719_100...2_932_800, using: &random)
      let moment = days * SQLTimestamp.perDay + .random(in: 0..<SQLTimestamp.perDay, using: &random)
      for format in formats {
        expectRoundTrip(
          moment,
          { format.append(timestamp: $0, to: &$1) },
          { try? format.read($0).timestamp }
        )
      }
    }
  }

  @Test(arguments: seeds)
  func `moments lie between the beginnings around them`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let parts: [DatePart] = [
      .year, .quarter, .month, .week, .day, .hour, .minute, .second, .millisecond,
    ]
    for _ in 0..<300 {
      let moment = Int64.random(in: 0...250_000_000_000_000_000, using: &random)
      for part in parts {
        let start = try #require(part.truncate(timestamp: moment))
        let unit = try #require(Interval(1, part))
        let next = try #require(unit.added(toTimestamp: start))
        #expect(start <= moment && moment < next)
        #expect(part.truncate(timestamp: start) == start)
        // Weeks are distances of seven days.
        if part != .week { #expect(part.boundaries(fromTimestamp: moment, to: next) == 1) }
        #expect(part.wholes(fromTimestamp: start, to: moment) == 0)
        #expect(part.wholes(fromTimestamp: start, to: next) == 1)
      }
    }
  }

  @Test(arguments: seeds)
  func `no moment is a danger`(seed: UInt64) {
    var random = SplitMix(state: seed)
    func edge<T: FixedWidthInteger>(_ type: T.Type) -> T {
      let edges: [T] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
      return Bool.random(using: &random)
        ? edges[Int.random(in: 0..<edges.count, using: &random)]
        : .random(in: .min...(.max), using: &random)
    }
    for _ in 0..<500 {
      let interval = Interval(
        months: edge(Int32.self),
        days: edge(Int32.self),
        microseconds: edge(Int64.self)
      )
      let (days, moment, other) = (edge(Int32.self), edge(Int64.self), edge(Int64.self))
      _ = interval.added(toDate: days)
      _ = interval.subtracted(fromTimestamp: moment)
      _ = interval.added(toTime: abs(moment % SQLTimestamp.perDay))
      _ = interval.multiplied(by: Double(other) / 1e6)
      _ = interval.divided(by: Double(other))
      _ = interval.multiplied(by: other)
      _ = interval.totalMicroseconds
      _ = interval.justified
      _ = Interval.isLess(interval, Interval(days: days))
      _ = Interval.age(moment, since: other)
      _ = Interval.difference(moment, other)
      _ = SQLDate.sum(days, edge(Int32.self))
      _ = SQLDate.lastDay(days)
      _ = SQLTimestamp.milliseconds(moment)
      let bucket = try? TimeBucket(interval)
      _ = try? bucket?.start(ofTimestamp: moment, origin: 0)
      _ = try? bucket?.start(ofTimestamp: moment, offset: interval)
      _ = try? bucket?.start(ofDate: days)
      var bytes: [UInt8] = []
      TextWriter.append(interval, to: &bytes)
      TextWriter.append(date: days, to: &bytes)
      TextWriter.append(timestamp: moment, to: &bytes)
      for part in DatePart.allCases {
        _ = part.value(ofDate: days)
        _ = part.value(ofTimestamp: moment)
        _ = part.value(of: interval)
        _ = part.fraction(ofTimestamp: moment)
        _ = part.fraction(of: interval)
        _ = part.truncate(date: days)
        _ = part.truncate(timestamp: moment)
        _ = part.truncate(interval)
        _ = part.boundaries(fromTimestamp: moment, to: other)
        _ = part.boundaries(fromDate: days, to: 0)
        _ = part.wholes(fromTimestamp: moment, to: other)
        _ = Interval(other, part)
      }
    }
  }
}
