// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Files and folders: where workspaces, destinations made of files and stores keep what must not get lost.
///
/// ``LocalFileSystem`` is the one of the machine, ``MemoryFileSystem`` one for tests. Every requirement
/// is one step that is done or not done; whoever needs more puts several together. What fails throws
/// ``LoadError`` with one of the codes `noSpace`, `accessDenied`, `fileMissing` and `fileFailed`.
public protocol FileSystem: Sendable {
  /// What lies at `path`, or `nil` if nothing does.
  func item(at path: String) -> FileItem?

  /// The names in the folder at `path`, sorted; none if nothing lies there.
  ///
  /// Throws if a file lies there: whoever took that for a folder with nothing in it would take rows that
  /// are on the disk for missing.
  func names(in path: String) throws(LoadError) -> [String]

  /// Reads bytes of the file at `path` from `offset` on; returns their number, 0 at the end.
  func read(
    _ path: String,
    from offset: Int,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(LoadError) -> Int

  /// Makes one folder, whose parent is there. That it is there already is fine.
  func makeSingleFolder(_ path: String) throws(LoadError)

  /// Adds bytes at the end of the file at `path`, which is made where it is missing.
  func append(_ bytes: UnsafeRawBufferPointer, to path: String) throws(LoadError)

  /// Moves a file or a folder, over a file that is there.
  func move(_ path: String, to target: String) throws(LoadError)

  /// Removes one file, or one folder with nothing in it. Nothing there is fine.
  func removeSingle(_ path: String) throws(LoadError)

  /// Waits until what was written to the file, or the names in the folder, are on the disk.
  func flush(_ path: String) throws(LoadError)

  /// Begins to bring to the disk what was written to the file so far, and waits for nothing.
  ///
  /// It promises nothing: ``flush(_:)`` has less left to wait for, that is all. By default nothing is
  /// done. The bytes will hardly be read soon.
  func startFlush(_ path: String)

  /// Locks the file at `path`, which is made where it is missing, and writes `note` into it.
  ///
  /// The lock is held until its token is gone, or the process.
  func lock(_ path: String, note: [UInt8]) throws(LoadError) -> FileLockOutcome
}

/// What lies at a path.
public enum FileItem: Hashable, Sendable {
  /// A file of so many bytes.
  case file(size: Int)
  /// A folder.
  case folder
}

/// What came of asking for a lock.
public enum FileLockOutcome: Sendable {
  /// The lock is held as long as the token is.
  case taken(any AnyObject & Sendable)
  /// Someone else holds it, and has left a note.
  case held(note: [UInt8])
}

extension FileSystem {
  /// Does nothing.
  public func startFlush(_ path: String) {}

  /// Whether anything lies at `path`.
  func exists(_ path: String) -> Bool { item(at: path) != nil }

  /// Whether a folder lies at `path`.
  func isFolder(_ path: String) -> Bool { item(at: path) == .folder }

  /// Makes the folder at `path`, and those above it, where they are missing, to last.
  func makeFolder(_ path: String) throws(LoadError) {
    var missing: [Substring] = []
    var rest = path[...]
    while !rest.isEmpty, !isFolder(String(rest)) {
      missing.append(rest)
      guard let slash = rest.lastIndex(of: "/") else { break }
      rest = rest[..<slash]
    }
    for folder in missing.reversed() { try makeSingleFolder(String(folder)) }
    // Flushed when all are there, most disks take them all with the first.
    for folder in missing { try flush(String(folder).parentFolder) }
  }

  /// Flushes the folders above `path`: a process before may have made them, and died before it did.
  func flushFolders(above path: String) throws(LoadError) {
    var path = path
    while true {
      let parent = path.parentFolder
      do throws(LoadError) {
        try flush(parent)
      } catch {
        // What the process may not read, it has not made.
        guard error.code == .accessDenied else { throw error }
      }
      if parent == "/" || parent == "." { return }
      path = parent
    }
  }

  /// Removes the file, or the folder with all in it, at `path`. Nothing there is fine.
  ///
  /// Of a link only the link goes, not what it leads to.
  func remove(_ path: String) throws(LoadError) {
    var waiting = [(path: path, isEmpty: false)]
    while let (path, isEmpty) = waiting.popLast() {
      if !isEmpty, isFolder(path) {
        waiting.append((path, true))
        for name in try names(in: path) { waiting.append(("\(path)/\(name)", false)) }
      } else {
        try removeSingle(path)
      }
    }
  }

  /// Adds bytes at the end of the file at `path`, which is made where it is missing.
  func append(_ bytes: [UInt8], to path: String) throws(LoadError) {
    try bytes.withUnsafeBufferPointer { bytes throws(LoadError) in
      try append(UnsafeRawBufferPointer(bytes), to: path)
    }
  }

  /// The bytes of the file at `path`; none if there is no such file.
  func read(_ path: String) throws(LoadError) -> [UInt8] {
    guard case .file(let size) = item(at: path) else { return [] }
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var count = 0
    while true {
      let more = try bytes.withUnsafeMutableBufferPointer { bytes throws(LoadError) in
        let rest = UnsafeMutableRawBufferPointer(bytes)[count...]
        return try read(path, from: count, into: UnsafeMutableRawBufferPointer(rebasing: rest))
      }
      count += more
      guard more > 0 else { break }
      // It may be growing.
      if count == bytes.count { bytes.append(contentsOf: repeatElement(0, count: count)) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Writes a file aside and moves it to `path`: whoever reads sees the old file, or the new one whole.
  func replace(_ path: String, with bytes: [UInt8]) throws(LoadError) {
    let temporary = "\(path).new"
    try remove(temporary)
    try append(bytes, to: temporary)
    try flush(temporary)
    try move(temporary, to: path)
    try flush(path.parentFolder)
  }
}

extension LoadError {
  /// The folder at `path` cannot be made or read, for a file has its name.
  static func fileInPlace(_ path: String, _ attempt: String) -> LoadError {
    LoadError(
      .fileFailed,
      "The folder '\(path)' cannot be \(attempt): a file lies in its place. Move it away, or name "
        + "another folder, and run again."
    )
  }
}

extension String {
  /// The folder that holds what lies at this path, or `nil` if the path names none.
  var folder: String? { lastIndex(of: "/").map { String(self[..<$0]) } }

  /// The folder that holds what lies at this path: the root, or the one at hand, if the path names none.
  var parentFolder: String {
    switch folder {
    case "": "/"
    case let folder?: folder
    case nil: "."
    }
  }
}
