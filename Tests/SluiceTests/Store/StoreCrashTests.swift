// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Sluice

/// For every step that changes a file: it fails, and afterwards the store is as before or as after.
@Suite struct StoreCrashTests {
  private static let script = StoreScript([
    .load(.append, rows: 5, retypes: false, column: nil),
    .load(.append, rows: 3, retypes: false, column: 1), .compact, .undo(0),
    .load(.append, rows: 2, retypes: true, column: nil), .drop, .compact,
    .load(.replace, rows: 2, retypes: false, column: nil), .dropDataset, .empty,
  ])

  private func steps() async throws -> Int {
    let disk = CrashingFiles()
    let store = try ColumnStore(at: "store", in: disk)
    for number in Self.script.steps.indices { try await Self.script.run(number, store) }
    return disk.steps
  }

  /// Goes on from the first step that is not done, in `disk`, and compares with an undisturbed store.
  private func finish(
    _ disk: CrashingFiles,
    from done: Int,
    steps: Int = .max,
    _ expected: [StoreContents],
    _ what: String
  ) async throws {
    let store = try ColumnStore(at: "store", in: disk)
    let found = StoreContents(store)
    #expect([expected[done], expected[done + 1]].contains(found), "\(what)")
    for number in (done..<Self.script.steps.count).prefix(steps) {
      // A step that is done already changes nothing when it is done again.
      try await Self.script.run(number, store)
      #expect(StoreContents(store) == expected[number + 1], "\(what)")
    }
  }

  @Test(arguments: CrashingFiles.Fault.allCases)
  func `a failure leaves the store as before or as after`(fault: CrashingFiles.Fault) async throws {
    let expected = try await Self.script.undisturbed()
    let count = try await steps()
    for step in 1...count {
      let disk = CrashingFiles(failing: (step, fault))
      var done = 0
      do {
        let store = try ColumnStore(at: "store", in: disk)
        while done < Self.script.steps.count {
          do {
            try await Self.script.run(done, store)
          } catch {
            #expect((error as? LoadError)?.code == .noSpace)
            #expect(StoreContents(store) == expected[done], "What failed is not visible.")
            throw error
          }
          done += 1
        }
      } catch {}
      // What failed besides, as the removal of files, does no harm.
      if done == Self.script.steps.count { done -= 1 }
      let what = "\(fault) at \(step) of \(count)"
      try await finish(disk.survivors, from: done, expected, what)
      for keepingNames in [false, true] {
        let disk = disk.survivors(keepingNames: keepingNames)
        try await finish(
          disk,
          from: done,
          steps: 2,
          expected,
          "power lost, \(what), \(keepingNames)"
        )
      }
    }
    print("store: \(count) points of failure tried, each \(fault)")
  }

  @Test func `a store goes on after a failure`() async throws {
    let expected = try await Self.script.undisturbed()
    let count = try await steps()
    for step in 1...count {
      let disk = CrashingFiles(failing: (step, .once))
      var opened = try? ColumnStore(at: "store", in: disk)
      if opened == nil { opened = try ColumnStore(at: "store", in: disk) }
      let store = try #require(opened)
      for number in Self.script.steps.indices {
        do {
          try await Self.script.run(number, store)
        } catch {
          #expect(StoreContents(store) == expected[number])
          try await Self.script.run(number, store)
        }
        #expect(StoreContents(store) == expected[number + 1])
      }
      let again = try ColumnStore(at: "store", in: disk.survivors)
      #expect(StoreContents(again) == expected.last, "\(step) of \(count)")
    }
  }
}
