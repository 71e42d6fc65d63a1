// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How records are laid out in JSON input.
public struct JSONLayout: Hashable, Sendable {
  enum Kind { case automatic, lines, array, document }
  let kind: Kind
  /// Whether records one per line are of this layout.
  var takesLines: Bool { kind == .automatic || kind == .lines }

  /// One array of records if the input starts with `[`, else records one after another.
  ///
  /// Such records may be on one line each or span several, and lists and records need nothing
  /// between them.
  public static let automatic = JSONLayout(kind: .automatic)
  /// One record of any kind on each line. Blank lines do not count.
  public static let lines = JSONLayout(kind: .lines)
  /// One array whose elements are the records.
  public static let array = JSONLayout(kind: .array)
  /// A single value of any kind.
  public static let document = JSONLayout(kind: .document)
}

/// What happens to records that are not JSON.
public struct MalformedRecords: Sendable {
  enum Kind: Sendable {
    case fail
    case skip(@Sendable (MalformedRecord) -> Void)
  }
  let kind: Kind
  /// Whether a pipeline puts such records aside instead of passing over them.
  var isQuarantine = false

  /// The first malformed record ends reading with its error.
  public static let fail = MalformedRecords(kind: .fail)

  /// Malformed lines are counted and passed over.
  ///
  /// This is for input in lines: with ``JSONLayout/automatic`` it makes every line a record unless
  /// the input is an array. In an array or a single document nobody can say where a malformed
  /// record ends, so there it is always an error.
  public static let skip = MalformedRecords(kind: .skip { _ in })

  /// Malformed lines go to the table `_sluice_quarantine`, as they were.
  ///
  /// What holds for ``skip`` holds for this, too. Outside of a pipeline there is no such table, and
  /// it is the same as that.
  public static let quarantine = MalformedRecords(kind: .skip { _ in }, isQuarantine: true)

  /// Malformed lines are counted, passed over and given to `report` as they were.
  public static func skip(report: @escaping @Sendable (MalformedRecord) -> Void) -> Self {
    MalformedRecords(kind: .skip(report))
  }
}

/// A record that is not what its format promises.
public struct MalformedRecord: Sendable {
  /// The bytes of the record, without the end of its line.
  public var bytes: [UInt8]
  /// The number of the record, counted from 1. Malformed records count, too.
  public var record: Int
  /// The number of its first line, counted from 1.
  public var line: Int
  /// How many bytes of the whole input come before it.
  public var offset: Int
  /// What is wrong with it.
  public var error: any InputError
}

/// How JSON is read.
public struct JSONReadOptions: Sendable {
  /// How records are laid out.
  public var layout = JSONLayout.automatic
  /// How many levels of lists and records a record may have; at least 1 and at most 2,000.
  ///
  /// More would exhaust the stack of a small thread when the value is freed, level by level.
  public var nestingLimit = 1_000
  /// How long a record may be.
  ///
  /// A longer one is an error in every layout, even where malformed records are skipped: without an
  /// end in sight, a quote that is never closed would take in the rest of the input.
  public var recordLimit = ByteCount.mebibytes(256)
  /// What happens to records that are not JSON.
  public var malformedRecords = MalformedRecords.fail

  /// Makes the default options.
  public init() {}
}
