// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// The examples of a document, and the code that they are copies of.
///
/// A document names the file and the region before each fence:
///
/// ```text
/// <!-- snippet: Examples/Sources/Quickstart/Quickstart.swift#load -->
/// ```
/// The file marks the region with `// snippet: load` and `// end`, each on a line of its own. A
/// region is compared without the spaces that all of its lines begin with. What a program prints is
/// shown in a fence of text, and the document names the file that the output is compared with:
///
/// ```text
/// <!-- output: Examples/Expected/Quickstart.txt -->
/// ```
enum Snippets {
  /// A fenced block of Swift in a document, or one of text with an origin.
  struct Example {
    var document: String
    /// Of the line with the fence, from 1.
    var line: Int
    /// The file, and the region of one in Swift, or `nil` if the document names none.
    var origin: String?
    var code: String

    /// Whether it shows what a program prints.
    var isOutput: Bool { origin?.hasSuffix(".txt") == true }
  }

  /// The examples of a document.
  static func examples(in document: SourceTree.File) -> [Example] {
    var examples: [Example] = []
    var origin: String?
    var open: (line: Int, isSwift: Bool, code: [Substring])?
    for (index, line) in document.lines.enumerated() {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("```") {
        if let block = open {
          if block.isSwift || origin != nil {
            examples.append(
              Example(
                document: document.path,
                line: block.line,
                origin: origin,
                code: trimmed(block.code)
              )
            )
          }
          open = nil
          origin = nil
        } else {
          open = (index + 1, text.dropFirst(3).hasPrefix("swift"), [])
        }
      } else if open != nil {
        open?.code.append(line)
      } else if text.hasPrefix("<!-- snippet: ") || text.hasPrefix("<!-- output: ") {
        origin = String(text.dropFirst(5).drop { $0 != " " }.dropFirst().prefix { $0 != " " })
      } else if !text.isEmpty {
        origin = nil
      }
    }
    return examples
  }

  /// The region called `name` of a file, or `nil` if there is none.
  static func region(_ name: String, of file: SourceTree.File) -> String? {
    var region: [Substring]?
    for line in file.lines {
      let text = line.drop { $0 == " " }
      if let lines = region {
        if text == "// end" { return trimmed(lines) }
        region = lines + [line]
      } else if text == "// snippet: \(name)" {
        region = []
      }
    }
    return nil
  }

  /// The names of all regions of a file.
  static func regions(of file: SourceTree.File) -> [String] {
    file.lines.compactMap { line in
      let text = line.drop { $0 == " " }
      return text.hasPrefix("// snippet: ") ? String(text.dropFirst(12)) : nil
    }
  }

  private static func trimmed(_ lines: [Substring]) -> String {
    let indents = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }
    let indent = indents.min() ?? 0
    return lines.map { $0.dropFirst(indent) }.joined(separator: "\n")
  }
}
