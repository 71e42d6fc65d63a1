// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice
import Testing

@Suite struct RunMachineTests {
  private func loading() -> RunMachine {
    var machine = RunMachine()
    machine.opened()
    machine.begun()
    return machine
  }

  @Test func `tables are migrated when the schema has changed, and only then`() {
    var machine = loading()
    #expect(machine.received("a", revision: 2) == [.migrate, .load])
    #expect(machine.received("a", revision: 2) == [.load])
    #expect(machine.received("b", revision: 3) == [.migrate, .load])
    #expect(machine.tables == ["a", "b"])
  }

  @Test func `a load ends with its tables and the commit`() {
    var machine = loading()
    _ = machine.received("a", revision: 2)
    #expect(
      machine.drained(revision: 2, inUse: ["a", "b"]) == [.finish("a"), .finish("b"), .commit]
    )
    machine.committed()
  }

  @Test func `a table without rows is migrated at the end`() {
    var machine = loading()
    #expect(machine.drained(revision: 2, inUse: ["a"]) == [.migrate, .finish("a"), .commit])
  }

  @Test func `a load of nothing is committed too`() {
    var machine = loading()
    #expect(machine.drained(revision: 1, inUse: []) == [.commit])
  }

  @Test func `a load that ends twice is a programmer error`() async {
    await #expect(processExitsWith: .failure) {
      var machine = RunMachine()
      machine.opened()
      machine.begun()
      _ = machine.drained(revision: 1, inUse: [])
      _ = machine.drained(revision: 1, inUse: [])
    }
  }
}
