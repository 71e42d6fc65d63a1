// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Decides which records of a resource are new, and follows its cursor.
///
/// It knows nothing of pages, tables or files: records go in, decisions come out. What a piece of
/// records has changed counts once it is settled; until then it can be taken back.
struct CursorFilter: Sendable {
  /// How a value lies to another one, in the direction in which the cursor moves.
  enum Relation { case behind, same, ahead }

  let rule: Incremental
  let path: CursorPath
  /// Where the cursor was before the run: what was kept, or else the first value that is wanted.
  let watermark: CursorValue?
  /// Whether the watermark was kept by an earlier run.
  let hasHistory: Bool
  /// Where the run starts: the watermark, back by the lag.
  let start: CursorValue?
  /// Where the range ends.
  private let end: CursorValue?
  /// The hashes of records at the watermark that are loaded.
  let known: Set<String>
  /// Whether some of them are longer, as older releases of dlt had them.
  let hasLegacyHashes: Bool
  /// The fields by which records are known again; `nil` takes all of the record.
  let key: [String]?
  /// Whether records at the boundary are known again at all.
  let deduplicates: Bool

  /// How far the cursor has come.
  private(set) var last: CursorValue?
  /// Whether ``known`` still belongs to ``last``.
  private(set) var keepsKnown = true
  /// The hashes of other records at ``last``.
  private(set) var added: Set<String> = []
  /// What was seen and left out.
  private(set) var figures: CursorReport
  /// Whether a record before the start was seen, or one beyond the end.
  private(set) var isStartOutOfRange = false
  private(set) var isEndOutOfRange = false

  /// What a piece of records has changed so far.
  private var piece = Piece()
  private var settledFigures: CursorReport

  private struct Piece {
    var last: CursorValue?
    var hasMoved = false
    /// The records at `last`, for their hashes.
    var rows: [Row] = []
    /// The hashes of those that were too many to keep.
    var hashes: Set<String> = []
  }

  /// A record at the boundary.
  private enum Row {
    case value(Value)
    /// One that the caller has at a place, until it says what it is.
    case place(Int)
  }

  /// How many records at the boundary are kept until a piece is settled.
  private static let rowLimit = 512

  /// Follows the cursor of `rule` from where `memory` says it was.
  ///
  /// `key` is the primary key of the resource. Throws ``LoadError`` if the declaration or what is
  /// remembered cannot work.
  init(_ rule: Incremental, after memory: CursorMemory?, key: [String], of resource: String = "")
    throws
  {
    path = try rule.check()
    self.rule = rule
    let kept = rule.isStateless ? nil : memory?.last
    hasHistory = kept != nil
    watermark = (kept ?? rule.initial).map { CursorValue($0, rule) }
    end = rule.end.map { CursorValue($0, rule) }
    known = rule.isStateless ? [] : memory?.hashes ?? []
    hasLegacyHashes = known.contains { $0.utf8.count == 20 }
    if let kept, let lag = rule.lag, !rule.isStateless {
      start = CursorValue(try Self.start(after: kept, lag, rule), rule)
    } else {
      start = watermark
    }
    let fields = rule.options.deduplicationKey ?? (key.isEmpty ? nil : key)
    self.key = fields
    deduplicates =
      rule.options.start == .closed && rule.lag == nil && !rule.isStateless && fields != []
    last = watermark
    piece.last = watermark
    figures = CursorReport(resource: resource, path: rule.name)
    settledFigures = figures
  }

  // MARK: - Records

  /// Whether `record` is to be loaded; moves the cursor.
  mutating func accept(_ record: Value) throws -> Bool {
    try accept(path.value(in: record), at: nil) { record }
  }

  /// Whether a record with `value` at the cursor's path is to be loaded; moves the cursor.
  ///
  /// `record` makes the record, which is needed at the boundary alone. With a place, it may be asked for
  /// later, by ``resolve(_:)``.
  mutating func accept(
    _ value: Value?,
    at place: Int?,
    _ record: () throws -> Value
  ) throws -> Bool {
    figures.seen += 1
    guard let value, !value.isNull else { return try acceptMissing(isNull: value != nil) }
    do {
      return try accept(found: CursorValue(value, rule), at: place, record)
    } catch is CursorKey.Incomparable {
      throw Self.incomparable(value, to: (piece.last ?? end)?.value, rule, record: figures.seen)
    }
  }

