// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a run did along one cursor.
public struct CursorReport: Sendable, Hashable {
  /// The resource.
  public let resource: String
  /// The path of the cursor.
  public let path: String
  /// Where the cursor was before: what an earlier run has kept, or else the first value that is wanted.
  public internal(set) var watermark: Value?
  /// Where the run has started: the watermark, back by the lag.
  public internal(set) var start: Value?
  /// Where the range ends, if it does.
  public internal(set) var end: Value?
  /// How far the cursor has come.
  public internal(set) var last: Value?
  /// How many records the cursor has seen.
  public internal(set) var seen = 0
  /// How many of them were new, and are loaded.
  public internal(set) var loaded = 0
  /// How many lay before the start and were left out.
  public internal(set) var beforeStart = 0
  /// How many lay beyond the end and were left out.
  public internal(set) var beyondEnd = 0
  /// How many were loaded by an earlier run already, right at the watermark.
  public internal(set) var duplicates = 0
  /// How many had no value for the cursor and were left out.
  public internal(set) var missing = 0
  /// How many lay before the watermark of an earlier run: they come late, or are sent once more.
  ///
  /// Those within the lag are loaded, the others are not.
  public internal(set) var late = 0
  /// How far before the watermark the latest of these lay, where that can be said.
  public internal(set) var largestDelay: CursorDistance?
  /// Whether a limit has ended the resource, and records behind ``last`` may be among those that it did
  /// not come to: nobody has said that they come in order. Later runs leave these out.
  public internal(set) var mayHavePassed = false
  /// How many records lie right at ``last``, and are known by their hashes.
  public internal(set) var boundary = 0
  /// The table that keeps these hashes, where they are too many for the state.
  public internal(set) var boundaryTable: String?
  /// Whether they are too many.
  var isLarge = false

  init(resource: String, path: String) {
    self.resource = resource
    self.path = path
  }

  mutating func noteLate(by delay: CursorDistance?) {
    late += 1
    guard let delay else { return }
    largestDelay = largestDelay.map { $0.maximum(delay) } ?? delay
  }
}

extension CursorReport {
  /// What there is to say of the cursor.
  var lines: [String] {
    var line = "cursor '\(path)' of '\(resource)': \(loaded) of \(seen) records are new"
    let reasons = [
      (beforeStart, "before the start"), (duplicates, "loaded before"),
      (beyondEnd, "beyond the end"),
      (missing, "without a value"),
    ]
    let left = reasons.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !left.isEmpty { line += "; left out: \(left.joined(separator: ", "))" }
    var lines = [line]
    if late > 0 {
      let delay = largestDelay.map { ", by up to \($0)" } ?? ""
      lines.append(
        "\(late.counted("record")) of '\(resource)' lie before where the cursor was\(delay)"
      )
    }
    if mayHavePassed {
      lines.append(
        "a limit has ended '\(resource)', and the cursor may have passed records that did not come: say in "
          + "which order they come, or take the limit out"
      )
    }
    return lines
  }
}

extension CursorFilter {
  /// What the cursor has done so far.
  var report: CursorReport {
    var report = figures
    report.watermark = watermark?.value
    report.start = start?.value
    report.end = rule.end
    report.last = last?.value
    report.boundary = boundaryCount
    return report
  }
}
