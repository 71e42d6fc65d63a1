// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Files and folders that live as long as this value and its copies.
public struct MemoryFileSystem: FileSystem {
  private enum Item { case folder, file([UInt8]) }

  private struct State {
    var items: [String: Item] = ["": .folder]
    var locks: [String: Weak] = [:]
  }

  private struct Weak { weak var token: Token? }
  private final class Token: Sendable {}

  private let state = Locked(State())

  /// Has no files yet. Paths may begin with a slash or not: that is the same place.
  public init() {}

  /// What lies at `path`, or `nil` if nothing does.
  public func item(at path: String) -> FileItem? {
    state.withLock { state in
      switch state.items[key(path)] {
      case .folder: .folder
      case .file(let bytes): .file(size: bytes.count)
      case nil: nil
      }
    }
  }

  /// The names in the folder at `path`, sorted; none if nothing lies there.
  public func names(in path: String) throws(LoadError) -> [String] {
    let folder = key(path)
    let (names, isFile) = state.withLock { state in
      let names = state.items.keys.compactMap { item -> String? in
        guard item != "", item.folder ?? "" == folder else { return nil }
        return item.lastIndex(of: "/").map { String(item[item.index(after: $0)...]) } ?? item
      }
      if case .file = state.items[folder] { return (names, true) }
      return (names, false)
    }
    if isFile { throw LoadError.fileInPlace(path, "read") }
    return names.sorted()
  }

  /// Reads bytes of the file at `path` from `offset` on; returns their number, 0 at the end.
  public func read(
    _ path: String,
    from offset: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(LoadError) -> Int {
    let found = state.withLock { $0.items[key(path)] }
    guard case .file(let bytes) = found else {
      throw missing("The file '\(path)' cannot be opened")
    }
    let count = max(0, min(buffer.count, bytes.count - offset))
    if count > 0 { buffer.copyBytes(from: bytes[offset..<offset + count]) }
    return count
  }

  /// Makes one folder, whose parent is there. That it is there already is fine.
  public func makeSingleFolder(_ path: String) throws(LoadError) {
    let folder = key(path)
    try state.withLock { state throws(LoadError) in
      guard case .folder = state.items[folder.folder ?? ""] else {
        throw missing("The folder '\(path)' cannot be made")
      }
      if case .file = state.items[folder] { throw LoadError.fileInPlace(path, "made") }
      state.items[folder] = .folder
    }
  }

  /// Adds bytes at the end of the file at `path`, which is made where it is missing.
  public func append(_ bytes: UnsafeRawBufferPointer, to path: String) throws(LoadError) {
    let file = key(path)
    let isWritten = state.withLock { state in
      guard case .folder = state.items[file.folder ?? ""] else { return false }
      switch state.items.removeValue(forKey: file) {
      case .folder:
        state.items[file] = .folder
        return false
      case .file(var content):
        content.append(contentsOf: bytes)
        state.items[file] = .file(content)
      case nil:
        state.items[file] = .file(Array(bytes))
      }
      return true
    }
    guard isWritten else { throw missing("The file '\(path)' cannot be written") }
  }

  /// Moves a file or a folder, over a file that is there.
  public func move(_ path: String, to target: String) throws(LoadError) {
    let (from, to) = (key(path), key(target))
    let isMoved = state.withLock { state in
      guard let item = state.items[from], case .folder = state.items[to.folder ?? ""] else {
        return false
      }
      if case .folder = state.items[to] { return false }
      state.items[from] = nil
      state.items[to] = item
      guard case .folder = item else { return true }
      for name in Array(state.items.keys) where name.hasPrefix("\(from)/") {
        state.items["\(to)\(name.dropFirst(from.count))"] = state.items.removeValue(forKey: name)
      }
      return true
    }
    guard isMoved else { throw missing("'\(path)' cannot be moved to '\(target)'") }
  }

  /// Removes one file, or one folder with nothing in it. Nothing there is fine.
  public func removeSingle(_ path: String) throws(LoadError) {
    let name = key(path)
    let isEmpty = state.withLock { state in
      guard !state.items.keys.contains(where: { $0.hasPrefix("\(name)/") }) else { return false }
      state.items[name] = nil
      return true
    }
    guard isEmpty else {
      throw LoadError(.fileFailed, "The folder '\(path)' cannot be removed: it is not empty.")
    }
  }

  /// Does nothing: memory is all there is.
  public func flush(_ path: String) throws(LoadError) {
    guard exists(path) else { throw missing("'\(path)' cannot be flushed") }
  }

  /// Locks the file at `path`, which is made where it is missing, and writes `note` into it.
  public func lock(_ path: String, note: [UInt8]) throws(LoadError) -> FileLockOutcome {
    let file = key(path)
    let token = Token()
    let outcome: FileLockOutcome? = state.withLock { state in
      guard case .folder = state.items[file.folder ?? ""] else { return nil }
      if state.locks[file]?.token != nil {
        guard case .file(let note) = state.items[file] else { return .held(note: []) }
        return .held(note: note)
      }
      state.locks[file] = Weak(token: token)
      state.items[file] = .file(note)
      return .taken(token)
    }
    guard let outcome else { throw missing("The lock '\(path)' cannot be opened") }
    return outcome
  }

  private func key(_ path: String) -> String {
    path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }

  private func missing(_ attempt: String) -> LoadError {
    LoadError(.fileMissing, "\(attempt): there is no such file or folder.")
  }
}
