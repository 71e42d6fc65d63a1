// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a session of a destination can be asked for. More may be added in any release.
public struct SessionCall: Hashable, Sendable, CustomStringConvertible {
  /// The name of the call.
  public let description: String

  /// A session is opened.
  public static let open = SessionCall(description: "open")
  /// The dataset is asked what it remembers.
  public static let recall = SessionCall(description: "recall")
  /// The dataset is asked whether it has a load.
  public static let contains = SessionCall(description: "contains")
  /// A load begins.
  public static let begin = SessionCall(description: "begin")
  /// Tables are to be dropped.
  public static let drop = SessionCall(description: "drop")
  /// Tables are to be emptied.
  public static let empty = SessionCall(description: "empty")
  /// Tables are brought in line with a schema.
  public static let migrate = SessionCall(description: "migrate")
  /// A column gets another type.
  public static let changeType = SessionCall(description: "changeType")
  /// Rows are loaded.
  public static let load = SessionCall(description: "load")
  /// A table has all its rows.
  public static let finish = SessionCall(description: "finish")
  /// Rows are read back.
  public static let scan = SessionCall(description: "scan")
  /// A load is made visible.
  public static let commit = SessionCall(description: "commit")
  /// The dataset is asked for its loads.
  public static let loads = SessionCall(description: "loads")
  /// A load is taken back.
  public static let undo = SessionCall(description: "undo")
}

/// Calls of a session that fail.
public struct CallFault: Sendable {
  /// Which calls are counted; `nil` counts all.
  public var call: SessionCall?
  /// The first of them that fails, from 1.
  public var first: Int
  /// How many fail, one after the other, before they succeed again.
  public var times: Int
  /// Whether the call is done before it fails: its answer is lost.
  public var isDone: Bool
  /// What is thrown.
  public var error: any Error

  /// Lets calls fail with `error`, which tells the pipeline whether to try again.
  public init(
    _ call: SessionCall? = nil,
    at first: Int = 1,
    times: Int = 1,
    isDone: Bool = false,
    with error: any Error
  ) {
    self.call = call
    self.first = first
    self.times = times
    self.isDone = isDone
    self.error = error
  }
}
