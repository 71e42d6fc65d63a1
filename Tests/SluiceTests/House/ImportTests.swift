// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Testing

/// Only the room `Platform` knows the operating system, and the test kit knows no test framework.
@Suite struct ImportTests {
  /// What other files may import, each with the reason.
  static let exceptions: [String: Set<String>] = [
    // `Date`, `UUID` and `Data` of `Codable` types become timestamps, texts and bytes, and back.
    "Sources/Sluice/Values/FoundationTypes.swift": ["FoundationEssentials", "Foundation"]
  ]

  @Test func `only Platform imports anything`() throws {
    var offenders: [String] = []
    for (file, code) in try SourceTree.library.get() {
      guard !file.path.hasPrefix("Sources/Sluice/Platform/") else { continue }
      var allowed = Self.exceptions[file.path] ?? []
      if file.path.hasPrefix("Sources/SluiceTesting/") { allowed.insert("Sluice") }
      for module in code.importedModules where !allowed.contains(module) {
        offenders.append("\(file.path) imports \(module)")
      }
    }
    #expect(offenders.isEmpty, "\(offenders.joined(separator: "\n"))")
  }

  @Test func `an exception is one`() throws {
    for (path, modules) in Self.exceptions {
      let imported = SwiftCode(try SourceTree.file(path).text).importedModules
      #expect(modules.isSubset(of: imported), "\(path) does not import all of \(modules).")
    }
  }

  @Test func `the library depends on no package`() throws {
    let manifest = SwiftCode(try SourceTree.file("Package.swift").text)
    #expect(!manifest.tokens.contains { $0.text == "package" && $0.isMember })
  }
}

extension SwiftCode {
  /// The modules that are imported.
  fileprivate var importedModules: Set<String> {
    var modules: Set<String> = []
    for (index, token) in tokens.enumerated() where token.text == "import" && token.depth == 0 {
      if index + 1 < tokens.count { modules.insert(tokens[index + 1].text) }
    }
    return modules
  }
}
