// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// A disk in memory that fails at a step of its choice, and may forget what was not flushed.
///
/// It forgets as much as a disk may: the bytes of files that were not flushed, and the names in folders
/// that were not. A file that moved from one folder to another is in both until both are flushed.
final class BrittleDisk: FileSystem {
  /// What happens at the step.
  enum Failure: CaseIterable {
    /// The step is refused, once.
    case refusal
    /// Nothing happens any more from the step on, but for the first half of what it writes.
    case death
    /// As a death, and what was not flushed is gone.
    case powerLoss
    /// The step is refused, the process goes on as it sees fit, and then the power is lost.
    case refusalAndPowerLoss

    fileprivate var isDeadly: Bool { self == .death || self == .powerLoss }
    fileprivate var losesPower: Bool { self == .powerLoss || self == .refusalAndPowerLoss }
  }

  private final class Node: @unchecked Sendable {
    // Only ever touched under the lock of the disk.
    let isFolder: Bool
    var names: [String: Node] = [:]
    var sureNames: [String: Node] = [:]
    var bytes: [UInt8] = []
    var sureBytes: [UInt8] = []

    init(isFolder: Bool) { self.isFolder = isFolder }
  }

  private final class Token: Sendable {}

  private struct State {
    let root = Node(isFolder: true)
    var locks: [String: () -> Bool] = [:]
    var steps = 0
    var failingStep: Int?
    var failure = Failure.refusal
    var isDead = false
    var hasFailed = false
  }

  private let state = Locked(State())

  /// A disk with the same files, all of them flushed.
  func copy() -> BrittleDisk {
    let other = BrittleDisk()
    state.withLock { state in
      other.state.withLock { otherState in
        var waiting = [(state.root, otherState.root)]
        while let (node, twin) = waiting.popLast() {
          twin.bytes = node.bytes
          twin.sureBytes = node.bytes
          for (name, child) in node.names {
            let childTwin = Node(isFolder: child.isFolder)
            twin.names[name] = childTwin
            waiting.append((child, childTwin))
          }
          twin.sureNames = twin.names
        }
      }
    }
    return other
  }

  /// The steps that changed something since the last ``restart(failingAt:with:)``.
  var steps: Int { state.withLock { $0.steps } }

  /// Starts anew, as after a crash, and fails at a step, from 1.
  func restart(failingAt step: Int? = nil, with failure: Failure = .refusal) {
    state.withLock { state in
      if state.hasFailed, state.failure.losesPower { Self.forget(state.root) }
      if state.isDead { state.locks = [:] }
      state.steps = 0
      state.failingStep = step
      state.failure = failure
      state.isDead = false
      state.hasFailed = false
    }
  }

  /// All files, with what is in them.
  func contents(where isMeant: (String) -> Bool = { _ in true }) -> [String: String] {
    state.withLock { state in
      var found: [String: String] = [:]
      var waiting = [("", state.root)]
      while let (path, node) = waiting.popLast() {
        if node.isFolder {
          for (name, child) in node.names { waiting.append(("\(path)/\(name)", child)) }
        } else if isMeant(path) {
          found[path] = String(decoding: node.bytes, as: UTF8.self)
        }
      }
      return found
    }
  }

  private static func forget(_ root: Node) {
    var waiting = [root]
    while let node = waiting.popLast() {
      node.names = node.sureNames
      node.bytes = node.sureBytes
      waiting += node.names.values
    }
  }

  func item(at path: String) -> FileItem? {
    state.withLock { state in
      find(path, state).map { $0.isFolder ? .folder : .file(size: $0.bytes.count) }
    }
  }

  func names(in path: String) throws(LoadError) -> [String] {
    state.withLock { state in find(path, state)?.names.keys.sorted() ?? [] }
  }

  func read(
    _ path: String,
    from offset: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(LoadError) -> Int {
    guard let bytes = state.withLock({ find(path, $0)?.bytes }) else { throw missing(path) }
    let count = max(0, min(buffer.count, bytes.count - offset))
    if count > 0 { buffer.copyBytes(from: bytes[offset..<offset + count]) }
    return count
  }

  func makeSingleFolder(_ path: String) throws(LoadError) {
    try change(path) { parent, name, _ in
      if let node = parent.names[name] { return node.isFolder }
      parent.names[name] = Node(isFolder: true)
      return true
    }
  }

  func append(_ bytes: UnsafeRawBufferPointer, to path: String) throws(LoadError) {
    try change(
      path,
      torn: { parent, name in
        self.write(bytes[..<(bytes.count / 2)], name, parent)
      }
    ) { parent, name, _ in
      self.write(bytes[...], name, parent)
      return true
    }
  }

  private func write(_ bytes: Slice<UnsafeRawBufferPointer>, _ name: String, _ parent: Node) {
    let node = parent.names[name] ?? Node(isFolder: false)
    parent.names[name] = node
    node.bytes += bytes
  }

  func move(_ path: String, to target: String) throws(LoadError) {
    let (folder, name) = split(target)
    try change(path) { parent, old, state in
      guard let node = parent.names[old], let target = self.find(folder, state) else {
        return false
      }
      target.names[name] = node
      parent.names[old] = nil
      return true
    }
  }

  func removeSingle(_ path: String) throws(LoadError) {
    guard exists(path) else { return }
    try change(path) { parent, name, _ in
      guard parent.names[name]?.names.isEmpty != false else { return false }
      parent.names[name] = nil
      return true
    }
  }

  func flush(_ path: String) throws(LoadError) {
    try change("\(path)/.") { node, _, _ in
      node.sureNames = node.names
      node.sureBytes = node.bytes
      return true
    }
  }

  func lock(_ path: String, note: [UInt8]) throws(LoadError) -> FileLockOutcome {
    let token = Token()
    return try state.withLock { state throws(LoadError) in
      guard let folder = find(path.folder ?? "", state) else { throw missing(path) }
      if state.locks[path]?() == true { return .held(note: []) }
      let name = split(path).1
      if folder.names[name] == nil { folder.names[name] = Node(isFolder: false) }
      state.locks[path] = { [weak token] in token != nil }
      return .taken(token)
    }
  }

  // MARK: - Steps

  private func change(
    _ path: String,
    torn: ((Node, String) -> Void)? = nil,
    _ body: (Node, String, State) -> Bool
  ) throws(LoadError) {
    let (folder, name) = split(path)
    try state.withLock { state throws(LoadError) in
      guard !state.isDead else { throw LoadError(.fileFailed, "The process is dead.") }
      state.steps += 1
      let isFailing = state.steps == state.failingStep
      let parent = find(folder, state)
      if isFailing {
        state.hasFailed = true
        if state.failure.isDeadly {
          state.isDead = true
          if let parent { torn?(parent, name) }
        }
        throw LoadError(.fileFailed, "The step fails.")
      }
      guard let parent, body(parent, name, state) else { throw missing(path) }
    }
  }

  private func find(_ path: String, _ state: State) -> Node? {
    var node: Node? = state.root
    for name in path.split(separator: "/") { node = node?.names[String(name)] }
    return node
  }

  private func split(_ path: String) -> (String, String) {
    let parts = path.split(separator: "/")
    return (parts.dropLast().joined(separator: "/"), String(parts.last ?? ""))
  }

  private func missing(_ path: String) -> LoadError { LoadError(.fileMissing, "No '\(path)'.") }
}
