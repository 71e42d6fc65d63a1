// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

@Suite struct StoreFolderTests {
  private let disk = MemoryFileSystem()
  private static let script = StoreScript([
    .load(.append, rows: 20, retypes: false, column: nil),
    .load(.append, rows: 3, retypes: false, column: 1), .undo(0), .compact,
    .load(.append, rows: 2, retypes: true, column: nil), .empty,
    .load(.replace, rows: 2, retypes: false, column: nil),
  ])

  /// A copy of all files below `from`, in a file system of its own.
  private func copy(_ from: String) throws -> MemoryFileSystem {
    let copy = MemoryFileSystem()
    try copy.makeFolder(from)
    for name in try disk.names(in: from) {
      try copy.append(try disk.read("\(from)/\(name)"), to: "\(from)/\(name)")
    }
    return copy
  }

  private func write(_ script: StoreScript, steps: Int? = nil) async throws -> [StoreContents] {
    let store = try ColumnStore(at: "store", in: disk)
    for number in script.steps.indices.prefix(steps ?? .max) { try await script.run(number, store) }
    return try await script.undisturbed()
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a store that is opened again is the same`(seed: UInt64) async throws {
    let script = StoreScript(seed: seed, count: 14)
    let expected = try await script.undisturbed()
    var random = SplitMix(state: seed)
    var store: ColumnStore? = try ColumnStore(at: "a/store", in: disk)
    for number in script.steps.indices {
      if Bool.random(using: &random) {
        store = nil
        store = try ColumnStore(at: "a/store", in: disk)
      }
      let now = try #require(store)
      try await script.run(number, now)
      #expect(StoreContents(now) == expected[number + 1])
    }
    store = nil
    #expect(StoreContents(try ColumnStore(at: "a/store", in: disk)) == expected.last)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `batches of every type come back`(seed: UInt64) async throws {
    var random = RandomBatches(seed: seed)
    let batches = [try random.batch(rows: 100), try random.batch(rows: 1)]
    func fill(_ store: ColumnStore) throws {
      try store.edit { edit throws(LoadError) in
        edit.make(.makeDataset, in: "d")
        for (number, batch) in batches.enumerated() {
          let columns = zip(batch.names, batch.vectors).map {
            StoredColumn(name: $0, type: $1.type)
          }
          edit.make(.columns(columns), in: "d", "t\(number)")
          edit.make(.append(PackedBatch(batch)), in: "d", "t\(number)")
        }
      }
    }
    let memory = ColumnStore()
    try fill(memory)
    try fill(try ColumnStore(at: "store", in: disk))
    #expect(StoreContents(try ColumnStore(at: "store", in: disk)) == StoreContents(memory))
  }

  @Test func `one process has a store at a time`() async throws {
    let store = try ColumnStore(at: "store", in: disk)
    let error = #expect(throws: LoadError.self) { try ColumnStore(at: "store", in: disk) }
    #expect(error?.code == .destinationBusy)
    #expect(error?.message.contains("The store at 'store' cannot be opened: process ") == true)
    #expect(store.place == "store")
    let (one, other) = (ColumnStore(), ColumnStore())
    #expect(one.place != other.place && one.kind == "columnStore")
  }

  @Test func `a folder that is missing is made, with those above it`() throws {
    for path in ["/a/b/store", "c/store/", "store"] {
      let store = try ColumnStore(at: path, in: disk)
      try store.edit { edit throws(LoadError) in edit.make(.makeDataset, in: "d") }
    }
    #expect(try ColumnStore(at: "c/store", in: disk).datasets == ["d"])
    #expect(try ColumnStore(at: "/a/b/store/", in: disk).place == "/a/b/store")
  }

  @Test func `what is read is not changed by others in the folder`() async throws {
    let expected = try await write(Self.script)
    try disk.append([1, 2, 3], to: "store/notes.txt")
    try disk.append([1, 2, 3], to: "store/0000000009.commit.new")
    try disk.append([1, 2, 3], to: "store/0000000001.commit")
    #expect(StoreContents(try ColumnStore(at: "store", in: disk)) == expected.last)
    #expect(!disk.exists("store/0000000009.commit.new"), "It was never finished.")
    #expect(!disk.exists("store/0000000001.commit"), "The base has it.")
    #expect(disk.exists("store/notes.txt"))
  }

  @Test func `a file that is cut short is refused`() async throws {
    _ = try await write(Self.script)
    try damageEach(times: 80) { bytes, random in
      bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
    }
  }

  @Test func `a bit that flips is found`() async throws {
    _ = try await write(Self.script)
    try damageEach(times: 300) { bytes, random in
      let place = Int.random(in: bytes.indices, using: &random)
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    }
  }

  /// Damages files one at a time, and expects that the store says which one it is.
  private func damageEach(
    times: Int,
    _ damage: (inout [UInt8], inout SplitMix) -> Void
  ) throws {
    var random = SplitMix(state: 1)
    let names = try disk.names(in: "store").filter {
      $0.hasSuffix("commit") || $0.hasSuffix("base")
    }
    for number in 0..<times {
      let name = names[number % names.count]
      let copy = try copy("store")
      var bytes = try copy.read("store/\(name)")
      damage(&bytes, &random)
      try copy.remove("store/\(name)")
      try copy.append(bytes, to: "store/\(name)")
      let before = try copy.names(in: "store")
      let error = #expect(throws: LoadError.self) { try ColumnStore(at: "store", in: copy) }
      #expect(error?.code == .fileDamaged)
      #expect(error?.message.contains("store/\(name)") == true, "\(error?.message ?? "")")
      #expect(try copy.names(in: "store") == before, "What is there may be needed to repair it.")
    }
  }

  @Test func `a file that is missing is missed`() async throws {
    _ = try await write(Self.script)
    for name in try disk.names(in: "store") where name != "lock" {
      let copy = try copy("store")
      try copy.remove("store/\(name)")
      let error = #expect(throws: LoadError.self, "\(name)") {
        try ColumnStore(at: "store", in: copy)
      }
      #expect(error?.code == .fileDamaged)
      #expect(error?.message.contains("is missing") == true)
    }
  }

  @Test func `a file of another store does not belong there`() async throws {
    _ = try await write(Self.script)
    let other = StoreScript([StoreScript.Step](repeating: .empty, count: 7))
    let otherStore = try ColumnStore(at: "other", in: disk)
    for number in other.steps.indices {
      if number == 3 { try otherStore.compact() }
      try await other.run(number, otherStore)
    }
    for name in try disk.names(in: "store") where disk.exists("other/\(name)") && name != "lock" {
      let copy = try copy("store")
      try copy.remove("store/\(name)")
      try copy.append(try disk.read("other/\(name)"), to: "store/\(name)")
      let error = #expect(throws: LoadError.self, "\(name)") {
        try ColumnStore(at: "store", in: copy)
      }
      #expect(error?.code == .fileDamaged)
    }
  }

  @Test func `a file of a later version is refused`() async throws {
    _ = try await write(Self.script, steps: 1)
    let path = "store/0000000001.commit"
    let bytes = try disk.read(path)
    try disk.remove(path)
    var head = StoreFileHead(kind: .commit, number: 1, chain: 0)
    head.version += 1
    try disk.append(CheckedFrame.bytes(head: head.fields) + bytes, to: path)
    let error = #expect(throws: LoadError.self) { try ColumnStore(at: "store", in: disk) }
    #expect(error?.code == .unsupported)
  }

  @Test func `a folder that someone has made anew is left alone`() async throws {
    let store = try ColumnStore(at: "store", in: disk)
    try await Self.script.run(0, store)
    try disk.remove("store")
    try disk.makeFolder("store")
    let error = #expect(throws: LoadError.self) {
      try store.edit { edit throws(LoadError) in edit.make(.makeDataset, in: "late") }
    }
    #expect(error?.code == .fileMissing)
    #expect(error?.message.contains("'store/lock' is gone") == true)
    #expect(try disk.names(in: "store").isEmpty)
    #expect(!store.datasets.contains("late"))
  }

  @Test func `what has no use any more goes`() async throws {
    let rows = Int64(1 << 17)
    let store = try ColumnStore(at: "store", in: disk)
    let builder = VectorBuilder(.bigint)
    for row in 0..<rows { builder.append(row &* 0x1E37_79B9_7F4A_7C15) }
    let batch = PackedBatch(Batch(["n": builder.finish()]))
    for _ in 0..<8 {
      try store.edit { edit throws(LoadError) in
        edit.make(.columns([StoredColumn(name: "n", type: .bigint)]), in: "d", "t")
        edit.make(.clear, in: "d", "t")
        edit.make(.append(batch), in: "d", "t")
      }
    }
    let size = try disk.names(in: "store").reduce(0) { try $0 + disk.read("store/\($1)").count }
    #expect(size < 6 * Int(rows) * 8)
    #expect(try disk.names(in: "store").contains { $0.hasSuffix(".base") })
  }

  @Test func `a dataset that is dropped stays away`() async throws {
    _ = try await write(Self.script)
    let store = try ColumnStore(at: "store", in: disk)
    try store.drop(dataset: "shop")
    try store.drop(dataset: "nothing")
    #expect(store.datasets.isEmpty)
  }
}
