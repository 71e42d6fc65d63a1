// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct NestedRowIDsTests {
  /// The ids that the batch call writes.
  static func viewed(_ ids: NestedRowIDs, parents: [String], rows: [UInt32], indexes: [UInt32])
    -> [String]
  {
    var bytes: [UInt8] = [0]
    var views: [UInt64] = []
    for parent in parents {
      views.append(UInt64(bytes.count) << 32 | UInt64(parent.utf8.count))
      bytes += Array(parent.utf8)
    }
    return strings(rows.count) { output in
      bytes.withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        ids.write(
          count: rows.count,
          parents: rows,
          views: views,
          bytes: base,
          indexes: indexes,
          to: output
        )
      }
    }
  }

  static func strings(_ count: Int, _ body: (UnsafeMutableRawPointer) -> Void) -> [String] {
    // Two bytes more than needed, to see that they stay.
    var output = [UInt8](repeating: 0x21, count: count * 14 + 2)
    output.withUnsafeMutableBytes { bytes in
      if let base = bytes.baseAddress { body(base) }
    }
    #expect(Array(output.suffix(2)) == [0x21, 0x21])
    return (0..<count).map { String(decoding: output[$0 * 14..<$0 * 14 + 14], as: UTF8.self) }
  }

  @Test func `the nested ids of the corpus agree`() throws {
    let entries = try CorpusFile("row_ids").list("nested")
    #expect(entries.count == 39)
    for entry in entries {
      let parent = try #require(entry["parent_id"]?.string)
      let table = try #require(entry["table"]?.string)
      guard case .int(let number) = try #require(entry["list_idx"]) else { continue }
      let ids = NestedRowIDs(table: table)
      let index = try #require(UInt32(exactly: number))
      let id = entry["id"]?.string
      #expect(ids.id(parent: parent, index: index) == id)
      #expect(Self.viewed(ids, parents: [parent], rows: [0], indexes: [index]) == [id])
    }
  }

  // Every length of a message around the 64 bytes of a short one and the 168 of a block.
  @Test(arguments: [1, 20, 30, 36, 37, 38, 39, 40, 47, 48, 49, 100, 139, 140, 141, 150, 152, 200])
  func `a batch gives the same ids as one row at a time`(length: Int) {
    let ids = NestedRowIDs(table: String(repeating: "t", count: length))
    var generator = RowIDGenerator(seed: RowIDSeed(UInt64(length)))
    let parents = (0..<20).map { _ in generator.next() }
    let indexes: [UInt32] = [
      0, 4_294_967_295, 9, 10, 99, 100, 1, 1_000_000_000, 999_999_999, 12, 7, 65_536,
    ]
    let rows = indexes.indices.map { UInt32(($0 * 7) % 20) }
    let expected = zip(rows, indexes).map { ids.id(parent: parents[Int($0)], index: $1) }
    #expect(Self.viewed(ids, parents: parents, rows: rows, indexes: indexes) == expected)
  }

  @Test func `parents of different lengths leave nothing behind in the next message`() {
    let ids = NestedRowIDs(table: "items__l")
    let parents = [300, 0, 150, 1, 167, 40, 64, 2, 30].map { String(repeating: "p", count: $0) }
    let rows = parents.indices.map { UInt32($0) }
    let indexes = rows.map { $0 * 13 }
    let expected = zip(parents, indexes).map { ids.id(parent: $0, index: $1) }
    #expect(Self.viewed(ids, parents: parents, rows: rows, indexes: indexes) == expected)
  }

  @Test func `no rows write nothing`() {
    #expect(Self.viewed(NestedRowIDs(table: "t"), parents: [""], rows: [], indexes: []) == [])
  }
}
