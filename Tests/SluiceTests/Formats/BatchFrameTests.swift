// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct BatchFrameTests {
  private func frame(_ bytes: [UInt8]) throws -> CheckedFrame {
    let disk = MemoryFileSystem()
    try disk.append(bytes, to: "frame")
    var reader = try CheckedFrameReader("frame", in: disk)
    return try #require(try reader.next())
  }

  @Test(arguments: [0, 1, 2, 63, 64, 65, 300], 0..<6 as Range<UInt64>)
  func `a batch comes back as it was`(rows: Int, seed: UInt64) throws {
    var random = RandomBatches(seed: seed &* 1000 &+ UInt64(rows))
    let batch = try random.batch(rows: rows)
    let frame = try frame(BatchFrame.bytes(batch, head: ["table": "items"]))
    #expect(frame.head["table"] == "items")
    let read = try #require(BatchFrame.batch(frame))
    #expect(read.names == batch.names)
    #expect(read.rowCount == rows)
    #expect(read.vectors.map(\.type) == batch.vectors.map(\.type))
    #expect(read.vectors.map(\.validity.missing) == batch.vectors.map(\.validity.missing))
    #expect(read.records == batch.records)
  }

  @Test func `numbers at the ends of their range come back`() throws {
    let limits: [Int64] = [.min, .max, 0, -1, 1, 255, 256, 65_535, 65_536, 1 << 32, .min + 1]
    for first in limits {
      for second in limits {
        let builder = VectorBuilder(.bigint)
        builder.append(first)
        builder.append(second)
        let batch = Batch(["n": builder.finish()])
        let read = try #require(BatchFrame.batch(try frame(BatchFrame.bytes(batch))))
        #expect(read.records == batch.records)
      }
    }
  }

  @Test func `what all rows share is written once`() throws {
    let ids = VectorBuilder(.text)
    let numbers = VectorBuilder(.bigint)
    for row in 0..<1000 {
      ids.append("1700000000.000001")
      numbers.append(Int64(row % 200) + 1_000_000)
    }
    let vector = ids.finish()
    guard case .bytes(let texts) = vector.storage else { return }
    let same = Vector(
      type: .text,
      storage: .bytes(
        ByteViews(views: ContiguousArray(repeating: texts.views[0], count: 1000), heap: texts.heap)
      ),
      validity: Validity(allValid: 1000)
    )
    let batch = Batch(["_dlt_load_id": same, "n": numbers.finish()])
    let bytes = BatchFrame.bytes(batch)
    #expect(bytes.count < 1500, "\(bytes.count)")
    #expect(BatchFrame.batch(try frame(bytes))?.records == batch.records)
  }

  @Test func `a table takes its own texts out of a heap that it shares`() throws {
    let heap = ContiguousArray<UInt8>(repeating: UInt8(ascii: "x"), count: 1 << 20)
    let views: ContiguousArray<UInt64> = [UInt64(5) << 32 | 3, UInt64((1 << 20) - 2) << 32 | 2, 0]
    let vector = Vector(
      type: .text,
      storage: .bytes(ByteViews(views: views, heap: heap)),
      validity: Validity(allValid: 3)
    )
    let batch = Batch(["a": vector])
    let bytes = BatchFrame.bytes(batch)
    #expect(bytes.count < 300)
    #expect(BatchFrame.batch(try frame(bytes))?.records == batch.records)
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `a frame that says something else is no batch, and does no harm`(seed: UInt64) throws {
    var batches = RandomBatches(seed: seed)
    let good = try frame(BatchFrame.bytes(try batches.batch(rows: 70)))
    var random = SplitMix(state: seed)
    for _ in 0..<20 {
      var bad = good
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bad.body.removeLast(Int.random(in: 0...bad.body.count, using: &random))
      case 1: bad.head["rows"] = .int(Int64.random(in: -5...500, using: &random))
      case 2: bad.head["heap"] = .int(Int64.random(in: -5...50_000, using: &random))
      default:
        guard !bad.body.isEmpty else { continue }
        let place = Int.random(in: bad.body.indices, using: &random)
        bad.body[place] ^= UInt8.random(in: 1...255, using: &random)
      }
      // Texts may be others then, which the checksum is there for; memory is not.
      if let batch = BatchFrame.batch(bad) { #expect(batch.rowCount >= 0) }
    }
  }
}
