// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What was extracted for one load, and is kept until it is loaded.
public struct LoadPackage: Hashable, Sendable {
  /// How far a package is.
  public enum State: String, Hashable, Sendable {
    /// Its raw pages are on the disk; no rows were made of them yet.
    case extracted
    /// It is whole and on the disk; nobody has tried to load it.
    case sealed
    /// Loading it has begun; it will go on, or begin again.
    case loading
    /// It was loaded.
    case loaded
  }

  /// The id, which is that of its load.
  public var id: String
  /// The source, which is the name of its schema too.
  public var source: String
  /// How far it is.
  public var state: State
  /// The tables in use.
  public var tables: [LoadedTable]
  /// The bytes that it takes.
  public var size: ByteCount
  /// When it was sealed.
  public var sealedAt: Timestamp
  /// How often it was tried to load it.
  public var attempts: Int
  /// Why the last attempt failed, or `nil` if none did.
  public var failure: String?

  /// The number of rows, all tables together.
  public var rows: Int { tables.reduce(0) { $0 + $1.rows } }
}

extension LoadPackage {
  /// A package of which nothing is known but that it cannot be read.
  init(id: String, state: State, _ failure: LoadError) {
    self.init(
      id: id,
      source: "",
      state: state,
      tables: [],
      size: .bytes(0),
      sealedAt: Timestamp(microseconds: LoadID.moment(id) ?? 0),
      attempts: 0,
      failure: failure.message
    )
  }
}

extension LoadPackage: CustomStringConvertible {
  /// One line for people to read.
  public var description: String {
    let failure = failure.map { ", last failure: \($0)" } ?? ""
    let tried = attempts > 0 ? ", tried \(attempts.counted("time"))" : ""
    return "package \(id) of '\(source)', \(state): \(rows.counted("row")) in "
      + "\(tables.count.counted("table")), \(size)\(tried)\(failure)"
  }
}
