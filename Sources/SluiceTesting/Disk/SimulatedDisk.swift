// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// A disk in memory that forgets what was not flushed, and on which any step can go wrong.
///
/// ```swift
/// let disk = SimulatedDisk(Faults(Fault(.dies, at: 7)))
/// try? await run(on: disk)                                  // the seventh step is never made
/// try await run(on: disk.restarted(after: .powerLoss))      // what a new process finds
/// ```
/// Every call that changes something is a step, and so is taking a lock. A process that has died
/// gets an error from every call.
public final class SimulatedDisk: FileSystem {
  /// How a process ended. More may be added in any release.
  public struct End: Hashable, Sendable, CustomStringConvertible {
    /// How, in a few words.
    public let description: String

    /// The process was killed: all that it has done is there.
    public static let kill = End(description: "the process is killed")
    /// The power was lost: files and folders are as they were last flushed.
    ///
    /// A file that was made or moved is where it was before, unless its folder was flushed.
    public static let powerLoss = End(description: "the power is lost")
    /// The power was lost, and names have come to the disk before the bytes of the files.
    ///
    /// A file that was made or moved is where it is now, with the bytes of its last flush.
    public static let powerLossAfterNames = End(
      description: "the power is lost after names were kept"
    )

    /// All there are.
    public static let all: [End] = [.kill, .powerLoss, .powerLossAfterNames]
  }

  private final class Token: Sendable {}
  private struct Weak { weak var token: Token? }

  private struct State {
    var image: DiskImage
    var locks: [String: Weak] = [:]
  }

  /// Counts the steps.
  public let faults: Faults
  private let state: Locked<State>

  /// Makes an empty disk. Paths may begin with a slash or not: that is the same place.
  public convenience init(_ faults: Faults = Faults()) { self.init(DiskImage(), faults) }

  private init(_ image: DiskImage, _ faults: Faults) {
    self.faults = faults
    state = Locked(State(image: image))
  }

  /// The disk as a new process finds it. This one stays as it is.
  public func restarted(after end: End = .kill, _ faults: Faults = Faults()) -> SimulatedDisk {
    let image = state.withLock { $0.image }
    switch end {
    case .kill: return SimulatedDisk(image, faults)
    case .powerLossAfterNames:
      return SimulatedDisk(image.afterPowerLoss(keepingNames: true), faults)
    default: return SimulatedDisk(image.afterPowerLoss(keepingNames: false), faults)
    }
  }

  /// What lies at `path`, or `nil` if nothing does.
  public func item(at path: String) -> FileItem? {
    guard !faults.isDead else { return nil }
    switch state.withLock({ $0.image[path] }) {
    case .file(let file): return .file(size: file.bytes.count)
    case .folder: return .folder
    case nil: return nil
    }
  }

  /// The names in the folder at `path`, sorted; none if nothing lies there.
  public func names(in path: String) throws(LoadError) -> [String] {
    try requireLife()
    let (names, isFile) = state.withLock {
      ($0.image.folder(path)?.names.keys.sorted(), $0.image.file(path) != nil)
    }
    if isFile { throw missing("Cannot read the folder '\(path)'") }
    return names ?? []
  }

  /// Reads bytes of the file at `path` from `offset` on; returns their number, 0 at the end.
  public func read(
    _ path: String,
    from offset: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(LoadError) -> Int {
    try requireLife()
    guard let bytes = state.withLock({ $0.image.file(path)?.bytes }) else {
      throw missing("The file '\(path)' cannot be opened")
    }
    let count = max(0, min(buffer.count, bytes.count - offset))
    if count > 0 { buffer.copyBytes(from: bytes[offset..<offset + count]) }
    return count
  }

  /// Makes one folder, whose parent is there. That it is there already is fine.
  public func makeSingleFolder(_ path: String) throws(LoadError) {
    try step("make the folder '\(path)'") { state in
      switch state.image[path] {
      case .folder: return true
      case .file: return false
      case nil:
        guard state.image.hasParent(path) else { return false }
        state.image.makeFolder(path)
        return true
      }
    }
  }

  /// Adds bytes at the end of the file at `path`, which is made where it is missing.
  public func append(_ bytes: UnsafeRawBufferPointer, to path: String) throws(LoadError) {
    let bytes = Array(bytes)
    func append(_ bytes: some Sequence<UInt8>) -> (inout State) -> Bool {
      { state in
        guard state.image.hasParent(path), state.image.folder(path) == nil else { return false }
        state.image.append(bytes, to: path)
        return true
      }
    }
    let half = append(bytes.prefix(bytes.count / 2))
    try step("write \(bytes.count) bytes to '\(path)'", .write, half: half, append(bytes))
  }

  /// Moves a file or a folder, over a file that is there.
  public func move(_ path: String, to target: String) throws(LoadError) {
    try step("move '\(path)' to '\(target)'") { state in
      guard state.image[path] != nil, state.image.hasParent(target),
        state.image.folder(target) == nil
      else { return false }
      state.image.move(path, to: target)
      return true
    }
  }

  /// Removes one file, or one folder with nothing in it. Nothing there is fine.
  public func removeSingle(_ path: String) throws(LoadError) {
    try step("remove '\(path)'") { state in
      guard state.image.folder(path)?.names.isEmpty ?? true else { return false }
      state.image.remove(path)
      return true
    }
  }

  /// Keeps the bytes of the file, or the names in the folder, should the power be lost.
  public func flush(_ path: String) throws(LoadError) {
    try step("flush '\(path)'") { state in
      guard state.image[path] != nil else { return false }
      state.image.flush(path)
      return true
    }
  }

  /// Locks the file at `path`, which is made where it is missing, and writes `note` into it.
  public func lock(_ path: String, note: [UInt8]) throws(LoadError) -> FileLockOutcome {
    let token = Token()
    let key = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    var holder: [UInt8]?
    try step("lock '\(path)'") { state in
      guard state.image.hasParent(path), state.image.folder(path) == nil else { return false }
      if state.locks[key]?.token != nil {
        holder = state.image.file(path)?.bytes ?? []
      } else {
        state.locks[key] = Weak(token: token)
        state.image.write(note, to: path)
      }
      return true
    }
    return holder.map { .held(note: $0) } ?? .taken(token)
  }

  // MARK: - Steps

  private func step(
    _ action: @autoclosure () -> String,
    _ kind: FaultPoint.Kind = .disk,
    half: (inout State) -> Bool = { _ in true },
    _ body: (inout State) -> Bool
  ) throws(LoadError) {
    switch faults.reach(kind, action()) {
    case .dead: throw death
    case .fail(let code): throw refusal(code, action())
    case .goHalfThenDie:
      _ = state.withLock(half)
      throw death
    case .goHalfThenFail(let code):
      _ = state.withLock(half)
      throw refusal(code, action())
    case .go: guard state.withLock(body) else { throw missing("Cannot \(action())") }
    case .goThenFail:
      guard state.withLock(body) else { throw missing("Cannot \(action())") }
      throw refusal(.fileFailed, action())
    }
  }

  private func requireLife() throws(LoadError) { if faults.isDead { throw death } }

  private var death: LoadError {
    LoadError(.fileFailed, "The simulated process has died. Start anew with 'restarted(after:)'.")
  }

  private func refusal(_ code: LoadError.Code, _ action: String) -> LoadError {
    LoadError(code, "The simulated disk refuses to \(action). Run again.")
  }

  private func missing(_ attempt: String) -> LoadError {
    LoadError(.fileMissing, "\(attempt): no such file or folder is there, or one in its place.")
  }
}
