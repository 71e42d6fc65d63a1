// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

/// The rooms of the library stand one above the other, and a room looks down only.
///
/// One module does not keep its parts apart by itself: this does. It looks for names of types. What
/// an extension in a room above adds to a type below escapes it.
@Suite struct LayeringTests {
  /// From top to bottom. See `Docs/Decisions/0001-one-module.md`.
  static let rooms = [
    "Pipeline", "Package", "Source", "Shred", "Stages", "Destination", "Store", "Schema", "Formats",
    "Columns", "Platform", "Values",
  ]

  /// Names that a file may mention although a room above declares them, each with the reason.
  static let exceptions: [String: Set<String>] = [
    // A condition has a type of that name of its own.
    "Comparison": ["Sources/Sluice/Schema/Merge/RowCondition.swift"]
  ]

  @Test func `every file is in a room`() throws {
    let homeless = try SourceTree.files(in: "Sources/Sluice").filter { room(of: $0) == nil }
    #expect(homeless.isEmpty, "Rooms are: \(Self.rooms.joined(separator: ", "))")
  }

  @Test func `a room does not mention what a room above declares`() throws {
    let violations = try mentions().filter { Self.exceptions[$0.name]?.contains($0.path) != true }
    #expect(violations.isEmpty, "\(violations.map(\.sentence).joined(separator: "\n"))")
  }

  @Test func `an exception is one`() throws {
    let mentions = try mentions()
    for (name, paths) in Self.exceptions {
      for path in paths {
        #expect(mentions.contains { $0.name == name && $0.path == path }, "\(path), \(name)")
      }
    }
  }

  private struct Mention {
    var path: String
    var line: Int
    var name: String
    var rooms: [String]

    var sentence: String {
      "\(path):\(line) mentions \(name) of \(rooms.joined(separator: ", "))"
    }
  }

  /// The first mention in each file of each type that only rooms above it declare.
  private func mentions() throws -> [Mention] {
    let files = try SourceTree.library.get()
    var homes: [String: Set<Int>] = [:]
    for (file, code) in files {
      guard let room = room(of: file) else { continue }
      for name in code.declaredTypes { homes[name, default: []].insert(room) }
    }
    var mentions: [Mention] = []
    for (file, code) in files {
      guard let room = room(of: file) else { continue }
      var seen: Set<String> = []
      for token in code.tokens where token.isName && !token.isMember {
        guard let above = homes[token.text], above.allSatisfy({ $0 < room }),
          seen.insert(token.text).inserted
        else { continue }
        mentions.append(
          Mention(
            path: file.path,
            line: token.line,
            name: token.text,
            rooms: above.sorted().map { Self.rooms[$0] }
          )
        )
      }
    }
    return mentions
  }

  private func room(of file: SourceTree.File) -> Int? {
    let parts = file.path.split(separator: "/")
    guard parts.count > 3 else { return nil }
    return Self.rooms.firstIndex(of: String(parts[2]))
  }
}

extension SwiftCode {
  /// The types declared outside of all braces, without those that only their file sees.
  fileprivate var declaredTypes: Set<String> {
    let keywords: Set = ["struct", "class", "enum", "protocol", "actor", "typealias"]
    var names: Set<String> = []
    for (index, token) in tokens.enumerated().dropFirst()
    where token.isName && token.depth == 0 && keywords.contains(tokens[index - 1].text) {
      let modifiers = tokens[..<index].reversed().prefix { $0.line == token.line }.map(\.text)
      if !modifiers.contains("private"), !modifiers.contains("fileprivate") {
        names.insert(token.text)
      }
    }
    return names
  }
}
