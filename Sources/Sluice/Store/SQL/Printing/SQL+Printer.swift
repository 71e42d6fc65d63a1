// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// Writes trees as text that is read as the same trees again.
  ///
  /// It needs no more of the stack for a high tree than for a low one: what a piece of a tree is made
  /// of waits in a list until its turn comes.
  struct Printer {
    /// Something that is yet to be written.
    enum Piece {
      case text(String)
      /// An expression, in parentheses if it binds less tightly than its place wants.
      case expression(Expression, Precedence)
      case query(Query)
      case body(QueryBody)
      case table(TableReference)
      case grouping(GroupingItem)
      case type(TypeName)
      case statement(Statement)
    }

    /// Whether operators are written with parentheses, as in the names of columns.
    let isForName: Bool
    /// What names of columns are written as.
    let renaming: ((QualifiedName) -> QualifiedName)?
    private var output = ""
    /// What comes next, the first of it last.
    private var waiting: [Piece] = []
    /// The parts of the piece that is being taken apart, in order.
    private var parts: [Piece] = []

    private init(
      isForName: Bool,
      renaming: ((QualifiedName) -> QualifiedName)?
    ) {
      self.isForName = isForName
      self.renaming = renaming
    }

    /// The text of `piece`, perhaps with other names of columns.
    static func text(
      of piece: Piece,
      isForName: Bool = false,
      renaming: ((QualifiedName) -> QualifiedName)? = nil
    ) -> String {
      var printer = Printer(isForName: isForName, renaming: renaming)
      printer.waiting = [piece]
      while let next = printer.waiting.popLast() { printer.write(next) }
      return printer.output
    }

    private mutating func write(_ piece: Piece) {
      switch piece {
      case .text(let text): output += text
      case .expression(let expression, let floor): add(expression, floor)
      case .query(let query): add(query)
      case .body(let body): addBody(body)
      case .table(let table): add(table)
      case .grouping(let item): add(item)
      case .type(let type): add(type)
      case .statement(let statement): add(statement)
      }
      while let part = parts.popLast() { waiting.append(part) }
    }

    mutating func add(_ piece: Piece) { parts.append(piece) }

    mutating func add(_ text: String) { parts.append(.text(text)) }

    mutating func expression(_ expression: Expression, _ floor: Precedence = .arrow) {
      parts.append(.expression(expression, floor))
    }

    /// Adds `elements` with `separator` between them.
    mutating func list<Element>(
      _ elements: [Element],
      separator: String = ", ",
      _ add: (inout Printer, Element) -> Void
    ) {
      for (index, element) in elements.enumerated() {
        if index > 0 { self.add(separator) }
        add(&self, element)
      }
    }

    mutating func expressions(_ expressions: [Expression]) {
      list(expressions) { $0.expression($1) }
    }

    /// Adds `word` and an expression, if there is one.
    mutating func clause(_ word: String, _ expression: Expression?) {
      guard let expression else { return }
      add(word)
      self.expression(expression)
    }
  }
}

extension SQL.Statement {
  /// The statement as a text, without a semicolon.
  var sql: String { SQL.Printer.text(of: .statement(self)) }
}

extension SQL.Query {
  /// The query as a text.
  var sql: String { SQL.Printer.text(of: .query(self)) }
}

extension SQL.Expression {
  /// The expression as a text. Two that say the same have the same text, wherever they stand.
  var sql: String { SQL.Printer.text(of: .expression(self, .arrow)) }

  /// The expression as the name of a column without an alias: operators stand in parentheses.
  var columnTitle: String { SQL.Printer.text(of: .expression(self, .arrow), isForName: true) }
}

extension SQL.TypeName {
  /// The type as a text.
  var sql: String { SQL.Printer.text(of: .type(self)) }
}

extension SQL.TableReference {
  /// The table as a text.
  var sql: String { SQL.Printer.text(of: .table(self)) }
}
