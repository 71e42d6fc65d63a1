// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A path in which parts may stand for many: `*` for any letters but a slash, `?` for one, `[a-z]` for one
/// of some, and `**` as a whole part for any folders.
struct FilePattern {
  private let parts: [[Unicode.Scalar]]
  private let isAbsolute: Bool
  /// The path as it was written.
  let text: String

  init(_ text: String) {
    self.text = text
    isAbsolute = text.hasPrefix("/")
    parts = text.split(separator: "/").map { Array($0.unicodeScalars) }
  }

  /// Whether any part stands for many.
  var hasWildcards: Bool { parts.contains { Self.hasWildcards($0) } }

  private static func hasWildcards(_ part: [Unicode.Scalar]) -> Bool {
    part.contains { $0 == "*" || $0 == "?" || $0 == "[" }
  }

  /// The paths of the files that the pattern stands for, sorted.
  func files(on disk: any FileSystem) throws(SQLError) -> [String] {
    guard hasWildcards else {
      if case .file = disk.item(at: text) { return [text] }
      return []
    }
    var found: [String] = []
    try search(isAbsolute ? "/" : "", parts[...], disk, 0, &found)
    return found.sorted()
  }

  /// Deeper folders than this are not looked into: links may lead in circles.
  private static let depthLimit = 64

  private func search(
    _ folder: String,
    _ rest: ArraySlice<[Unicode.Scalar]>,
    _ disk: any FileSystem,
    _ depth: Int,
    _ found: inout [String]
  ) throws(SQLError) {
    guard let part = rest.first, depth < Self.depthLimit else { return }
    let isLast = rest.count == 1
    func path(_ name: String) -> String {
      folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
    if part == ["*", "*"] {
      if !isLast { try search(folder, rest.dropFirst(), disk, depth, &found) }
      for name in try names(in: folder, disk) {
        if isLast, case .file = disk.item(at: path(name)) { found.append(path(name)) }
        if disk.isFolder(path(name)) { try search(path(name), rest, disk, depth + 1, &found) }
      }
      return
    }
    let candidates: [String]
    if Self.hasWildcards(part) {
      candidates = try names(in: folder, disk).filter {
        Self.matches(Array($0.unicodeScalars)[...], part[...])
          && ($0.hasPrefix(".") == (part.first == "."))
      }
    } else {
      candidates = [String(String.UnicodeScalarView(part))]
    }
    for name in candidates {
      if isLast {
        if case .file = disk.item(at: path(name)) { found.append(path(name)) }
      } else if name == ".." || name == "." || disk.isFolder(path(name)) {
        try search(path(name), rest.dropFirst(), disk, depth + 1, &found)
      }
    }
  }

  private func names(in folder: String, _ disk: any FileSystem) throws(SQLError) -> [String] {
    do throws(LoadError) {
      return try disk.names(in: folder.isEmpty ? "." : folder)
    } catch {
      throw SQLError(.file, "the folder '\(folder)' cannot be read", advice: error.message)
    }
  }

  /// Whether a name is one of those that a part stands for.
  static func matches(
    _ name: ArraySlice<Unicode.Scalar>,
    _ part: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    var (name, part) = (name, part)
    // Where the last star was, and what it has taken: it takes one more if the rest does not fit.
    var star: (name: ArraySlice<Unicode.Scalar>, part: ArraySlice<Unicode.Scalar>)?
    while true {
      if part.first == "*" {
        part = part.dropFirst()
        star = (name, part)
        continue
      }
      if let first = name.first, let end = matchOne(first, part) {
        name = name.dropFirst()
        part = part[end...]
        continue
      }
      if name.isEmpty && part.isEmpty { return true }
      guard let last = star, !last.name.isEmpty else { return false }
      star = (last.name.dropFirst(), last.part)
      name = last.name.dropFirst()
      part = last.part
    }
  }

  /// Where a part goes on behind what stands for one letter; `nil` if it does not stand for this one.
  private static func matchOne(
    _ scalar: Unicode.Scalar,
    _ part: ArraySlice<Unicode.Scalar>
  ) -> Int? {
    guard let first = part.first else { return nil }
    let next = part.startIndex + 1
    if first == "?" { return next }
    guard first == "[", let close = part[next...].dropFirst().firstIndex(of: "]") else {
      return first == scalar ? next : nil
    }
    var set = part[next..<close]
    let isNegated = set.first == "!" || set.first == "^"
    if isNegated { set = set.dropFirst() }
    var isIn = false
    while let low = set.first {
      set = set.dropFirst()
      if set.first == "-", let high = set.dropFirst().first {
        if low <= scalar && scalar <= high { isIn = true }
        set = set.dropFirst(2)
      } else if low == scalar {
        isIn = true
      }
    }
    return isIn != isNegated ? close + 1 : nil
  }
}
