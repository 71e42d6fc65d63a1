// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice
import SluiceTesting

/// A disk in memory that refuses what changes it, from one step on, until the cause is gone.
final class RefusingDisk: FileSystem {
  /// Why the disk refuses.
  enum Cause: CaseIterable, Sendable {
    /// It is full: nothing can be added, all else can be done.
    case full
    /// It is full for one step; then someone has made room.
    case fullForOneStep
    /// Nothing may be changed.
    case readOnly
    /// One thing may not be done.
    case readOnlyForOneStep

    var code: LoadError.Code {
      switch self {
      case .full, .fullForOneStep: .noSpace
      case .readOnly, .readOnlyForOneStep: .accessDenied
      }
    }

    fileprivate var advice: String {
      code == .noSpace
        ? "No space left. Make room, and run again." : "Give the process the right to do so."
    }
  }

  private struct State {
    var steps = 0
    var refused: (step: Int, cause: Cause)?
    var refusedPaths: [String] = []
  }

  private let base = SimulatedDisk()
  private let state = Locked(State())

  /// The steps so far.
  var steps: Int { state.withLock { $0.steps } }

  /// The paths of the steps that were refused so far.
  var refusedPaths: [String] { state.withLock { $0.refusedPaths } }

  /// Refuses for `cause` from a step on, counted from 1.
  func refuse(from step: Int, _ cause: Cause) { state.withLock { $0.refused = (step, cause) } }

  /// Refuses nothing any more.
  func relent() { state.withLock { $0.refused = nil } }

  private func step(
    _ path: String,
    takesRoom: Bool = false,
    isFlush: Bool = false
  ) throws(LoadError) {
    let cause = state.withLock { state -> Cause? in
      state.steps += 1
      guard let refused = state.refused, state.steps >= refused.step else { return nil }
      switch refused.cause {
      case .full where !takesRoom: return nil
      // What may not be changed may be flushed. A full disk may find it out only then.
      case .readOnly where isFlush: return nil
      case .readOnlyForOneStep where isFlush: return nil
      case .fullForOneStep where state.steps > refused.step: return nil
      case .readOnlyForOneStep where state.steps > refused.step: return nil
      default: break
      }
      state.refusedPaths.append(path)
      return refused.cause
    }
    guard let cause else { return }
    throw LoadError(cause.code, "'\(path)' cannot be changed: \(cause.advice)")
  }

  func item(at path: String) -> FileItem? { base.item(at: path) }

  func names(in path: String) throws(LoadError) -> [String] { try base.names(in: path) }

  func read(
    _ path: String,
    from offset: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(LoadError) -> Int { try base.read(path, from: offset, into: buffer) }

  func makeSingleFolder(_ path: String) throws(LoadError) {
    try step(path, takesRoom: true)
    try base.makeSingleFolder(path)
  }

  func append(_ bytes: UnsafeRawBufferPointer, to path: String) throws(LoadError) {
    try step(path, takesRoom: true)
    try base.append(bytes, to: path)
  }

  func move(_ path: String, to target: String) throws(LoadError) {
    try step(path)
    try base.move(path, to: target)
  }

  func removeSingle(_ path: String) throws(LoadError) {
    try step(path)
    try base.removeSingle(path)
  }

  func flush(_ path: String) throws(LoadError) {
    try step(path, isFlush: true)
    try base.flush(path)
  }

  func lock(_ path: String, note: [UInt8]) throws(LoadError) -> FileLockOutcome {
    try step(path, takesRoom: true)
    return try base.lock(path, note: note)
  }
}
