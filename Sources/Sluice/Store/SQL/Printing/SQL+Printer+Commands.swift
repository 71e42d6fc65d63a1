// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL.Printer {
  /// Adds a statement that changes neither rows nor tables.
  mutating func addCommand(_ kind: SQL.Statement.Kind) {
    switch kind {
    case .begin(let begin):
      add("BEGIN TRANSACTION")
      if let isReadOnly = begin.isReadOnly { add(isReadOnly ? " READ ONLY" : " READ WRITE") }
    case .commit: add("COMMIT")
    case .rollback: add("ROLLBACK")
    case .checkpoint(let checkpoint):
      add(checkpoint.isForced ? "FORCE CHECKPOINT" : "CHECKPOINT")
      optional(" ", checkpoint.database)
    case .prepare(let prepare): add(prepare)
    case .execute(let execute):
      add("EXECUTE ")
      name(execute.name)
      guard !execute.arguments.isEmpty else { return }
      add("(")
      arguments(execute.arguments)
      add(")")
    case .deallocate(let name):
      add("DEALLOCATE" + (name == nil ? " ALL" : ""))
      optional(" ", name)
    case .explain(let explain):
      add(explain.isAnalyze ? "EXPLAIN ANALYZE " : "EXPLAIN ")
      if !explain.options.isEmpty { options("(", explain.options, ") ") }
      add(.statement(explain.statement))
    case .call(let function):
      add("CALL ")
      add(function)
    default: addSetting(kind)
    }
  }

  private mutating func optional(_ before: String, _ name: SQL.Name?) {
    guard let name else { return }
    add(before)
    self.name(name)
  }

  private mutating func add(_ prepare: SQL.Prepare) {
    add("PREPARE ")
    name(prepare.name)
    if !prepare.types.isEmpty {
      add(" (")
      list(prepare.types) { $0.add(.type($1)) }
      add(")")
    }
    add(" AS ")
    add(.statement(prepare.statement))
  }

  private mutating func addSetting(_ kind: SQL.Statement.Kind) {
    switch kind {
    case .set(let set):
      add("SET ")
      if let scope = set.scope { add(scope.rawValue + " ") }
      name(set.name)
      add(" = ")
      list(set.values) { $0.settingValue($1) }
    case .reset(let reset):
      add("RESET ")
      if let scope = reset.scope { add(scope.rawValue + " ") }
      if let name = reset.name { self.name(name) } else { add("ALL") }
    case .pragma(let pragma):
      add("PRAGMA ")
      name(pragma.name)
      switch pragma.value {
      case .none: break
      case .arguments(let values):
        add("(")
        arguments(values)
        add(")")
      case .assigned(let values):
        add(" = ")
        list(values) { $0.settingValue($1) }
      }
    case .use(let name):
      add("USE ")
      self.name(name)
    case .vacuum(let vacuum): add(vacuum)
    default: addFileCommand(kind)
    }
  }

  /// Adds a value that may be a word such as `on`.
  private mutating func settingValue(_ value: SQL.Expression) { expression(value) }

  private mutating func add(_ vacuum: SQL.Vacuum) {
    if vacuum.isVacuum {
      add(vacuum.isAnalyze ? "VACUUM ANALYZE" : "VACUUM")
      if !vacuum.options.isEmpty { options(" (", vacuum.options) }
    } else {
      add("ANALYZE")
    }
    if let table = vacuum.table {
      add(" ")
      name(table)
      optionalNames(vacuum.columns)
    }
  }

  // MARK: Files

  private mutating func addFileCommand(_ kind: SQL.Statement.Kind) {
    switch kind {
    case .copy(let copy): add(copy)
    case .copyDatabase(let copy):
      add("COPY FROM DATABASE ")
      name(copy.source)
      add(" TO ")
      name(copy.target)
      if let part = copy.part { add(" (\(part.rawValue))") }
    case .export(let export):
      add("EXPORT DATABASE ")
      if let database = export.database {
        name(database)
        add(" TO ")
      }
      file(export.folder)
      if !export.options.isEmpty { options(" (", export.options) }
    case .importDatabase(let folder):
      add("IMPORT DATABASE ")
      file(folder)
    case .attach(let attach):
      add(attach.existence == .replace ? "ATTACH OR REPLACE " : "ATTACH ")
      if attach.existence == .keep { add("IF NOT EXISTS ") }
      file(attach.path)
      optional(" AS ", attach.name)
      if !attach.options.isEmpty { options(" (", attach.options) }
    case .detach(let detach):
      add(detach.ifExists ? "DETACH DATABASE IF EXISTS " : "DETACH ")
      name(detach.name)
    case .load(let load):
      if load.isForced { add("FORCE ") }
      add(load.isInstall ? "INSTALL " : "LOAD ")
      name(load.name)
      optional(" FROM ", load.repository)
    default: break
    }
  }

  private mutating func file(_ path: SQL.Expression) { expression(path, .primary) }

  private mutating func add(_ copy: SQL.Copy) {
    add("COPY ")
    switch copy.subject {
    case .table(let table, let columns):
      name(table)
      optionalNames(columns)
    case .query(let query):
      add("(")
      add(.query(query))
      add(")")
    }
    add(copy.isExport ? " TO " : " FROM ")
    file(copy.file)
    if !copy.options.isEmpty { options(" (", copy.options) }
  }

  /// Adds options between `opening` and `closing`.
  mutating func options(_ opening: String, _ options: [SQL.Option], _ closing: String = ")") {
    add(opening)
    list(options) { (printer, option) in
      printer.name(option.name)
      guard let value = option.value else { return }
      printer.add(" ")
      if case .row(let values) = value.kind {
        printer.add("(")
        printer.expressions(values)
        printer.add(")")
      } else {
        printer.expression(value)
      }
    }
    add(closing)
  }
}