  private mutating func accept(
    found value: CursorValue,
    at place: Int?,
    _ record: () throws -> Value
  ) throws -> Bool {
    // At the first value of all there is nothing to compare with but itself.
    if value.key == nil, !rule.options.fold.isCustom { throw CursorKey.Incomparable() }
    if let end {
      let relation = try Self.relation(of: value, to: end, rule: rule)
      if relation == .ahead || relation == .same && rule.options.end == .open {
        isEndOutOfRange = true
        figures.beyondEnd += 1
        return false
      }
    }
    if hasHistory, let watermark,
      try Self.relation(of: value, to: watermark, rule: rule) == .behind
    {
      figures.noteLate(by: value.distance(to: watermark))
    }
    var row: Value?
    if let start {
      switch try Self.relation(of: value, to: start, rule: rule) {
      case .behind:
        isStartOutOfRange = true
        figures.beforeStart += 1
        return false
      case .same where rule.options.start == .open:
        figures.beforeStart += 1
        return false
      case .same where deduplicates && !known.isEmpty:
        let record = try record()
        row = record
        if try isKnown(record) {
          figures.duplicates += 1
          return false
        }
      default: break
      }
    }
    try move(to: value) {
      if let place { return .place(place) }
      return .value(try row ?? record())
    }
    figures.loaded += 1
    return true
  }

  private mutating func move(to value: CursorValue, _ row: () throws -> Row) throws {
    guard let last = piece.last else {
      return try advance(to: Self.folded(value, with: nil, rule), row)
    }
    switch try Self.relation(of: value, to: last, rule: rule) {
    case .behind: break
    case .same: try note(row)
    case .ahead: try advance(to: Self.folded(value, with: last, rule), row)
    }
  }

  private mutating func advance(to value: CursorValue, _ row: () throws -> Row) throws {
    piece.last = value
    piece.hasMoved = true
    piece.rows.removeAll(keepingCapacity: true)
    if !piece.hashes.isEmpty { piece.hashes = [] }
    try note(row)
  }

  private mutating func note(_ row: () throws -> Row) throws {
    guard deduplicates else { return }
    let row = try row()
    piece.rows.append(row)
    // What is known by its place alone has to wait.
    if case .value = row, piece.rows.count >= Self.rowLimit { try hashRows() }
  }

  /// Takes the hashes of the records in the place of these.
  private mutating func hashRows() throws {
    var places: [Row] = []
    for row in piece.rows {
      guard case .value(let record) = row else {
        places.append(row)
        continue
      }
      piece.hashes.insert(try hash(of: record))
    }
    piece.rows = places
  }

  /// Asks for the records that are known by their places alone.
  mutating func resolve(_ record: (Int) throws -> Value) throws {
    for index in piece.rows.indices {
      if case .place(let place) = piece.rows[index] {
        piece.rows[index] = .value(try record(place))
      }
    }
    if piece.rows.count >= Self.rowLimit { try hashRows() }
  }

  private mutating func acceptMissing(isNull: Bool) throws -> Bool {
    switch rule.options.missing {
    case .include:
      figures.loaded += 1
      return true
    case .exclude:
      figures.missing += 1
      return false
    case .fail:
      throw LoadError(
        isNull ? .cursorNull : .cursorMissing,
        (isNull ? "The record has null" : "The record has nothing")
          + " where the cursor '\(rule.name)' is looked for. Correct the path, or say what becomes of such "
          + "records: include or exclude them by the option 'missing'.",
        at: LoadError.Location(record: figures.seen)
      )
    }
  }

  // MARK: - Pieces

  /// Counts what the records since the last call have changed.
  mutating func settle() throws {
    if piece.hasMoved {
      last = piece.last
      keepsKnown = false
      added = []
    }
    try hashRows()
    for hash in piece.hashes {
      if !keepsKnown || !known.contains(hash) { added.insert(hash) }
    }
    piece = Piece(last: last)
    settledFigures = figures
  }

  /// Takes back what the records since the last ``settle()`` have changed.
  mutating func takeBack() {
    piece = Piece(last: last)
    figures = settledFigures
  }

  /// The value up to which records were seen, those of a piece on its way included.
  var live: Value? { piece.last?.value }

  /// Whether the cursor has moved, or got to know more records at the boundary.
  var hasMoved: Bool { !keepsKnown || !added.isEmpty }

  /// How many records at the boundary are known.
  var boundaryCount: Int { (keepsKnown ? known.count : 0) + added.count }

  /// The hashes of the records at the boundary.
  var boundary: Set<String> { keepsKnown ? known.union(added) : added }

  /// Whether no later record of an ordered resource can be wanted.
  var canClose: Bool {
    guard let order = rule.options.order else { return false }
    let isForward = (order == .ascending) != rule.options.fold.isMinimum
    return isForward ? isEndOutOfRange : isStartOutOfRange
  }
}
