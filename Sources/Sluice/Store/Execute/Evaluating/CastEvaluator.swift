// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

struct CastEvaluator: Evaluator {
  let part: any Evaluator
  let cast: CellCast

  func evaluate(_ chunk: Chunk) throws -> Cells {
    let cells = try part.evaluate(chunk)
    guard cells.isConstant else { return try cast.body(cells, chunk.count) }
    return try cast.body(cells, 1).asConstant
  }
}

/// Turns values of one type into values of another.
struct CellCast: Sendable {
  /// Turns so many cells; throws ``SQLError``, unless they are missing where they fail.
  let body: @Sendable (Cells, Int) throws -> Cells

  static func make(
    from source: SQLType,
    to target: SQLType,
    isTry: Bool,
    at range: SQL.SourceRange
  ) throws(SQLError) -> CellCast {
    if source == target { return CellCast { cells, _ in cells } }
    if source == .null {
      let null = CellShape(target).null
      return CellCast { _, _ in null }
    }
    if let cast = ofLongDecimals(source, to: target) { return cast }
    if let from = NumberForm(source), let to = NumberForm(target) {
      if from.isPart(of: to) { return CellCast { cells, _ in cells } }
      return CellCast { cells, count in
        do {
          return try Casting.cast(cells, count: count, from: from, to: to, isTrying: isTry)
        } catch {
          throw SQLError(
            .conversion,
            "a value of the type \(source) does not fit into \(target)",
            at: range
          )
        }
      }
    }
    let failure = CastFailure(source: source, target: target, isTry: isTry, range: range)
    if case .union = target, source != .json, let cast = try ofUnions(failure) { return cast }
    switch (source, target) {
    case (.varchar, _): return try fromText(failure)
    case (.json, .varchar): return CellCast { cells, _ in cells }
    case (.json, _): return fromJSON(failure)
    case (_, .varchar): return toText(source)
    case (_, .json): return toJSON(source)
    case (.enumeration, _), (_, .enumeration): return try byWayOfText(failure)
    default: break
    }
    if let cast = ofMoments(failure) { return cast }
    if let cast = ofUnsigned(failure) { return cast }
    if let cast = ofBytes(failure) { return cast }
    if let cast = try ofNested(failure) { return cast }
    throw SQLError(.unsupported, "there is no cast from \(source) to \(target) yet", at: range)
  }

  private static func byWayOfText(_ failure: CastFailure) throws(SQLError) -> CellCast {
    let writing = toText(failure.source)
    var reading = failure
    reading.source = .varchar
    if failure.target == .varchar { return writing }
    let read = try fromText(reading)
    return CellCast { cells, count in try read.body(try writing.body(cells, count), count) }
  }
}

/// What a cast is about, for those rows that it fails for.
struct CastFailure: Sendable {
  var source: SQLType
  var target: SQLType
  var isTry: Bool
  var range: SQL.SourceRange

  /// A text that is no value.
  func error(_ text: TextBytes) -> SQLError {
    SQLError(
      .conversion,
      "the text '\(String(decoding: text, as: UTF8.self))' is no \(target)",
      at: range
    )
  }

  /// A value that the target does not have.
  var outOfRange: SQLError {
    SQLError(.conversion, "a value of the type \(source) does not fit into \(target)", at: range)
  }

  /// What `body` makes of each value; where it makes nothing the cast fails.
  @inline(__always)
  func map<From: BitwiseCopyable, To: BitwiseCopyable>(
    _ cells: Cells,
    _ count: Int,
    _ body: (From) -> To?
  ) throws -> Cells {
    let kind = target.cellKind
    let block = CellBlock(kind, capacity: count)
    let values = block.cells(To.self)
    for row in 0..<count {
      guard cells.isValid(row) else {
        block.setMissing(row, stride: kind.stride)
        continue
      }
      if let made = body(cells.value(row, From.self)) {
        values[row] = made
      } else if isTry {
        block.setMissing(row, stride: kind.stride)
      } else {
        throw outOfRange
      }
    }
    return Cells(kind, block)
  }

  /// What `read` makes of each text; where it makes nothing the cast fails.
  @inline(__always)
  func read<To: BitwiseCopyable>(
    _ cells: Cells,
    _ count: Int,
    _ read: (TextBytes) -> To?
  ) throws -> Cells {
    let kind = target.cellKind
    let block = CellBlock(kind, capacity: count)
    let values = block.cells(To.self)
    for row in 0..<count {
      guard cells.isValid(row) else {
        block.setMissing(row, stride: kind.stride)
        continue
      }
      let run = cells.value(row, ByteRun.self)
      if let made = run.withBytes({ read($0) }) {
        values[row] = made
      } else if isTry {
        block.setMissing(row, stride: kind.stride)
      } else {
        throw run.withBytes { error($0) }
      }
    }
    return Cells(kind, block)
  }

  /// What `write` appends for each run of bytes; where it says no the cast fails.
  @inline(__always)
  func rewrite(
    _ cells: Cells,
    _ count: Int,
    _ write: (TextBytes, inout [UInt8]) -> Bool
  ) throws -> Cells {
    let block = CellBlock(.bytes, capacity: count)
    let values = block.cells(ByteRun.self)
    var bytes: [UInt8] = []
    for row in 0..<count {
      guard cells.isValid(row) else {
        block.setMissing(row, stride: CellKind.bytes.stride)
        continue
      }
      bytes.removeAll(keepingCapacity: true)
      let run = cells.value(row, ByteRun.self)
      if run.withBytes({ write($0, &bytes) }) {
        values[row] = bytes.withUnsafeBufferPointer { block.store($0) }
      } else if isTry {
        block.setMissing(row, stride: CellKind.bytes.stride)
      } else {
        throw run.withBytes { error($0) }
      }
    }
    return Cells(.bytes, block)
  }
}
