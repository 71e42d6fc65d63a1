// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is set before scripts are run that were written for another database.
enum SQLLogicSettings {
  /// Scripts of SQLite divide whole numbers without a rest, compare what has nothing in common, and set
  /// a column several times in one statement.
  static let sqlite = [
    "SET integer_division = true", "SET dialect_compatibility_mode = 'sqlite'",
  ]
}
