// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  struct Begin: Sendable {
    /// `READ ONLY` or `READ WRITE`; `nil` if nothing is written.
    var isReadOnly: Bool?
  }

  struct Checkpoint: Sendable {
    var isForced: Bool
    var database: Name?
  }

  struct Prepare: Sendable {
    var name: Name
    /// The types of the parameters, if they are written.
    var types: [TypeName] = []
    var statement: Statement
  }

  struct Execute: Sendable {
    var name: Name
    var arguments: [Argument] = []
  }

  struct Explain: Sendable {
    var isAnalyze: Bool
    var options: [Option] = []
    var statement: Statement
  }

  /// A name with a value or without one: `FORMAT csv`, `HEADER`.
  struct Option: Sendable {
    var name: Name
    /// A word such as `csv` is a name, and several values are a row.
    var value: Expression?
  }

  /// Where a setting holds.
  enum SettingScope: String, Hashable, Sendable {
    case session = "SESSION"
    case local = "LOCAL"
    case global = "GLOBAL"
    /// Not a setting at all but a variable of the session.
    case variable = "VARIABLE"
  }

  struct SetVariable: Sendable {
    var scope: SettingScope?
    var name: QualifiedName
    /// At least one. `DEFAULT` is a default value; a word such as `on` is a name.
    var values: [Expression]
  }

  struct ResetVariable: Sendable {
    var scope: SettingScope?
    /// `nil` for `RESET ALL`.
    var name: QualifiedName?
  }

  struct Pragma: Sendable {
    enum Value: Sendable {
      case none
      /// `PRAGMA name(…)`.
      case arguments([Argument])
      /// `PRAGMA name = …`.
      case assigned([Expression])
    }

    var name: Name
    var value: Value
  }

  /// `VACUUM` and `ANALYZE`.
  struct Vacuum: Sendable {
    var isVacuum: Bool
    var isAnalyze: Bool
    var options: [Option] = []
    var table: QualifiedName?
    var columns: [Name] = []
  }

  struct Copy: Sendable {
    enum Subject: Sendable {
      case table(QualifiedName, columns: [Name])
      case query(Query)
    }

    var subject: Subject
    /// Whether the rows leave the store.
    var isExport: Bool
    /// A text, a parameter or an expression in parentheses; a name for `stdin` and `stdout`.
    var file: Expression
    var options: [Option] = []
  }

  /// `COPY FROM DATABASE a TO b`.
  struct CopyDatabase: Sendable {
    enum Part: String, Hashable, Sendable {
      case schema = "SCHEMA"
      case data = "DATA"
    }

    var source: Name
    var target: Name
    var part: Part?
  }

  struct Export: Sendable {
    var database: Name?
    var folder: Expression
    var options: [Option] = []
  }

  struct Attach: Sendable {
    var existence = Existence.fail
    var path: Expression
    var name: Name?
    var options: [Option] = []
  }

  struct Detach: Sendable {
    var ifExists: Bool
    var name: Name
  }

  struct LoadExtension: Sendable {
    var isInstall: Bool
    var isForced: Bool
    /// The extension, or the file that holds it.
    var name: Name
    /// Where it is installed from.
    var repository: Name?
  }
}
