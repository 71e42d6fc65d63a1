// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// How the lanes of a step share memory, and a file for rows that have no room there.
final class Spill: Sendable {
  /// The bits of hashes by which rows in a file are parted.
  static let bits = 6

  /// What the step keeps in memory.
  let use: MemoryUse
  private let query: RunningQuery
  private let state = Locked<(file: SpillFile?, parts: [Int: PartedRows])>((nil, [:]))

  /// Nothing is kept yet. The name completes "there is no room for …".
  init(_ query: RunningQuery, _ step: String) {
    self.query = query
    use = MemoryUse(query, step)
  }

  /// Whether memory is limited.
  var isLimited: Bool { query.memory.limit < .max }

  /// Whether rows may be put into files.
  var isPossible: Bool { query.spillFolder != nil && isLimited }

  /// Whether the step keeps more than it should.
  var isOverShare: Bool { use.byteCount > query.memory.share }

  /// The bytes that a lane gathers before it puts them into the file.
  var laneLimit: Int { query.memory.share / (4 * query.threads) }

  /// Whether a lane has so little room that a few chunks fill it.
  var isTight: Bool { laneLimit < 1 << 16 }

  /// The file of the step, which is made when it is asked for.
  func file() throws -> SpillFile {
    guard let folder = query.spillFolder else {
      throw SQLError(.memory, "there is no folder for temporary files")
    }
    return try state.withLock { state in
      if let file = state.file { return file }
      let file = try SpillFile(folder)
      state.file = file
      return file
    }
  }

  /// Rows in the file, parted by hashes: one of several sets, which is made when it is asked for.
  func parts(_ number: Int, _ shapes: [CellShape]) throws -> PartedRows {
    let file = try file()
    return state.withLock { state in
      if let parts = state.parts[number] { return parts }
      let parts = PartedRows(file, shapes)
      state.parts[number] = parts
      return parts
    }
  }

  /// Such a set of rows, if there is one.
  func madeParts(_ number: Int) -> PartedRows? { state.withLock { $0.parts[number] } }
}

/// Rows in a file, parted by the uppermost bits of hashes, and in the order of lanes.
final class PartedRows: Sendable {
  /// The shapes of the columns.
  let shapes: [CellShape]
  private let file: SpillFile
  private let frames = Locked<[[(lane: Int, frame: SpillFile.Frame)]]>(
    Array(repeating: [], count: 1 << Spill.bits)
  )

  fileprivate init(_ file: SpillFile, _ shapes: [CellShape]) {
    self.file = file
    self.shapes = shapes
  }

  /// Puts rows of a lane into the file. May be called by several threads.
  func append(
    _ cells: [Cells],
    _ hashes: UnsafePointer<UInt64>,
    count: Int,
    lane: Int
  ) throws {
    var rows = [[UInt32]](repeating: [], count: 1 << Spill.bits)
    for row in 0..<count {
      rows[Int(hashes[row] >> UInt64(64 - Spill.bits))].append(UInt32(row))
    }
    for (part, rows) in rows.enumerated() where !rows.isEmpty {
      let selection = Selection(rows)
      let frame = try file.append(cells.map { $0.gathered(selection) }, count: rows.count)
      frames.withLock { $0[part].append((lane, frame)) }
    }
  }

  /// The places of the rows of a part, lane by lane.
  func frames(_ part: Int) -> [(lane: Int, frame: SpillFile.Frame)] {
    let frames = frames.withLock { $0[part] }
    let order = frames.indices.sorted { (frames[$0].lane, $0) < (frames[$1].lane, $1) }
    return order.map { frames[$0] }
  }

  /// Calls `body` with the rows of a frame, chunk by chunk, until it wants no more.
  @discardableResult
  func read(_ frame: SpillFile.Frame, _ body: (Chunk) throws -> Bool) throws -> Bool {
    let cells = try file.read(frame, shapes)
    var start = 0
    while start < frame.rows {
      let size = min(Chunk.size, frame.rows - start)
      guard try body(Chunk(cells.map { $0.from(start) }, count: size)) else { return false }
      start += size
    }
    return true
  }
}

extension PartedRows {
  /// The rows of a part, in memory.
  func stored(
    _ part: Int,
    _ query: RunningQuery,
    as name: String
  ) throws -> StoredChunks {
    let consumer = StoringConsumer(shapes, MemoryUse(query, name))
    for (_, frame) in frames(part) {
      try query.checkCancellation()
      try read(frame) { try consumer.consume($0) }
    }
    return consumer.rows
  }
}

/// The rows of a part of those in a file.
struct PartedRowsStep: PhysicalStep {
  let columns: [PlanColumn]
  let rows: PartedRows
  let part: Int

  var title: String { "Rows of a file" }
  var inputs: [any PhysicalStep] { [] }

  func run(_ query: RunningQuery, _ makeConsumer: () throws -> any ChunkConsumer) throws {
    let frames = rows.frames(part)
    let total = frames.reduce(0) { $0 + $1.frame.rows }
    try query.run(units: frames.count, rows: total, makeConsumer) { [rows] range, lane in
      for place in range {
        guard try rows.read(frames[place].frame, { try lane.consume($0) }) else { return }
      }
    }
  }
}

/// Rows of a lane that are gathered before they go into a file. Used by one thread at a time.
final class WaitingRows {
  private let parts: PartedRows
  private let lane: Int
  private let limit: Int
  private var memory: LaneMemory
  private var rows: StoredChunks
  private let hashes = GrowingBuffer<UInt64>()

  /// Has no rows of a lane yet.
  init(_ parts: PartedRows, _ spill: Spill, lane: Int) {
    self.parts = parts
    self.lane = lane
    limit = spill.laneLimit
    memory = LaneMemory(spill.use)
    rows = StoredChunks(shapes: parts.shapes)
  }

  /// Adds rows with the hashes that they are parted by.
  func add(_ chunk: Chunk, _ added: UnsafePointer<UInt64>) throws {
    rows.append(chunk)
    hashes.reserve(hashes.count + chunk.count)
    (hashes.base + hashes.count).update(from: added, count: chunk.count)
    hashes.count += chunk.count
    let bytes = rows.byteCount + hashes.count * 8
    if try bytes >= limit || !memory.trySet(bytes) { try flush() }
  }

  /// Puts all rows into the file.
  func flush() throws {
    guard rows.count > 0 else { return }
    try parts.append(rows.cells, hashes.base, count: rows.count, lane: lane)
    rows = StoredChunks(shapes: parts.shapes)
    hashes.count = 0
    try memory.set(0)
  }
}

extension Selection {
  /// The rows of an array.
  convenience init(_ numbers: [UInt32]) {
    self.init(capacity: numbers.count)
    numbers.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { rows.update(from: start, count: source.count) }
    }
    count = numbers.count
  }
}
