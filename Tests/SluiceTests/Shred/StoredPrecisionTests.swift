// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import Testing

@Suite struct StoredPrecisionTests {
  private func stored(_ values: [Value], as type: DataType) async throws -> [Value]? {
    let store = ColumnStore()
    let rows = values.map { Value.record(["v": $0]) }
    try await LoadPipeline("demo", into: store).run(Records("items", of: rows).column("v", type))
    return try store.table("demo", "items")["v"]
  }

  @Test(arguments: [
    (0, "2024-01-02T03:04:06"), (1, "2024-01-02T03:04:05.600000"),
    (3, "2024-01-02T03:04:05.557000"), (6, "2024-01-02T03:04:05.556500"),
    (9, "2024-01-02T03:04:05.556500"),
  ])
  func `timestamps are rounded to the digits of their column`(digits: Int, text: String)
    async throws
  {
    let type = DataType.timestamp(precision: digits, hasTimeZone: false)
    let moment = "2024-01-02T03:04:05.556500"
    let expected = Value.timestamp(try #require(Timestamp(text)))
    let values = try await stored(
      [.text(moment), .timestamp(try #require(Timestamp(moment)))],
      as: type
    )
    #expect(values == [expected, expected])
  }

  @Test func `timestamps before 1970 are rounded up, too`() async throws {
    let values = try await stored(
      ["1969-12-31T23:59:58.5", "1969-12-31T23:59:58.4"],
      as: .timestamp(precision: 0, hasTimeZone: false)
    )
    let texts = values?.map(\.description)
    #expect(texts == ["1969-12-31T23:59:59", "1969-12-31T23:59:58"])
  }

  @Test func `a wei is rounded away from zero at a half`() async throws {
    let values = try await stored(["0.5", "-0.5", "2.5", "2.4"], as: .wei)
    #expect(values?.map(\.description) == ["1", "-1", "3", "2"])
  }

  @Test(arguments: [
    ("9223372036854775808", LoadError.Code.valueOutOfRange),
    ("18446744073709551615", .valueOutOfRange),
    ("18446744073709551616", .invalidValue), ("-9223372036854775809", .invalidValue),
  ])
  func `integers that no bigint holds are refused`(text: String, code: LoadError.Code) async throws
  {
    let integer = try #require(ExactDecimal(text).flatMap { Value(integer: $0) })
    let error = await #expect(throws: LoadError.self) {
      try await stored([integer], as: .bigint)
    }
    #expect(error?.code == code)
    #expect(error?.location.column == "v")
    #expect(try await stored([integer], as: .wei)?.first?.description == text)
  }
}
