// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A column of a batch, in a form that takes little room. Shared by all batches and snapshots that have it.
///
/// | form | what lies in memory |
/// |---|---|
/// | whole | a value for each row |
/// | packed | the values of rows that have one, where most have none |
/// | runs | a value for each run of rows that have the same, and where the runs end |
/// | numbered | different texts, and a number for each row |
/// | narrow | whole numbers in half of the bytes |
///
/// Which of the first three it is turns out when rows come. The others take the place of whole values at
/// the first query that reads the column: whoever holds those keeps them as long as needed.
final class PackedColumn: Sendable {
  enum Form: Sendable {
    case whole(Vector)
    case packed(Vector.Storage, Validity)
    case runs(SharedValues)
    case numbered(SharedValues)
    case narrow(Vector.Storage, Validity)
  }

  /// The type of the values.
  let type: DataType
  private let current: Locked<Form>

  /// Chooses a form. A column whose heap no other one shares leaves behind texts that it has no use for.
  init(_ vector: Vector, ownsHeap: Bool) {
    type = vector.type
    current = Locked(Self.form(of: vector, ownsHeap))
  }

  /// How the values lie in memory now.
  var form: Form { current.withLock { $0 } }

  /// The values, row by row.
  var vector: Vector {
    switch form {
    case .whole(let vector): vector
    case .packed(let storage, let validity):
      Vector(type: type, storage: storage.unpacked(validity), validity: validity)
    case .runs(let shared), .numbered(let shared): shared.vector
    case .narrow(let storage, let validity):
      Vector(type: type, storage: storage.widened, validity: validity)
    }
  }

  /// The values of some rows.
  func gathered(_ rows: [UInt32]) -> Vector {
    switch form {
    case .whole(let vector): return vector.gathered(rows)
    case .runs(let shared), .numbered(let shared): return shared.gathered(rows)
    case .packed(let storage, let validity):
      // Few of the values are there: where they lie is counted, and nothing is unpacked.
      let places = validity.places(of: rows)
      var words = ContiguousArray<UInt64>(repeating: .max, count: (rows.count + 63) / 64)
      for (row, place) in places.enumerated() where place == nil {
        words[row >> 6] &= ~(1 << UInt64(row & 63))
      }
      return Vector(
        type: type,
        storage: storage.unpacked(at: places),
        validity: Validity(counting: words, count: rows.count)
      )
    case .narrow(let storage, let validity):
      let narrow = Vector(type: storage.plainType, storage: storage, validity: validity)
      let picked = narrow.gathered(rows)
      return Vector(type: type, storage: picked.storage.widened, validity: picked.validity)
    }
  }

  /// Whether most rows miss a value, so that it takes no room for them.
  var isPacked: Bool { if case .packed = form { true } else { false } }

  /// Puts a form that `make` makes of whole values in their place; returns the one that there is then.
  ///
  /// Two tasks may both make one; the first one's stays.
  func settle(_ make: (Vector) -> Form?) -> Form {
    guard case .whole(let vector) = form, let made = make(vector) else { return form }
    return current.withLock { form in
      if case .whole = form { form = made }
      return form
    }
  }

  /// Lets texts lie in another heap, if they are still where they were.
  func moveTexts(_ move: (ByteViews) -> ByteViews?) {
    func moved(_ storage: Vector.Storage) -> Vector.Storage? {
      if case .bytes(let texts) = storage { move(texts).map { .bytes($0) } } else { nil }
    }
    func moved(_ vector: Vector) -> Vector? {
      moved(vector.storage).map {
        Vector(type: vector.type, storage: $0, validity: vector.validity)
      }
    }
    current.withLock { form in
      switch form {
      case .whole(let vector): moved(vector).map { form = .whole($0) }
      case .packed(let storage, let validity):
        moved(storage).map { form = .packed($0, validity) }
      case .runs(let shared): moved(shared.values).map { form = .runs(shared.replacing($0)) }
      case .numbered, .narrow: break
      }
    }
  }

