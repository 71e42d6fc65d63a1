// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct GroupIndexTests {
  /// Sets of keys to group by.
  static let keys: [[CellShape]] =
    CellShape.samples.map { [$0] } + [
      [],
      [CellShape(kind: .int32), CellShape(kind: .int64)],
      [CellShape(kind: .bytes), CellShape(kind: .bool), CellShape(kind: .double)],
      CellShape.samples,
    ]

  private static func hashes(_ columns: [Cells], _ count: Int) -> [UInt64] {
    [UInt64](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let start = buffer.baseAddress { Hashing.hash(columns, count: count, into: start) }
      initialized = count
    }
  }

  @Test(arguments: CellShape.samples)
  func `equal values hash equally`(shape: CellShape) {
    var random = SplitMix(state: 4)
    let values = (0..<130).map { _ in shape.random(&random, variety: 40) }
    let hashes = Self.hashes([shape.cells(values)], 130)
    var known: [ModelCell: UInt64] = [:]
    for (value, hash) in zip(values, hashes) {
      #expect(known.updateValue(hash, forKey: value.normalized) ?? hash == hash)
    }
    #expect(Set(known.values).count == known.count)
    for (row, value) in values.enumerated() {
      #expect(
        Self.hashes([shape.cells([value], isConstant: true)], 2) == [hashes[row], hashes[row]]
      )
    }
  }

  @Test func `the order of columns and their number matter`() {
    let shape = CellShape(kind: .int32)
    let (one, two) = (shape.cells([.int(1)]), shape.cells([.int(2)]))
    let all = [[one, two], [two, one], [one], [two], [one, one], [two, two]]
    #expect(Set(all.map { Self.hashes($0, 1)[0] }).count == 6)
  }

  @Test(arguments: 13...140)
  func `every byte of a long run matters`(count: Int) {
    let bytes = (0..<count).map { UInt8($0 % 251) }
    var values = [ModelCell.text(bytes)]
    for place in 0..<count {
      var other = bytes
      other[place] ^= 1
      values.append(.text(other))
    }
    let hashes = Self.hashes([CellShape(kind: .bytes).cells(values)], values.count)
    #expect(Set(hashes).count == values.count)
  }

  /// Groups batches of random rows and compares with a dictionary.
  private func check(
    _ shapes: [CellShape],
    seed: UInt64,
    variety: Int,
    collapsing hashMask: UInt64? = nil
  ) {
    var random = SplitMix(state: seed)
    let index = GroupIndex(shapes)
    var model: [[ModelCell]: UInt32] = [:]
    var keys: [[ModelCell]] = []
    for _ in 0..<6 {
      let count = Int.random(in: 0...300, using: &random)
      let rows = (0..<count).map { _ in
        shapes.map { $0.random(&random, variety: variety) }
      }
      let columns = shapes.indices.map { place in shapes[place].cells(rows.map { $0[place] }) }
      // Missing rows of a single key are told apart without their hash.
      var hashes = Self.hashes(columns, count)
      if let hashMask { hashes = hashes.map { $0 & hashMask } }
      let before = index.count
      var groups = [UInt32](repeating: 0, count: count)
      groups.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        hashes.withUnsafeBufferPointer {
          let given = hashMask == nil ? nil : $0.baseAddress
          index.findOrAdd(columns, hashes: given, count: count, into: start)
        }
      }
      #expect(index.added.count == index.count - before)
      for (row, values) in rows.enumerated() {
        let key = values.map(\.normalized)
        if let known = model[key] {
          #expect(groups[row] == known)
        } else {
          #expect(!model.values.contains(groups[row]))
          model[key] = groups[row]
          keys.append(key)
        }
      }
      #expect(index.count == model.count)
      // What is not there is not found, what is there is.
      let others = (0..<60).map { _ in shapes.map { $0.random(&random, variety: variety * 2) } }
      let sought = shapes.indices.map { place in shapes[place].cells(others.map { $0[place] }) }
      var soughtHashes = Self.hashes(sought, 60)
      if let hashMask { soughtHashes = soughtHashes.map { $0 & hashMask } }
      var found = [UInt32](repeating: 0, count: 60)
      found.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        index.find(sought, hashes: soughtHashes, count: 60, into: start, using: GroupScratch())
      }
      #expect(found == others.map { model[$0.map(\.normalized)] ?? GroupIndex.none })
    }
    for (place, column) in index.cells.enumerated() {
      let expected = keys.sorted { (model[$0] ?? 0) < (model[$1] ?? 0) }.map { $0[place] }
      #expect(column.models(index.count).map(\.normalized) == expected)
    }
  }

  @Test(arguments: keys, [2, 30, 5_000])
  func `groups agree with a dictionary`(shapes: [CellShape], variety: Int) {
    for seed in 0..<4 as Range<UInt64> { check(shapes, seed: seed, variety: variety) }
  }

  @Test(arguments: [
    [CellShape(kind: .int32), CellShape(kind: .int64)], [CellShape(kind: .bytes)],
    [CellShape(kind: .double)], [CellShape(kind: .bytes), CellShape(kind: .interval)],
  ])
  func `groups of colliding hashes stay apart`(shapes: [CellShape]) {
    for mask: UInt64 in [0, 1, 0xFFFF_FFFF_0000_0000, 0x0000_0000_FFFF_FFFF, 1 << 63] {
      check(shapes, seed: mask, variety: 40, collapsing: mask)
    }
  }

  @Test func `keys that share their bytes outlast the rows`() {
    let shape = CellShape(kind: .bytes)
    let index = GroupIndex([shape], sharingBytes: true)
    var groups = [UInt32](repeating: 0, count: 100)
    for round in 0..<20 {
      let texts = (0..<100).map { ModelCell.text("a text of some length \($0 + round * 50)") }
      groups.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        index.findOrAdd([shape.cells(texts)], count: 100, into: start)
      }
    }
    #expect(index.count == 1_050)
    let expected = (0..<1_050).map { ModelCell.text("a text of some length \($0)") }
    #expect(index.cells[0].models(1_050) == expected)
  }

  @Test func `an integer that leaves its range is hashed`() {
    for kind in [CellKind.int32, .int64] {
      let shape = CellShape(kind: kind)
      let extremes: [Int128] =
        kind == .int32
        ? [Int128(Int32.min), Int128(Int32.max)] : [Int128(Int64.min), Int128(Int64.max)]
      let values = [5, 6, nil, 5, -40, 200, 70_000, nil, 5, extremes[0], extremes[1], 6, 200]
      let index = GroupIndex([shape])
      #expect(index.mode == .dense)
      var groups = [UInt32](repeating: 0, count: values.count)
      groups.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        let cells = shape.cells(values.map { $0.map { .int($0) } ?? .null })
        index.findOrAdd([cells], count: values.count, into: start)
      }
      #expect(index.mode == .hashed)
      #expect(groups == [0, 1, 2, 0, 3, 4, 5, 2, 0, 6, 7, 1, 4])
    }
  }

  @Test(arguments: keys)
  func `merging keeps the keys of both`(shapes: [CellShape]) {
    var random = SplitMix(state: 9)
    for round in 0..<6 {
      let (first, second) = (GroupIndex(shapes), GroupIndex(shapes))
      for index in [first, second] {
        let rows = (0..<400).map { _ in shapes.map { $0.random(&random, variety: 60) } }
        let columns = shapes.indices.map { place in shapes[place].cells(rows.map { $0[place] }) }
        var groups = [UInt32](repeating: 0, count: 400)
        groups.withUnsafeMutableBufferPointer { buffer in
          guard let start = buffer.baseAddress else { return }
          index.findOrAdd(columns, count: 400, into: start)
        }
      }
      let theirs = second.cells.map { $0.models(second.count) }
      let parts = round % 2 == 0 || shapes.isEmpty ? nil : second.partitions(bits: 3)
      for part in parts.map({ $0.map { Optional($0) } }) ?? [nil] {
        let count = part?.count ?? second.count
        var mapping = [UInt32](repeating: 0, count: count)
        mapping.withUnsafeMutableBufferPointer { buffer in
          guard let start = buffer.baseAddress else { return }
          first.merge(second, groups: part, mapping: start)
        }
        let ours = first.cells.map { $0.models(first.count) }
        for (place, group) in mapping.enumerated() {
          let other = part.map { Int($0.rows[place]) } ?? place
          #expect(
            ours.map { $0[Int(group)].normalized } == theirs.map { $0[other].normalized }
          )
        }
      }
      let all = Set(
        (0..<first.count).map { row in
          first.cells.map { $0.model(row).normalized }
        }
      )
      #expect(all.count == first.count)
    }
  }

  @Test(arguments: [0, 1, 4], [false, true])
  func `rows are parted by their hashes`(bits: Int, isSharing: Bool) {
    var random = SplitMix(state: 2)
    let shapes = CellShape.samples
    let parted = PartitionedRows(shapes, bits: bits, sharingBytes: isSharing)
    var model = [[[ModelCell]]](repeating: [], count: 1 << bits)
    var hashModel = [[UInt64]](repeating: [], count: 1 << bits)
    for round in 0..<6 {
      let count = round == 3 ? 2_500 : Int.random(in: 0...200, using: &random)
      let rows = (0..<count).map { _ in shapes.map { $0.random(&random, variety: 100) } }
      let columns = shapes.indices.map { place in shapes[place].cells(rows.map { $0[place] }) }
      let hashes = Self.hashes(columns, count)
      parted.append(columns, hashes: hashes, count: count)
      for (row, hash) in zip(rows, hashes) {
        let part = bits == 0 ? 0 : Int(hash >> UInt64(64 - bits))
        model[part].append(row)
        hashModel[part].append(hash)
      }
    }
    for (part, rows) in model.enumerated() {
      #expect(parted.rowCount(part) == rows.count)
      var found = [[ModelCell]](repeating: [], count: shapes.count)
      var foundHashes: [UInt64] = []
      parted.forEachBatch(of: part) { cells, hashes, count in
        for (place, column) in cells.enumerated() { found[place] += column.models(count) }
        foundHashes += UnsafeBufferPointer(start: hashes, count: count)
      }
      #expect(foundHashes == hashModel[part])
      for place in shapes.indices {
        #expect(ModelCell.isSame(found[place], rows.map { $0[place] }))
      }
    }
  }
}
