// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct CoercionCorpusTests {
  private func expected(_ outcome: Record) throws -> String {
    switch outcome["error"]?.string {
    case "variant"?: return "misfit"
    case "failure"?: return "failure"
    default: break
    }
    let value = try FlatCorpus.value(#require(outcome["value"]))
    if let name = outcome["variant"]?.string { return "variant \(name) \(FlatCorpus.form(value))" }
    return FlatCorpus.form(value)
  }

  private func actual(_ outcome: Coercion.Outcome) -> String {
    switch outcome {
    case .converted(let value): FlatCorpus.form(value)
    case .variant(let value, let name): "variant \(name) \(FlatCorpus.form(value))"
    case .misfit: "misfit"
    case .failure: "failure"
    }
  }

  @Test(arguments: DataType.Kind.allCases)
  func `every recorded coercion agrees`(kind: DataType.Kind) throws {
    let entries = try FlatCorpus.entries("coerce", "coercions")
    #expect(entries.count == 149)
    for entry in entries {
      let value = try FlatCorpus.value(#require(entry["value"]))
      let recorded = try #require(entry["to"]?[kind.rawValue]?.fields)
      let outcome = Coercion.convert(value, to: DataType(kind))
      #expect(
        try actual(outcome) == expected(recorded),
        "\(FlatCorpus.form(value)) to \(kind)"
      )
    }
  }

  @Test func `every recorded value has its type`() throws {
    for entry in try FlatCorpus.entries("coerce", "coercions") {
      let value = try FlatCorpus.value(#require(entry["value"]))
      #expect(value.kind?.rawValue == entry["from"]?.string)
    }
  }

  @Test func `columns store the recorded timestamps`() throws {
    var count = 0
    for entry in try FlatCorpus.entries("coerce", "coercions") {
      let recorded = try #require(entry["to"]?["timestamp"]?.fields)
      guard let aware = recorded["aware"], let naive = recorded["naive"] else { continue }
      let value = try FlatCorpus.value(#require(entry["value"]))
      guard case .converted(.timestamp(let timestamp)) = Coercion.convert(value, to: .timestamp)
      else {
        Issue.record("\(value) has no timestamp.")
        continue
      }
      count += 1
      for (recorded, hasTimeZone) in [(aware, true), (naive, false)] {
        let stored = timestamp.stored(hasTimeZone: hasTimeZone)
        #expect(try .timestamp(stored) == FlatCorpus.value(recorded))
        #expect(
          stored.microseconds == timestamp.storedMicroseconds(hasTimeZone: hasTimeZone)
        )
      }
    }
    #expect(count > 50)
  }
}

@Suite struct TypeDetectionCorpusTests {
  private let rules: [TypeDetection] = [
    .isoTimestamp, .isoDate, .timestamp, .largeInteger, .hexBytesToText, .weiToDouble,
  ]

  @Test func `every recorded detection agrees`() throws {
    let now = try #require(Timestamp("2026-01-01T00:00:00+00:00"))
    let entries = try FlatCorpus.entries("types", "types")
    #expect(entries.count == 150)
    for entry in entries {
      let value = try FlatCorpus.value(#require(entry["value"]))
      let plain = try #require(value.kind)
      #expect(plain.rawValue == entry["plain"]?.string, "\(value)")
      let byDefault = TypeDetection.isoTimestamp.detect(value, now: now) ?? plain
      #expect(byDefault.rawValue == entry["data_type"]?.string, "\(value)")
      var changes = Record()
      for rule in rules {
        if let kind = rule.detect(value, now: now), kind != plain {
          changes[rule.name] = .text(kind.rawValue)
        }
      }
      #expect(changes == entry["with"]?.fields, "\(value)")
      let first = rules.lazy.compactMap { $0.detect(value, now: now) }.first ?? plain
      #expect(first.rawValue == entry["with_all"]?.string, "\(value)")
    }
  }

  @Test func `rules are known by their names`() {
    for rule in rules { #expect(TypeDetection(name: rule.name) == rule) }
    #expect(TypeDetection.all == rules)
    #expect(TypeDetection(name: "iso_time") == nil)
  }
}
