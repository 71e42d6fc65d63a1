// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Loads until it is killed, or kills those who load.
///
/// ```text
/// SluiceKillProgram load  --folder /tmp/kills
/// SluiceKillProgram drive --folder /tmp/kills --times 200
/// ```
@main
struct KillProgram {
  static func main() async {
    do {
      let arguments = Arguments(CommandLine.arguments)
      switch arguments.command {
      case "load":
        var job = Job(folder: try arguments.required("folder"))
        job.note = { FileHandle.standardOutput.write(Data($0 ? "(".utf8 : ")".utf8)) }
        try await job.load()
      case "drive":
        let driver = Driver(
          program: CommandLine.arguments[0],
          folder: try arguments.required("folder"),
          kills: arguments.number("times") ?? 200
        )
        let outcome = try await driver.drive()
        print(outcome)
        exit(outcome.failures.isEmpty ? 0 : 1)
      default:
        throw Arguments.Misuse(
          "Write 'load --folder <folder>' or 'drive --folder <folder> --times <number>'."
        )
      }
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(2)
    }
  }
}

/// What follows the name of the program.
struct Arguments {
  /// What is missing or wrong.
  struct Misuse: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }

  let command: String
  private var options: [String: String] = [:]

  init(_ arguments: [String]) {
    command = arguments.count > 1 ? arguments[1] : ""
    for (name, value) in zip(arguments.dropFirst(2), arguments.dropFirst(3))
    where name.hasPrefix("--") {
      options[String(name.dropFirst(2))] = value
    }
  }

  func required(_ name: String) throws -> String {
    guard let value = options[name] else { throw Misuse("The option '--\(name)' is missing.") }
    return value
  }

  func number(_ name: String) -> Int? { options[name].flatMap { Int($0) } }
}
