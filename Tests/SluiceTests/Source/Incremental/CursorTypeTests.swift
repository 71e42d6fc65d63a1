// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// What the types of cursors keep from being compiled, shown by the compiler itself.
@Suite(.enabled(if: Compiler.found != nil, "There is no 'swiftc', or no module beside the tests."))
struct CursorTypeTests {
  /// Code that compiles, and shows that the others are refused for what they say.
  @Test(
    arguments: [
      #"rows.incremental("at", from: .timestamp("2026-01-01T00:00:00Z"), until: .instant(now))"#,
      #"rows.incremental("at", from: .localTimestamp("2026-01-01T00:00:00"), until: .local(clock))"#,
      #"rows.incremental("day", from: .date("2026-01-01"), lag: .months(1))"#,
    ]
  )
  func `bounds and lags of one type are taken`(code: String) throws {
    #expect(try Compiler.complaints(about: code) == "")
  }

  @Test(
    arguments: [
      #"rows.incremental("at", from: .instant(now), until: .local(clock))"#,
      #"rows.incremental("at", from: .localTimestamp("2026-01-01T00:00:00"), until: .instant(now))"#,
      #"rows.incremental("at", from: .instant(now), until: .date("2026-01-01"))"#,
      #"rows.incremental("n", from: .integer(1), until: .text("2"))"#,
      #"now == clock"#,
      #"rows.incremental("at", from: .instant(now), lag: .months(1))"#,
      #"rows.incremental("day", from: .date("2026-01-01"), lag: .hours(1))"#,
    ]
  )
  func `an instant beside a local time does not compile, nor other types that differ`(
    code: String
  ) throws {
    let complaints = try Compiler.complaints(about: code)
    #expect(complaints.contains("error: "), "\(code) compiles.")
  }
}

/// The compiler of the machine.
private enum Compiler {
  /// The program, and the folder with the modules that the tests are built with.
  static let found: (program: URL, modules: URL)? = {
    #if os(Linux) || os(macOS)
    let files = FileManager.default
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let programs = folders.map { URL(fileURLWithPath: "\($0)/swiftc") }
    let modules = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("Modules")
    guard files.fileExists(atPath: modules.appendingPathComponent("Sluice.swiftmodule").path),
      let program = programs.first(where: { files.isExecutableFile(atPath: $0.path) })
    else { return nil }
    return (program, modules)
    #else
    return nil
    #endif
  }()

  /// What the compiler says about an expression.
  static func complaints(about code: String) throws -> String {
    #if os(Linux) || os(macOS)
    let (program, modules) = try #require(found)
    let source = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).swift")
    defer { try? FileManager.default.removeItem(at: source) }
    let text = """
      import Sluice
      func check(_ rows: Records, _ now: Instant, _ clock: LocalDateTime) { _ = \(code) }
      """
    try Data(text.utf8).write(to: source)
    let process = Process()
    process.executableURL = program
    process.arguments = ["-typecheck", "-swift-version", "6", "-I", modules.path, source.path]
    let output = Pipe()
    process.standardError = output
    process.standardOutput = output
    try process.run()
    let told = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: told, as: UTF8.self)
    #else
    return ""
    #endif
  }
}
