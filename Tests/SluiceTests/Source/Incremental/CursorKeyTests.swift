// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// How values of cursors compare.
@Suite struct CursorKeyTests {
  private func order(
    _ a: Value,
    _ b: Value,
    _ kind: CursorKind = .any,
    _ localTimes: LocalTimes = .refuse
  ) throws -> CursorOrder {
    let left = try #require(kind.key(of: a, localTimes: localTimes))
    let right = try #require(kind.key(of: b, localTimes: localTimes))
    return try left.order(to: right)
  }

  @Test(
    arguments: [
      (1, 1.0, .equal), (2, 1.5, .greater), (.double(0.1), .decimal("0.1"), .equal),
      (.int(.max), .double(9.3e18), .less), (true, 1, .equal),
      ("B", "a", .less), ("é", "f", .greater), ("Z\u{308}", "Z\u{308}a", .less),
      (.binary([1]), .binary([1, 0]), .less),
    ] as [(Value, Value, CursorOrder)]
  )
  func `values are compared as they come`(a: Value, b: Value, expected: CursorOrder) throws {
    #expect(try order(a, b) == expected)
  }

  @Test func `what lies within a microsecond is compared, too`() throws {
    let texts = [
      "2026-01-01T00:00:00.123456Z", "2026-01-01T00:00:00.1234561Z",
      "2026-01-01T00:00:00.123456700Z", "2026-01-01T01:00:00.123456701+01:00",
    ]
    for (earlier, later) in zip(texts, texts.dropFirst()) {
      #expect(try order(.text(earlier), .text(later), .instant) == .less)
    }
    #expect(
      try order("2026-01-01T00:00:00.1200000Z", "2026-01-01T00:00:00.12Z", .instant) == .equal
    )
  }

  @Test(
    arguments: [
      (.int(1), .text("1")), (.date(CalendarDate(days: 1)), .timestamp(Timestamp(microseconds: 0))),
      (.timestamp(Timestamp(microseconds: 0)), .timestamp(Timestamp(microseconds: 0, offset: nil))),
    ] as [(Value, Value)]
  )
  func `values of different types have no order`(a: Value, b: Value) {
    #expect(throws: CursorKey.Incomparable.self) { try order(a, b) }
  }

  @Test func `a local time is an instant only where it is said to be`() throws {
    let local = Value.timestamp(Timestamp(microseconds: 5, offset: nil))
    #expect(CursorKind.instant.key(of: local, localTimes: .refuse) == nil)
    #expect(CursorKind.localTime.key(of: "2026-01-01T00:00:00Z", localTimes: .refuse) == nil)
    #expect(try order(local, .timestamp(Timestamp(microseconds: 4)), .instant, .utc) == .greater)
  }

  @Test(arguments: [.null, .list([1]), .record(["a": 1]), .double(.nan)] as [Value])
  func `some values have no order at all`(value: Value) {
    #expect(CursorKey(value) == nil)
  }
}

extension ExactDecimal {
  fileprivate static func text(_ text: String) -> ExactDecimal { ExactDecimal(text) ?? .notANumber }
}

extension Value {
  fileprivate static func decimal(_ text: String) -> Value { .decimal(ExactDecimal.text(text)) }
}
