// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Sluice

@Suite struct CalendarTests {
  @Test func `every day of the supported years has its number`() {
    // A model that walks from day to day.
    var (year, month, day) = (1, 1, 1)
    for days in CivilCalendar.supportedDays {
      let civil = CivilCalendar.civil(days: days)
      guard civil == (year, month, day),
        CivilCalendar.days(year: year, month: month, day: day) == days
      else {
        Issue.record("Day \(days) is not \(year)-\(month)-\(day).")
        return
      }
      day += 1
      if day > CivilCalendar.days(inMonth: month, of: year) { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    #expect((year, month, day) == (10_000, 1, 1))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `texts of timestamps read back`(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    for _ in 0..<500 {
      let offsets: [Int32?] = [nil, 0, 3_600, -19_800, 50_400, -86_340]
      let offset = offsets[Int.random(in: 0..<offsets.count, using: &random)]
      let date = CalendarDate(days: .random(in: -719_162...2_932_896, using: &random))
      var time = TimeOfDay(microseconds: .random(in: 0..<86_400_000_000, using: &random))
      if Bool.random(using: &random) { time.microseconds -= time.microseconds % 1_000_000 }
      let timestamp = Timestamp(date, time, offset: offset)
      #expect(timestamp.localDate == date)
      #expect(timestamp.localTime == time)
      #expect(Timestamp(timestamp.description) == timestamp)
      #expect(CalendarDate(date.description) == date)
      #expect(TimeOfDay(time.description) == time)
    }
  }

  @Test func `moments are ordered by their instants`() throws {
    let early = try #require(Timestamp("2024-03-01T10:00:00+02:00"))
    let late = try #require(Timestamp("2024-03-01T09:00:00Z"))
    let local = try #require(Timestamp("2024-03-01T09:00:00"))
    #expect(early < late)
    #expect(local < late)
    #expect(local != late)
    #expect(early.stored(hasTimeZone: false).description == "2024-03-01T08:00:00")
    #expect(early.stored(hasTimeZone: true).description == "2024-03-01T08:00:00+00:00")
  }

  @Test func `parts out of range make nothing`() {
    #expect(CalendarDate(year: 2024, month: 2, day: 29)?.days == 19_782)
    #expect(CalendarDate(year: 2023, month: 2, day: 29) == nil)
    #expect(CalendarDate(year: 0, month: 1, day: 1) == nil)
    #expect(TimeOfDay(hour: 23, minute: 59, second: 59)?.description == "23:59:59")
    #expect(TimeOfDay(hour: 24, minute: 0) == nil)
  }

  @Test func `moments code as text`() throws {
    struct Moments: Codable, Equatable {
      var timestamp: Timestamp
      var date: CalendarDate
      var time: TimeOfDay
    }
    let moments = Moments(
      timestamp: try #require(Timestamp("2024-03-01T10:20:30.5+02:00")),
      date: CalendarDate(days: 0),
      time: TimeOfDay(microseconds: 1)
    )
    let data = try JSONEncoder().encode(moments)
    #expect(try JSONDecoder().decode(Moments.self, from: data) == moments)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([CalendarDate].self, from: Data(#"["yesterday"]"#.utf8))
    }
  }
}

/// A small generator of numbers that depend on nothing but the seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
