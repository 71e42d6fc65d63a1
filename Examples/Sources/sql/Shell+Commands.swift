// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

extension Shell {
  private static let help = """
    .help              this text
    .mode [MODE]       how rows are printed: \(OutputMode.names)
    .quit              ends the program; so does the end of the input
    .read FILE         runs the statements of a file
    .schema [TABLE]    the statements that make the tables, or one of them
    .tables            the names of all tables and views
    .timer [on|off]    whether it is printed how long statements take

    Statements end with a semicolon and may go over several lines. Files are tables:
    SELECT * FROM 'orders.csv';  SELECT * FROM read_json('events/*.json');
    """

  /// Carries out a line that begins with a point.
  func perform(_ line: String) {
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    let argument = words.dropFirst().joined(separator: " ")
    switch words.first ?? "" {
    case ".help": print(Self.help)
    case ".quit", ".exit": isDone = true
    case ".mode":
      if argument.isEmpty {
        print(mode.rawValue)
      } else if let found = OutputMode(rawValue: argument) {
        mode = found
      } else {
        fail("There is no mode '\(argument)'. There are: \(OutputMode.names).")
      }
    case ".timer":
      switch argument {
      case "on": isTimed = true
      case "off": isTimed = false
      case "": isTimed.toggle()
      default: fail("The timer is 'on' or 'off'.")
      }
    case ".tables":
      show(
        """
        SELECT CASE table_schema WHEN 'main' THEN '' ELSE table_schema || '.' END || table_name
        FROM information_schema.tables ORDER BY 1
        """
      )
    case ".schema":
      let condition = argument.isEmpty ? "" : "WHERE lower(table_name) = lower($1)"
      let values: [Value] = argument.isEmpty ? [] : [.text(argument)]
      show("SELECT sql FROM duckdb_tables() \(condition) ORDER BY table_name", values)
    case ".read":
      if argument.isEmpty { fail(".read needs the path of a file.") } else { run(file: argument) }
    case let name: fail("There is no command '\(name)'. .help shows those that there are.")
    }
  }

  /// Prints the texts of a query, one on each line.
  private func show(_ query: String, _ values: [Value] = []) {
    do {
      let result = try connection.query(query, values)
      for row in result.rows { if let text = row.values.first?.string { print(text) } }
    } catch {
      fail("\(error)")
    }
  }
}
