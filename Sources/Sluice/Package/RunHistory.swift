// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A run as the history of its pipeline has it.
public struct PastRun: Hashable, Sendable {
  /// The source, or an empty text where packages were loaded only.
  public var source: String
  /// The loads that it committed, the oldest first.
  public var loads: [String]
  /// When it began.
  public var startedAt: Timestamp
  /// How long it took.
  public var duration: Duration
  /// The rows that it loaded, by table.
  public var rows: [String: Int]
  /// Records that it put aside.
  public var quarantined: Int
  /// Why it failed, or `nil` if it did not.
  public var failure: String?

  var line: [UInt8] {
    var fields: Record = [
      "source": .text(source), "loads": .list(loads.map { .text($0) }),
      "started_at": .text(startedAt.description),
      "milliseconds": .int(Int64(duration / .milliseconds(1))),
      "rows": .record(Record(rows.sorted { $0.key < $1.key }.map { ($0, Value(integer: $1)) })),
      "quarantined": Value(integer: quarantined),
    ]
    fields["failure"] = failure.map { .text($0) }
    return Array(JSONWriter().string(.record(fields)).utf8) + [UInt8(ascii: "\n")]
  }

  init(
    source: String,
    loads: [String],
    startedAt: Timestamp,
    duration: Duration,
    rows: [String: Int],
    quarantined: Int,
    failure: String?
  ) {
    self.source = source
    self.loads = loads
    self.startedAt = startedAt
    self.duration = duration
    self.rows = rows
    self.quarantined = quarantined
    self.failure = failure
  }

  /// Reads a line; `nil` if it was cut off, or is none.
  init?(line: some Sequence<UInt8>) {
    guard let fields = try? Value(json: Array(line)), let source = fields["source"]?.string,
      let start = (fields["started_at"]?.string).flatMap({ Timestamp($0) }),
      let milliseconds = fields["milliseconds"]?.int64
    else { return nil }
    self.source = source
    loads = (fields["loads"]?.elements ?? []).compactMap(\.string)
    startedAt = start
    duration = .milliseconds(milliseconds)
    rows = [:]
    for (table, count) in fields["rows"]?.fields ?? Record() {
      rows[table] = count.int64.map { Int($0) }
    }
    quarantined = (fields["quarantined"]?.int64).map { Int($0) } ?? 0
    failure = fields["failure"]?.string
  }
}

extension PipelineFolder {
  /// How many bytes of history are kept, about.
  private static let historyLimit = 1 << 20

  /// The runs of the pipeline, the oldest first.
  ///
  /// A line that was cut off when a process died is left out.
  func history() throws(LoadError) -> [PastRun] {
    try disk.read(historyFile).split(separator: UInt8(ascii: "\n")).compactMap {
      PastRun(line: $0)
    }
  }

  /// Adds a run to the history. Of a long one, the older half goes.
  func note(_ run: PastRun) throws(LoadError) {
    try disk.makeFolder(path)
    var bytes = try disk.read(historyFile)
    if bytes.count > Self.historyLimit {
      let lines = bytes.split(separator: UInt8(ascii: "\n"))
      bytes = Array(lines.suffix(lines.count / 2).joined(separator: [UInt8(ascii: "\n")]))
      try disk.replace(historyFile, with: bytes + [UInt8(ascii: "\n")])
    } else if let last = bytes.last, last != UInt8(ascii: "\n") {
      try disk.append([UInt8(ascii: "\n")], to: historyFile)
    }
    try disk.append(run.line, to: historyFile)
  }

  private var historyFile: String { "\(path)/history.jsonl" }
}
