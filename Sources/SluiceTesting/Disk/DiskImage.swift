// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Files and folders of a simulated disk, with what of them would outlast a loss of power.
///
/// A file has the bytes that a reader sees, and those of its last flush. A folder has the names that
/// a reader sees, and those of its last flush. A move is one change of two folders: flushing either
/// of them keeps it in both, as file systems with a journal do.
struct DiskImage: Sendable {
  struct File: Sendable {
    var bytes: [UInt8] = []
    var flushed: [UInt8] = []
  }

  struct Folder: Sendable {
    var names: [String: Int] = [:]
    var flushed: [String: Int] = [:]
  }

  enum Node: Sendable {
    case file(File)
    case folder(Folder)
  }

  /// A name in a folder, and the node that it has come to stand for, if any.
  private struct NameChange: Sendable {
    var folder: Int
    var name: String
    var node: Int?
  }

  private var nodes: [Int: Node] = [0: .folder(Folder())]
  private var nextNode = 1
  /// Changes of names that are not flushed, the oldest first.
  private var changes: [[NameChange]] = []

  /// The node at `path`, or `nil` if there is none.
  subscript(path: String) -> Node? { find(path).flatMap { nodes[$0] } }

  /// The bytes of the file at `path`, or `nil` if there is none.
  func file(_ path: String) -> File? {
    if case .file(let file) = self[path] { file } else { nil }
  }

  /// The folder at `path`, or `nil` if there is none.
  func folder(_ path: String) -> Folder? {
    if case .folder(let folder) = self[path] { folder } else { nil }
  }

  /// Whether there is a folder that could hold `path`.
  func hasParent(_ path: String) -> Bool { parent(of: path) != nil }

  /// Makes a folder; its parent has to be there, and nothing at `path`.
  mutating func makeFolder(_ path: String) {
    let node = add(.folder(Folder()))
    apply([change(path, to: node)])
  }

  /// Adds bytes to a file, which is made where it is missing; its parent has to be there.
  mutating func append(_ bytes: some Sequence<UInt8>, to path: String) {
    if let node = find(path), case .file(var file) = nodes.removeValue(forKey: node) {
      file.bytes.append(contentsOf: bytes)
      nodes[node] = .file(file)
    } else {
      let node = add(.file(File(bytes: Array(bytes))))
      apply([change(path, to: node)])
    }
  }

  /// Puts other bytes into a file, which is made where it is missing.
  mutating func write(_ bytes: [UInt8], to path: String) {
    if let node = find(path), case .file(var file) = nodes[node] {
      file.bytes = bytes
      nodes[node] = .file(file)
    } else {
      append(bytes, to: path)
    }
  }

  /// Moves a node that is there to a place whose parent is there.
  mutating func move(_ path: String, to target: String) {
    let node = find(path)
    apply([change(path, to: nil), change(target, to: node)])
  }

  /// Removes a file or an empty folder, if it is there.
  mutating func remove(_ path: String) {
    if find(path) != nil { apply([change(path, to: nil)]) }
  }

  /// Keeps the bytes of a file, or the names in a folder.
  mutating func flush(_ path: String) {
    guard let node = find(path) else { return }
    if case .file(var file) = nodes[node] {
      file.flushed = file.bytes
      nodes[node] = .file(file)
    } else {
      keepNames(in: node)
    }
  }

  /// What is left when the power is lost: bytes as of their flush, and names, too, or as they were.
  func afterPowerLoss(keepingNames: Bool) -> DiskImage {
    var image = self
    image.changes = []
    image.nodes = nodes.mapValues { node in
      switch node {
      case .file(let file): return .file(File(bytes: file.flushed, flushed: file.flushed))
      case .folder(let folder):
        let names = keepingNames ? folder.names : folder.flushed
        return .folder(Folder(names: names, flushed: names))
      }
    }
    return image
  }

  // MARK: - Names

  private func find(_ path: String) -> Int? { find(Self.names(of: path)[...]) }

  private func find(_ names: ArraySlice<String>) -> Int? {
    var node = 0
    for name in names {
      guard case .folder(let folder) = nodes[node], let next = folder.names[name] else {
        return nil
      }
      node = next
    }
    return node
  }

  private func parent(of path: String) -> (folder: Int, name: String)? {
    var names = Self.names(of: path)
    guard let name = names.popLast(), let folder = find(names[...]), case .folder = nodes[folder]
    else { return nil }
    return (folder, name)
  }

  // By bytes: paths are looked up more often than anything else is done.
  private static func names(of path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).compactMap { name in
      name.elementsEqual(CollectionOfOne(UInt8(ascii: "."))) ? nil : String(Substring(name))
    }
  }

  private mutating func add(_ node: Node) -> Int {
    nodes[nextNode] = node
    defer { nextNode += 1 }
    return nextNode
  }

  private func change(_ path: String, to node: Int?) -> NameChange {
    guard let (folder, name) = parent(of: path) else {
      preconditionFailure("The folder of '\(path)' is there: the caller has looked.")
    }
    return NameChange(folder: folder, name: name, node: node)
  }

  private mutating func apply(_ change: [NameChange]) {
    for change in change { set(change) { $0.names[change.name] = change.node } }
    changes.append(change)
  }

  private mutating func set(_ change: NameChange, _ body: (inout Folder) -> Void) {
    guard case .folder(var folder) = nodes[change.folder] else { return }
    body(&folder)
    nodes[change.folder] = .folder(folder)
  }

  /// Keeps the changes of one folder, and those that they cannot be kept without.
  private mutating func keepNames(in folder: Int) {
    var kept = Set(changes.indices.filter { changes[$0].contains { $0.folder == folder } })
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for later in kept {
        for earlier in changes.indices where earlier < later && !kept.contains(earlier) {
          let isNeeded = changes[earlier].contains { first in
            changes[later].contains { $0.folder == first.folder && $0.name == first.name }
          }
          if isNeeded {
            kept.insert(earlier)
            isGrowing = true
          }
        }
      }
    }
    for change in kept.sorted().flatMap({ changes[$0] }) {
      set(change) { $0.flushed[change.name] = change.node }
    }
    changes = changes.indices.filter { !kept.contains($0) }.map { changes[$0] }
  }
}
