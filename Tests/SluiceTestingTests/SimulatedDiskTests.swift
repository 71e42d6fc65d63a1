// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting
import Testing

/// A disk that forgets, and on which any step can go wrong.
@Suite struct SimulatedDiskTests {
  private func text(_ disk: SimulatedDisk, _ path: String) throws -> String? {
    guard case .file(let size) = disk.item(at: path) else { return nil }
    var bytes = [UInt8](repeating: 0, count: size)
    _ = try bytes.withUnsafeMutableBytes { try disk.read(path, from: 0, into: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(_ text: String, to path: String, _ disk: SimulatedDisk) throws {
    try Array(text.utf8).withUnsafeBytes { try disk.append($0, to: path) }
  }

  @Test func `what is written is there, for a process and for one after it`() throws {
    let disk = SimulatedDisk()
    try disk.makeSingleFolder("/a")
    try disk.makeSingleFolder("a")
    try write("one ", to: "/a/x", disk)
    try write("two", to: "a/x", disk)
    #expect(try text(disk, "/a/x") == "one two")
    #expect(disk.item(at: "/a") == .folder && disk.item(at: "/b") == nil)
    try disk.move("/a/x", to: "/a/y")
    #expect(try disk.names(in: "/a") == ["y"])
    #expect(try disk.names(in: "/b").isEmpty)
    let next = disk.restarted()
    #expect(try text(next, "/a/y") == "one two")
    try next.removeSingle("/a/y")
    #expect(try text(disk, "/a/y") == "one two", "The disk before the crash stays as it was.")
    try next.removeSingle("/a")
    try next.removeSingle("/a")
    #expect(try next.names(in: "").isEmpty)
  }

  @Test func `bytes outlast a loss of power once they are flushed`() throws {
    let disk = SimulatedDisk()
    try write("kept", to: "x", disk)
    try disk.flush("x")
    try disk.flush("/")
    try write(" lost", to: "x", disk)
    #expect(try text(disk.restarted(after: .kill), "x") == "kept lost")
    #expect(try text(disk.restarted(after: .powerLoss), "x") == "kept")
    #expect(try text(disk.restarted(after: .powerLossAfterNames), "x") == "kept")
  }

  @Test func `names outlast a loss of power once their folder is flushed`() throws {
    let disk = SimulatedDisk()
    try write("new", to: "x", disk)
    #expect(disk.restarted(after: .powerLoss).item(at: "x") == nil)
    #expect(try text(disk.restarted(after: .powerLossAfterNames), "x") == "")
    try disk.flush("x")
    #expect(disk.restarted(after: .powerLoss).item(at: "x") == nil)
    try disk.flush("")
    #expect(try text(disk.restarted(after: .powerLoss), "x") == "new")
    try disk.move("x", to: "y")
    #expect(try disk.restarted(after: .powerLoss).names(in: "") == ["x"])
    #expect(try disk.restarted(after: .powerLossAfterNames).names(in: "") == ["y"])
    try disk.flush("")
    #expect(try disk.restarted(after: .powerLoss).names(in: "") == ["y"])
    try disk.removeSingle("y")
    #expect(try disk.restarted(after: .powerLoss).names(in: "") == ["y"])
  }

  @Test(arguments: ["a", "b"])
  func `a move between folders is in both of them or in none`(_ flushed: String) throws {
    let disk = SimulatedDisk()
    for name in ["a", "b"] { try disk.makeSingleFolder(name) }
    try disk.flush("")
    try write("1", to: "a/x", disk)
    try disk.flush("a/x")
    try disk.move("a/x", to: "b/x")
    var lost = disk.restarted(after: .powerLoss)
    #expect(try lost.names(in: "a").isEmpty && lost.names(in: "b").isEmpty)
    try disk.flush(flushed)
    lost = disk.restarted(after: .powerLoss)
    #expect(try lost.names(in: "a").isEmpty && lost.names(in: "b") == ["x"])
    #expect(try text(lost, "b/x") == "1")
  }

  @Test func `a folder moves with all that is in it`() throws {
    let disk = SimulatedDisk()
    try disk.makeSingleFolder("open")
    try write("1", to: "open/x", disk)
    try disk.flush("open/x")
    try disk.flush("open")
    try disk.move("open", to: "sealed")
    try disk.flush("")
    #expect(try text(disk.restarted(after: .powerLoss), "sealed/x") == "1")
    #expect(throws: LoadError.self) { try disk.removeSingle("sealed") }
    #expect(throws: LoadError.self) { try disk.move("sealed", to: "missing/folder") }
    #expect(throws: LoadError.self) { try write("", to: "missing/x", disk) }
    #expect(throws: LoadError.self) { try disk.makeSingleFolder("sealed/x") }
    #expect(throws: LoadError.self) { try disk.flush("missing") }
  }

  @Test func `a lock is held by one, and goes with the process`() throws {
    let disk = SimulatedDisk()
    let first = try disk.lock("l", note: [1])
    guard case .held(let note) = try disk.lock("/l", note: [2]) else {
      Issue.record("It was taken twice.")
      return
    }
    #expect(note == [1])
    guard case .taken = try disk.restarted().lock("l", note: []) else {
      Issue.record("A process that is gone holds it.")
      return
    }
    withExtendedLifetime(first) {}
    var second: FileLockOutcome? = try disk.lock("other", note: [])
    withExtendedLifetime(second) {}
    second = nil
    guard case .taken = try disk.lock("other", note: []) else {
      Issue.record("A lock is held whose token is gone.")
      return
    }
  }

  @Test func `a step fails once, and the process goes on`() throws {
    let disk = SimulatedDisk(Faults(Fault(.fails, at: 2)))
    try write("1", to: "x", disk)
    let error = #expect(throws: LoadError.self) { try write("2", to: "x", disk) }
    #expect(error?.code == .noSpace)
    try write("3", to: "x", disk)
    #expect(try text(disk, "x") == "13")
    #expect(disk.faults.points.map(\.number) == [1, 2, 3])
    #expect(disk.faults.points[1].description == "step 2 (write 1 bytes to 'x')")
  }

  @Test(arguments: [Fault.Kind.failsHalfway, .diesHalfway])
  func `half of the bytes are written`(_ kind: Fault.Kind) throws {
    let disk = SimulatedDisk(Faults(Fault(kind, at: 1)))
    #expect(throws: LoadError.self) { try write("1234", to: "x", disk) }
    #expect(disk.faults.isDead == (kind == .diesHalfway))
    #expect(try text(disk.restarted(), "x") == "12")
  }

  @Test func `a process that has died does nothing more`() throws {
    let disk = SimulatedDisk(Faults(Fault(.dies, at: 2)))
    try write("1", to: "x", disk)
    for _ in 1...2 { #expect(throws: LoadError.self) { try write("2", to: "x", disk) } }
    #expect(throws: LoadError.self) { try disk.removeSingle("x") }
    #expect(throws: LoadError.self) { try disk.names(in: "") }
    #expect(throws: LoadError.self) { try text(disk, "x") ?? disk.names(in: "").first }
    #expect(disk.item(at: "x") == nil)
    #expect(disk.faults.isDead && disk.faults.hasHappened && disk.faults.points.count == 2)
    #expect(try text(disk.restarted(), "x") == "1")
  }
}
