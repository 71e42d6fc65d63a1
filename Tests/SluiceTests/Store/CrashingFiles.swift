// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

@testable import Sluice

/// Files in memory that fail at one step, and forget what was not flushed when the power goes.
struct CrashingFiles: FileSystem {
  /// What happens at the step.
  enum Fault: CaseIterable {
    /// The step fails, others after it do not.
    case once
    /// Half of what is to be written is, and nothing is done after it.
    case torn
    /// Nothing is done from the step on.
    case dead
  }

  private final class File: Sendable {
    let bytes: Locked<(now: [UInt8], onDisk: [UInt8])>

    init(_ bytes: [UInt8]) { self.bytes = Locked((bytes, bytes)) }
  }

  private struct State {
    var names: [String: File] = [:]
    var namesOnDisk: [String: File] = [:]
    var folders: Set<String> = []
    var steps = 0
  }

  private let state = Locked(State())
  private let locks = MemoryFileSystem()
  private let fault: (step: Int, Fault)?

  /// Has no files; fails at the step with this number, from 1, if there is one.
  init(failing fault: (step: Int, Fault)? = nil) { self.fault = fault }

  /// The files that are left, without any fault to come; without power only what was flushed.
  private init(_ files: [String: [UInt8]], _ folders: Set<String>) {
    fault = nil
    state.withLock {
      $0.folders = folders
      $0.names = files.mapValues { File($0) }
      $0.namesOnDisk = $0.names
    }
  }

  /// The steps so far that change something.
  var steps: Int { state.withLock { $0.steps } }

  /// What another process finds.
  var survivors: CrashingFiles {
    state.withLock {
      CrashingFiles($0.names.mapValues { $0.bytes.withLock { $0.now } }, $0.folders)
    }
  }

  /// What is found after the power was gone: of files what was flushed, of folders all names or none
  /// of those that were not.
  func survivors(keepingNames: Bool) -> CrashingFiles {
    state.withLock { state in
      let names = keepingNames ? state.names : state.namesOnDisk
      return CrashingFiles(names.mapValues { $0.bytes.withLock { $0.onDisk } }, state.folders)
    }
  }

  private func step() throws(LoadError) -> Fault? {
    let number = state.withLock { state in
      state.steps += 1
      return state.steps
    }
    guard let fault, number >= fault.step else { return nil }
    if number == fault.step, fault.1 == .torn { return .torn }
    if number > fault.step, fault.1 == .once { return nil }
    throw LoadError(.noSpace, "There is no room left. Make room, and run again.")
  }

  func item(at path: String) -> FileItem? {
    state.withLock { state in
      if state.folders.contains(path) { return .folder }
      return state.names[path].map { .file(size: $0.bytes.withLock { $0.now.count }) }
    }
  }

  func names(in path: String) throws(LoadError) -> [String] {
    state.withLock { state in
      state.names.keys.filter { $0.folder == path }.map { String($0.dropFirst(path.count + 1)) }
    }
    .sorted()
  }

  func read(
    _ path: String,
    from offset: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(LoadError) -> Int {
    let bytes = state.withLock { $0.names[path] }?.bytes.withLock { $0.now } ?? []
    let count = max(0, min(buffer.count, bytes.count - offset))
    if count > 0 { buffer.copyBytes(from: bytes[offset..<offset + count]) }
    return count
  }

  func makeSingleFolder(_ path: String) throws(LoadError) {
    _ = try step()
    state.withLock { _ = $0.folders.insert(path) }
  }

  func append(_ bytes: UnsafeRawBufferPointer, to path: String) throws(LoadError) {
    let isTorn = try step() == .torn
    let file = state.withLock { state in
      let file = state.names[path] ?? File([])
      state.names[path] = file
      return file
    }
    let written = isTorn ? bytes.count / 2 : bytes.count
    file.bytes.withLock { $0.now += bytes.prefix(written) }
    if isTorn { throw LoadError(.noSpace, "There is no room left. Make room, and run again.") }
  }

  func move(_ path: String, to target: String) throws(LoadError) {
    _ = try step()
    let isMoved = state.withLock { state in
      guard let file = state.names.removeValue(forKey: path) else { return false }
      state.names[target] = file
      return true
    }
    guard isMoved else { throw LoadError(.fileMissing, "'\(path)' is not there.") }
  }

  func removeSingle(_ path: String) throws(LoadError) {
    _ = try step()
    state.withLock { _ = $0.names.removeValue(forKey: path) }
  }

  func flush(_ path: String) throws(LoadError) {
    _ = try step()
    state.withLock { state in
      state.names[path]?.bytes.withLock { $0.onDisk = $0.now }
      guard state.folders.contains(path) else { return }
      state.namesOnDisk = state.namesOnDisk.filter { $0.key.folder != path }
      for (name, file) in state.names where name.folder == path { state.namesOnDisk[name] = file }
    }
  }

  func lock(_ path: String, note: [UInt8]) throws(LoadError) -> FileLockOutcome {
    let outcome = try locks.lock("lock", note: note)
    state.withLock { state in
      if state.names[path] == nil { state.names[path] = File(note) }
    }
    return outcome
  }
}