  /// The texts that have to be there: those of all rows, or of few that stand for them.
  var texts: ByteViews? {
    let storage =
      switch form {
      case .whole(let vector): vector.storage
      case .packed(let storage, _), .narrow(let storage, _): storage
      case .runs(let shared), .numbered(let shared): shared.values.storage
      }
    return if case .bytes(let texts) = storage { texts } else { nil }
  }

  /// The memory that the column takes, but for the heap of its texts.
  var plainByteCount: Int {
    switch form {
    case .whole(let vector): vector.plainByteCount
    case .packed(let storage, let validity), .narrow(let storage, let validity):
      storage.plainByteCount + validity.words.count * 8
    case .runs(let shared), .numbered(let shared): shared.byteCount
    }
  }
}

extension PackedColumn {
  /// The room that runs may take to be worth it, of what whole values take.
  ///
  /// It is an eighth, and half of that for texts, which take a byte or two for each row once they are
  /// numbered: short runs are slower to read than either.
  private static func runRoom(_ vector: Vector) -> Int {
    vector.plainByteCount / (vector.storage.kind == .bytes ? 16 : 8)
  }

  private static func form(of vector: Vector, _ ownsHeap: Bool) -> Form {
    let validity = vector.validity
    let isSparse = validity.missing * 2 > vector.count
    var room = runRoom(vector)
    if isSparse {
      let values = (vector.count - validity.missing) * vector.storage.kind.stride
      room = min(room, values + validity.words.count * 8)
    }
    if let runs = SharedValues(runsOf: vector, room: room) {
      guard ownsHeap, case .bytes(let texts) = runs.values.storage, texts.usesLittle else {
        return .runs(runs)
      }
      let own = Vector.Storage.bytes(ByteViews(joining: [texts]))
      return .runs(
        runs.replacing(
          Vector(type: vector.type, storage: own, validity: runs.values.validity)
        )
      )
    }
    return isSparse ? .packed(vector.storage.packed(validity), validity) : .whole(vector)
  }
}

extension ByteViews {
  /// The bytes of all rows, those that several rows share as often.
  var usedByteCount: Int {
    var sum = 0
    for view in views { sum &+= Int(view & 0xFFFF_FFFF) }
    return sum
  }

  /// Whether the texts would take less than half of the heap if they lay there alone.
  fileprivate var usesLittle: Bool { usedByteCount * 2 < heap.count }
}

extension Vector.Storage {
  /// A type whose values are stored as these narrow numbers.
  fileprivate var plainType: DataType { if case .int32 = self { .date } else { .bigint } }

  /// Whole numbers in twice the bytes.
  fileprivate var widened: Self {
    switch self {
    case .int32(let values): .int64(ContiguousArray(values.map { Int64($0) }))
    case .int64(let values): .int128(ContiguousArray(values.map { Int128($0) }))
    default: self
    }
  }

  /// Whole numbers in half of the bytes, in which cells of a kind lie; `nil` if they do not fit, or are no
  /// such numbers.
  func narrowed(to kind: CellKind) -> Self? {
    switch (self, kind) {
    case (.int64(let values), .int32): Self.narrowed(values).map { .int32($0) }
    case (.int128(let values), .int64): Self.narrowed(values).map { .int64($0) }
    default: nil
    }
  }

  @inline(__always)
  private static func narrowed<Wide: FixedWidthInteger, Narrow: FixedWidthInteger>(
    _ values: ContiguousArray<Wide>
  ) -> ContiguousArray<Narrow>? {
    var lost: Wide = 0
    let narrow = ContiguousArray<Narrow>(filling: values.count) { target in
      guard let target = target.baseAddress else { return }
      for row in values.indices {
        let value = Narrow(truncatingIfNeeded: values[row])
        (target + row).initialize(to: value)
        lost |= values[row] ^ Wide(truncatingIfNeeded: value)
      }
    }
    return lost == 0 ? narrow : nil
  }
}
