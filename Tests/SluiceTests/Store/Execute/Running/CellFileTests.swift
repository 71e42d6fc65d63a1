// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import SluiceTesting
import Testing

@testable import Sluice

/// Cells as files of queries hold them.
@Suite struct CellFileTests {
  private static let types: [SQLType] = [
    .boolean, .tinyint, .integer, .date, .bigint, .decimal(width: 18, scale: 3), .hugeint, .uuid,
    .double, .varchar, .blob, .interval, .list(.bigint), .list(.list(.varchar)),
    .structure([
      SQLType.Field(name: "a", type: .integer), SQLType.Field(name: "b", type: .list(.double)),
    ]),
    .map(.varchar, .hugeint),
  ]

  /// A value of a type, by chance: small ones, large ones, and missing ones.
  private func value(
    _ type: SQLType,
    _ numbers: inout SeededGenerator,
    _ range: Int64,
    _ missing: Int
  ) -> Datum {
    if Int.random(in: 0..<100, using: &numbers) < missing { return .null }
    let size = Int.random(in: 0...3, using: &numbers)
    switch type {
    case .list(let element):
      return .list((0..<size).map { _ in value(element, &numbers, range, missing) })
    case .map(let key, let element):
      return .list(
        (0..<size).map { _ in
          .structure([value(key, &numbers, range, 0), value(element, &numbers, range, missing)])
        }
      )
    case .structure(let fields):
      return .structure(fields.map { value($0.type, &numbers, range, missing) })
    default: break
    }
    let number = Int64.random(in: -range...range, using: &numbers)
    switch type.cellKind {
    case .bool: return .bool(number > 0)
    case .int32: return .integer(Int128(Int32(truncatingIfNeeded: number)))
    case .int64: return .integer(Int128(number))
    case .int128:
      return .integer(Int128(number) &* (Bool.random(using: &numbers) ? 1 : Int128(range) * 9))
    case .double: return .double(number % 7 == 0 ? .infinity : Double(number) / 8)
    case .bytes: return .bytes(Array("\(number)".utf8) + Array(repeating: 0x20, count: size * 9))
    default:
      return .interval(
        Interval(months: Int32(truncatingIfNeeded: number), days: Int32(size), microseconds: number)
      )
    }
  }

  private func cells(_ type: SQLType, _ seed: UInt64, _ count: Int) -> ([Datum], Cells) {
    var numbers = SeededGenerator(seed: seed)
    let range: Int64 = [0, 100, 30_000, 2_000_000_000, .max][Int(seed % 5)]
    let missing = [0, 30, 100][Int(seed % 3)]
    let values = (0..<count).map { _ in value(type, &numbers, range, missing) }
    return (values, Cells(values, type))
  }

  @Test(arguments: types) func `cells that are written and read are the same`(
    _ type: SQLType
  ) throws {
    for seed in 0..<30 {
      for count in [0, 1, 63, 64, 65, 300] {
        let (values, cells) = cells(type, UInt64(seed), count)
        var writer = CellWriter()
        writer.append(cells, count: count)
        writer.append(cells, count: count)
        var reader = CellReader(writer.bytes.withUnsafeBytes { Array($0) })
        for _ in 0..<2 {
          let next = reader.cells(CellShape(type), count: count)
          let read = try #require(next)
          #expect((0..<count).map { read.datum($0, type) } == values)
        }
        let rest = reader.cells(CellShape(.boolean), count: 1)
        #expect(rest == nil)
      }
    }
  }

  @Test(arguments: types) func `bytes that are cut are no cells`(
    _ type: SQLType
  ) {
    for seed in 0..<4 {
      var writer = CellWriter()
      writer.append(cells(type, UInt64(seed), 70).1, count: 70)
      let bytes = writer.bytes.withUnsafeBytes { Array($0) }
      for size in bytes.indices {
        var reader = CellReader(Array(bytes.prefix(size)))
        let read = reader.cells(CellShape(type), count: 70)
        #expect(read == nil)
      }
    }
  }

  @Test func `a file that was changed is refused`() throws {
    let disk = MemoryFileSystem()
    let file = try SpillFile(SpillFolder(fileSystem: disk, path: "q"))
    let (values, cells) = cells(.bigint, 3, 100)
    let frame = try file.append([cells], count: 100)
    let read = try file.read(frame, [CellShape(.bigint)])
    #expect((0..<100).map { read[0].datum($0, .bigint) } == values)
    let path = "q/" + (try #require(try disk.names(in: "q").first))
    var bytes = try disk.read(path)
    bytes[bytes.count / 2] ^= 4
    try disk.remove(path)
    try disk.append(bytes, to: path)
    #expect(throws: LoadError.self) { try file.read(frame, [CellShape(.bigint)]) }
  }
}
