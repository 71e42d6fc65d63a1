// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

/// What every Swift file of the package looks like.
@Suite struct FileFormTests {
  static let folders = ["Sources", "Tests", "Examples"]

  static let header = """
    // Part of the Sluice package. See LICENSE for terms.
    // SPDX-License-Identifier: Apache-2.0

    """

  /// The most lines that a file may have, unless its third line begins with `// Generated`.
  static let maximumLines = 600

  @Test(arguments: folders)
  func `every file begins with the same two lines`(folder: String) throws {
    let others = try SourceTree.files(in: folder).filter { file in
      // The first line of a manifest belongs to the package manager.
      let body =
        file.path == "Package.swift" || file.path.hasSuffix("/Package.swift")
        ? file.lines.dropFirst().joined(separator: "\n") : file.text
      return !body.hasPrefix(Self.header)
    }
    #expect(others.isEmpty)
  }

  @Test(arguments: folders)
  func `no file is too long to read`(folder: String) throws {
    let long = try SourceTree.files(in: folder).filter { file in
      file.lines.count > Self.maximumLines + 1 && !file.lines[2].hasPrefix("// Generated")
    }
    #expect(long.isEmpty)
  }

  @Test(arguments: ["Sources", "Examples"])
  func `nothing is forced and nothing is left to do`(folder: String) throws {
    var findings: [String] = []
    for file in try SourceTree.files(in: folder) {
      for (index, line) in SwiftCode(file.text).lines.enumerated()
      where line.contains("try!") || line.contains("as!") {
        findings.append("\(file.path):\(index + 1) forces")
      }
      for (index, line) in file.lines.enumerated() where line.contains("TODO") {
        findings.append("\(file.path):\(index + 1) TODO")
      }
    }
    #expect(findings.isEmpty, "\(findings.joined(separator: "\n"))")
  }
}
