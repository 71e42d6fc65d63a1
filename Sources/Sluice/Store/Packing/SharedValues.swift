// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

// Fenced: unchecked memory. Rows that are asked for are rows of the column.

/// A column as few values and which of them each row has.
struct SharedValues: Sendable {
  /// Which of the values each row has.
  enum Places: Sendable {
    /// The number of its value in a byte for each row.
    case bytes(ContiguousArray<UInt8>)
    /// The number of its value in two bytes for each row.
    case shorts(ContiguousArray<UInt16>)
    /// The first row after each run of rows that have the same value: one run for each value.
    case ends(ContiguousArray<UInt32>)
  }

  /// The values, of which one may be missing. Those of runs may repeat.
  let values: Vector
  /// Which of them each row has.
  let places: Places

  /// The values row by row.
  var vector: Vector {
    let rows = numbers(0..<count, nil)
    return values.gathered(Array(UnsafeBufferPointer(start: rows.rows, count: rows.count)))
  }

  /// The values of some rows.
  func gathered(_ rows: [UInt32]) -> Vector {
    switch places {
    case .bytes(let numbers): values.gathered(rows.map { UInt32(numbers[Int($0)]) })
    case .shorts(let numbers): values.gathered(rows.map { UInt32(numbers[Int($0)]) })
    case .ends: values.gathered(rows.map { UInt32(run(of: Int($0))) })
    }
  }

  /// The number of rows.
  var count: Int {
    switch places {
    case .bytes(let numbers): numbers.count
    case .shorts(let numbers): numbers.count
    case .ends(let ends): Int(ends.last ?? 0)
    }
  }

  /// The number of the value of each of some rows, or of those of a selection, which counts from the first.
  func numbers(_ rows: Range<Int>, _ selection: Selection?) -> Selection {
    let result = Selection(capacity: max(1, selection?.count ?? rows.count))
    switch places {
    case .bytes(let numbers): Self.copy(numbers, rows, selection, to: result)
    case .shorts(let numbers): Self.copy(numbers, rows, selection, to: result)
    case .ends(let ends):
      guard !rows.isEmpty else { break }
      let (target, first) = (result.rows, run(of: rows.lowerBound))
      ends.withUnsafeBufferPointer { ends in
        if let selection {
          var run = first
          for place in 0..<selection.count {
            // Rows of a selection of a table come in order.
            let row = rows.lowerBound &+ Int(selection.rows[place])
            while row >= Int(ends[run]) { run &+= 1 }
            target[place] = UInt32(truncatingIfNeeded: run)
          }
          result.count = selection.count
          return
        }
        var (row, run) = (rows.lowerBound, first)
        while row < rows.upperBound {
          let end = min(Int(ends[run]), rows.upperBound)
          let number = UInt32(truncatingIfNeeded: run)
          (target + (row - rows.lowerBound)).update(repeating: number, count: end - row)
          row = end
          run += 1
        }
        result.count = rows.count
      }
    }
    return result
  }

  /// The number of the run that all of some rows are in, if it is one.
  func onlyRun(of rows: Range<Int>) -> Int? {
    guard case .ends(let ends) = places, !rows.isEmpty else { return nil }
    let run = run(of: rows.lowerBound)
    return Int(ends[run]) >= rows.upperBound ? run : nil
  }

  /// The number of the run that a row is in.
  private func run(of row: Int) -> Int {
    guard case .ends(let ends) = places else { return 0 }
    var (first, last) = (0, ends.count - 1)
    while first < last {
      let middle = (first + last) / 2
      if Int(ends[middle]) > row { last = middle } else { first = middle + 1 }
    }
    return first
  }

