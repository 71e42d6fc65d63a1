// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Who holds the lock of a pipeline: what stands in the file that is locked.
struct LockHolder: CustomStringConvertible {
  /// The process.
  var process: RunningProcess
  /// When the run began.
  var since: Timestamp

  /// Whoever runs the pipeline in `process` since a moment.
  init(process: RunningProcess, since: Timestamp) {
    self.process = process
    self.since = since
  }

  /// Reads what ``note`` wrote; `nil` if it is something else, for it is just being written.
  init?(note: [UInt8]) {
    guard let fields = try? Value(json: note), let id = fields["pid"]?.int64,
      let host = fields["host"]?.string,
      let since = (fields["since"]?.string).flatMap({ Timestamp($0) })
    else { return nil }
    process = RunningProcess(id: Int(id), host: host)
    self.since = since
  }

  /// What stands in the file.
  var note: [UInt8] {
    let fields: Record = [
      "pid": Value(integer: process.id), "host": .text(process.host),
      "since": .text(since.description),
    ]
    return Array(JSONWriter().string(.record(fields)).utf8)
  }

  /// The holder in words.
  var description: String { "in process \(process.id) on '\(process.host)' since \(since)" }
}
