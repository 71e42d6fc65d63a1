// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Every example in the documents is code that compiles: a copy of a region of a file that does.
@Suite struct SnippetTests {
  @Test func `every example is a copy of code that compiles`() throws {
    for example in try documents().flatMap(Snippets.examples) where !example.isOutput {
      let place = "\(example.document):\(example.line)"
      guard let origin = example.origin else {
        Issue.record("\(place) does not say what code it is a copy of.")
        continue
      }
      let parts = origin.split(separator: "#").map { String($0) }
      try #require(parts.count == 2, "\(place): write '<file>#<region>'.")
      #expect(
        parts[0].hasPrefix("Examples/Sources/") || parts[0].hasPrefix("Tests/SluiceTests/"),
        "\(place): '\(parts[0])' is not compiled."
      )
      guard let region = Snippets.region(parts[1], of: try SourceTree.file(parts[0])) else {
        Issue.record("\(place): '\(parts[0])' has no region '\(parts[1])'.")
        continue
      }
      #expect(example.code == region, "\(place) differs from \(origin).")
    }
  }

  @Test func `every output is what the program was last seen to print`() throws {
    for example in try documents().flatMap(Snippets.examples) where example.isOutput {
      let expected = try SourceTree.file(try #require(example.origin)).text
      #expect("\(example.code)\n" == expected, "\(example.document):\(example.line)")
    }
  }

  @Test func `every region is shown somewhere`() throws {
    let shown = Set(try documents().flatMap(Snippets.examples).compactMap(\.origin))
    let files =
      try SourceTree.files(in: "Examples/Sources")
      + SourceTree.files(in: "Tests/SluiceTests/Guide")
    for file in files {
      for region in Snippets.regions(of: file) {
        #expect(shown.contains("\(file.path)#\(region)"), "No document shows it.")
      }
    }
  }

  @Test func `links between documents lead somewhere`() throws {
    for document in try documents() {
      let folder = document.path.split(separator: "/").dropLast()
      for link in document.text.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/).map(\.output.1) {
        var path = folder
        for part in link.split(separator: "/") where part != "." {
          if part == ".." { path = path.dropLast() } else { path.append(part) }
        }
        let target = SourceTree.root.appending(path: path.joined(separator: "/"))
        #expect(
          (try? target.checkResourceIsReachable()) == true,
          "\(document.path) links to '\(link)', which is not there."
        )
      }
    }
  }

  @Test func `a region loses the spaces that all of its lines begin with`() {
    let file = SourceTree.File(path: "", text: "  // snippet: a\n    b {\n\n      c\n  // end\n")
    #expect(Snippets.region("a", of: file) == "b {\n\n  c")
    #expect(Snippets.region("b", of: file) == nil)
  }

  @Test func `only fences of Swift are examples`() {
    let text = """
      <!-- snippet: A.swift#a -->
      ```swift
      a
      ```
      ```text
      b
      ```
      <!-- snippet: A.swift#c -->
      A sentence between them.
      ```swift
      c
      ```
      """
    let examples = Snippets.examples(in: SourceTree.File(path: "", text: text))
    #expect(examples.map(\.code) == ["a", "c"])
    #expect(examples.map(\.origin) == ["A.swift#a", nil])
    #expect(examples.map(\.line) == [2, 10])
  }

  private func documents() throws -> [SourceTree.File] {
    try [SourceTree.file("README.md")] + SourceTree.files(in: "Docs", ending: ".md")
  }
}
