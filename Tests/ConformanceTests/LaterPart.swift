// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Something that a later part of the library brings, and how a case shows that it needs it.
///
/// This table holds the only reasons for which a case may be left out.
struct LaterPart: Sendable {
  let reason: String
  let isNeeded: @Sendable (Case) -> Bool

  static let all = [
    LaterPart("incremental loads") { usesField("incremental", $0) { _ in true } }
  ]

  /// The lists of single facts that need later parts.
  static let lists = [
    "file_layouts": "layouts of files",
    "jsonpath_cursor": "cursors of incremental loads",
    "lag": "lag of incremental loads",
  ]

  private init(_ reason: String, _ isNeeded: @escaping @Sendable (Case) -> Bool) {
    self.reason = reason
    self.isNeeded = isNeeded
  }

  /// Why `example` is left out, or `nil` if it is run.
  static func missing(for example: Case) -> String? {
    all.first { $0.isNeeded(example) }?.reason
  }

  /// Whether a run, a source, a resource or a page has a field that is as wanted.
  private static func usesField(
    _ name: String,
    _ example: Case,
    where isWanted: (Value) -> Bool
  ) -> Bool {
    var isUsed = false
    for run in example.runs {
      settings(of: run).visit { key, value in
        if key == name && isWanted(value) { isUsed = true }
      }
    }
    return isUsed
  }

  /// The run without the records that are loaded.
  private static func settings(of run: Record) -> Value {
    func stripped(_ value: Value) -> Value {
      switch value {
      case .list(let values): .list(values.map(stripped))
      case .record(let record):
        .record(Record(record.filter { $0.key != "items" }.map { ($0.key, stripped($0.value)) }))
      default: value
      }
    }
    var run = run
    let resources = run["resources"]?.records ?? []
    run["resources"] = .list(
      resources.map { resource in
        var resource = resource
        let pages = resource["pages"]?.elements ?? []
        resource["pages"] = .list(pages.filter { $0.fields != nil })
        return stripped(.record(resource))
      }
    )
    return .record(run)
  }
}
