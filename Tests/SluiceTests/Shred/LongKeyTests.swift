// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Sluice

/// Keys that are longer than what is left of the input.
@Suite struct LongKeyTests {
  @Test func `a key is not compared past the end of the input`() throws {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let memory = try #require(
      mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    )
    defer { munmap(memory, 2 * page) }
    // Whoever reads the second page crashes.
    mprotect(memory + page, page, PROT_NONE)
    let key = String(repeating: "k", count: 3 * page)
    let table = ShredTable(name: "t", fragments: ["t"], parent: nil, index: 0)
    let shape = Shape()
    let node = shape.makeNode(table: table.rows, prefix: [], path: [], remaining: 1)
    _ = shape.addSlot(to: node, literal: Array(key.utf8), key: key, part: key, name: key)
    for count in [8, 9, 16, 17, 24, 100] {
      let start = (memory + page - 64 - count).assumingMemoryBound(to: UInt8.self)
      start.update(repeating: UInt8(ascii: "k"), count: count)
      #expect(!keyMatches(start, node.pointee.slots))
    }
  }

  @Test(arguments: [7, 8, 9, 15, 16, 17, 23, 24, 25, 40, 100])
  func `long keys that differ in one byte are different`(length: Int) throws {
    let keys = (0..<length).map { place in
      String((0..<length).map { $0 == place ? "x" : "k" })
    }
    let line = "{" + keys.enumerated().map { "\"\($1)\": \($0)" }.joined(separator: ",") + "}\n"
    let other = "{" + keys.enumerated().reversed().map { "\"\($1)\": \($0)" }.joined(separator: ",")
    let fixture = try ShredFixture(naming: .direct).json(line + line + other + "}")
    let rows = try #require(fixture.tables["t"])
    #expect(rows.count == 3)
    for row in rows {
      for (number, key) in keys.enumerated() { #expect(row[key] == .int(Int64(number))) }
    }
  }
}
