// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Runs SQL: statements of the command line, of a file, or as they are typed.
@main struct SQLShell {
  static let help = """
    Usage:
      sql [--store FOLDER] [--mode MODE] [--timer] [--file SCRIPT] [STATEMENTS…]

      --store FOLDER  the store that is asked; without it one in memory, which is new each time
      --mode MODE     how rows are printed: box (the default), csv, json, jsonl or line
      --timer         prints how long each statement takes
      --file SCRIPT   runs the statements of a file

    Without statements they are read from the terminal, or from what is piped in.
    Files are tables: sql "SELECT count(*) FROM 'events/*.jsonl'"
    """

  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    var folder: String?
    var mode = OutputMode.box
    var isTimed = false
    var scripts: [String] = []
    var statements: [String] = []
    func value(_ option: String) -> String {
      guard !arguments.isEmpty else { Terminal.fail("\(option) needs a value.\n\n\(help)") }
      return arguments.removeFirst()
    }
    while !arguments.isEmpty {
      let argument = arguments.removeFirst()
      switch argument {
      case "--help", "-h":
        print(help)
        return
      case "--store": folder = value(argument)
      case "--mode":
        let name = value(argument)
        guard let found = OutputMode(rawValue: name) else {
          Terminal.fail("There is no mode '\(name)'. There are: \(OutputMode.names).")
        }
        mode = found
      case "--timer": isTimed = true
      case "--file": scripts.append(value(argument))
      case let option where option.hasPrefix("--"):
        Terminal.fail("There is no option '\(option)'.\n\n\(help)")
      default: statements.append(argument)
      }
    }
    do {
      let store = try folder.map { try ColumnStore(at: $0) } ?? ColumnStore()
      let shell = Shell(store, mode: mode, isTimed: isTimed)
      for script in scripts { shell.run(file: script) }
      for statement in statements { shell.run(statement) }
      if scripts.isEmpty, statements.isEmpty { shell.talk() }
      if shell.hasFailed, !Terminal.isInteractive { Terminal.exit(1) }
    } catch {
      Terminal.fail("\(error)")
    }
  }
}
