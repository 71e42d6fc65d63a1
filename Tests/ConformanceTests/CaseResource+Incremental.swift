// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

extension CaseResource {
  /// The resource with its cursor, if the case gives it one.
  var withCursor: any Resource {
    get throws {
      guard let incremental else { return self }
      return try Records(from: self).incremental(corpus: incremental)
    }
  }
}

extension Records {
  /// These records, loaded along the cursor that `record` describes.
  fileprivate func incremental(corpus record: Record) throws -> Records {
    func bound(_ key: String) throws -> CursorBound<UntypedCursor>? {
      try record[key].flatMap { $0.isNull ? nil : .value(try $0.typed()) }
    }
    return try incremental(
      record["cursor_path"]?.string ?? "",
      from: try bound("initial_value"),
      until: try bound("end_value"),
      lag: record["lag"]?.number.map { .number($0) },
      options: CursorOptions(corpus: record)
    )
  }
}

extension CursorOptions {
  fileprivate init(corpus record: Record) throws {
    self.init()
    func choice<Choice>(_ key: String, _ choices: [String: Choice]) throws -> Choice? {
      guard let name = record[key]?.string else { return nil }
      guard let choice = choices[name] else { throw Unreadable("a choice '\(name)' for '\(key)'") }
      return choice
    }
    let edges: [String: RangeEdge] = ["open": .open, "closed": .closed]
    start = try choice("range_start", edges) ?? start
    end = try choice("range_end", edges) ?? end
    order = try choice("row_order", ["asc": .ascending, "desc": .descending])
    missing =
      try choice(
        "on_cursor_value_missing",
        ["raise": .fail, "include": .include, "exclude": .exclude]
      ) ?? missing
    fold = try choice("last_value_func", CursorFold.recorded) ?? fold
    deduplicationKey = record["primary_key"]?.strings
    localTimes = .utc
  }
}

extension CursorFold {
  /// The functions that the corpus has.
  fileprivate static var recorded: [String: CursorFold] {
    [
      "max": .maximum,
      "min": .minimum,
      "abs_max": .custom { value, stored in
        guard let stored, let a = value.number, let b = stored.number else { return value }
        return abs(a) >= abs(b) ? value : stored
      },
      "longest": .custom { value, stored in
        guard let stored, let a = value.string, let b = stored.string else { return value }
        return a.unicodeScalars.count >= b.unicodeScalars.count ? value : stored
      },
      "version_max": .custom { value, stored in
        guard let stored else { return value }
        func numbers(_ value: Value) -> [Int] {
          (value.string ?? "").split(separator: ".").compactMap { Int($0) }
        }
        return numbers(value).lexicographicallyPrecedes(numbers(stored)) ? stored : value
      },
    ]
  }
}