  @inline(__always)
  private static func copy<Number: FixedWidthInteger>(
    _ numbers: ContiguousArray<Number>,
    _ rows: Range<Int>,
    _ selection: Selection?,
    to result: Selection
  ) {
    numbers.withUnsafeBufferPointer { numbers in
      guard let base = numbers.baseAddress else { return }
      let (target, source) = (result.rows, base + rows.lowerBound)
      if let selection {
        let picked = UnsafePointer(selection.rows)
        for place in 0..<selection.count {
          target[place] = UInt32(truncatingIfNeeded: source[Int(picked[place])])
        }
      } else {
        for place in 0..<rows.count { target[place] = UInt32(truncatingIfNeeded: source[place]) }
      }
    }
    result.count = selection?.count ?? rows.count
  }
}

extension SharedValues {
  /// The column as runs, if that takes much less room than `room` bytes; see ``RunSearch``.
  init?(runsOf vector: Vector, room: Int) {
    // A value, and where its run ends.
    let size = vector.storage.kind.stride + 4
    guard let ends = RunSearch.ends(of: vector, limit: room / size) else { return nil }
    values = vector.gathered([0] + ends.dropLast())
    places = .ends(ends)
  }

  /// Where the values lie again, once their texts are elsewhere.
  func replacing(_ values: Vector) -> SharedValues {
    SharedValues(values: values, places: places)
  }

  /// The memory that it takes, but for texts.
  var byteCount: Int {
    let bytes =
      switch places {
      case .bytes(let numbers): numbers.count
      case .shorts(let numbers): numbers.count * 2
      case .ends(let ends): ends.count * 4
      }
    return bytes + values.plainByteCount
  }
}

extension SharedValues {
  /// The fewest texts that are worth numbering.
  private static let leastCount = 512
  /// The different texts that are numbered, at most.
  private static let distinctLimit = 4_096

  /// The different texts of a vector, and the number of each row's; `nil` if they are too many.
  init?(numbering vector: Vector) {
    let count = vector.count
    guard count >= Self.leastCount else { return nil }
    let texts = VectorCells(vector, .varchar)
    let index = GroupIndex([CellShape(kind: .bytes)])
    let codes = Selection(capacity: Chunk.size)
    var shorts = ContiguousArray<UInt16>()
    var start = 0
    while start < count {
      let size = min(Chunk.size, count - start)
      index.findOrAdd([texts.cells(from: start, count: size, nil)], count: size, into: codes.rows)
      start += size
      // Texts that hardly repeat at the start will not later on.
      guard index.count <= min(Self.distinctLimit, start / 4) else { return nil }
      if shorts.isEmpty { shorts.reserveCapacity(count) }
      for place in 0..<size { shorts.append(UInt16(truncatingIfNeeded: codes.rows[place])) }
    }
    values = Vector(texts: index.cells[0], count: index.count, vector.type)
    places =
      index.count <= 256
      ? .bytes(ContiguousArray(shorts.map { UInt8(truncatingIfNeeded: $0) })) : .shorts(shorts)
  }
}

extension Vector {
  /// A copy of some texts.
  fileprivate init(texts: Cells, count: Int, _ type: DataType) {
    var heap: ContiguousArray<UInt8> = []
    var views = ContiguousArray<UInt64>()
    var words = ContiguousArray<UInt64>(repeating: .max, count: (count + 63) / 64)
    for row in 0..<count {
      guard texts.isValid(row) else {
        words[row >> 6] &= ~(1 << UInt64(row & 63))
        views.append(0)
        continue
      }
      let start = UInt64(heap.count)
      texts.value(row, ByteRun.self).withBytes { heap.append(contentsOf: $0) }
      views.append(start << 32 | UInt64(heap.count) - start)
    }
    self.init(
      type: type,
      storage: .bytes(ByteViews(views: views, heap: ContiguousArray(heap[...]))),
      validity: Validity(counting: words, count: count)
    )
  }

  /// The memory of the values, but for the bytes of texts.
  var plainByteCount: Int { storage.plainByteCount + validity.words.count * 8 }
}

extension Vector.Storage {
  /// The memory of the values, but for the bytes of texts.
  var plainByteCount: Int { count * kind.stride }
}
