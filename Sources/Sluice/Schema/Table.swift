// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What is known of a table: its columns in order, where its rows come from and how they are written.
public struct Table: Hashable, Sendable {
  /// The name in the destination.
  public let name: String
  /// The table that the rows hang below, or `nil` for a root table.
  public var parent: String?
  /// The resource whose records fill a root table.
  public var resource: String?
  /// How rows are written; `nil` for a nested table, which follows its root.
  public var disposition: WriteDisposition?
  /// How the id of a row comes about; `nil` for a nested table.
  public var rowID: RowIDRule?
  /// How deep nested data becomes tables, where the table has a say of its own.
  public var maximumNesting: Int?
  /// Tables that the rows refer to.
  public var references: [TableReference] = []
  /// What may happen to the table; `nil` leaves that to the table above, or to the source.
  public var contract: Contract?
  /// Whether the table takes no new columns at all, whatever the contract says.
  public var isSealed: Bool?
  /// What becomes of values that do not fit their column, where the column itself does not say.
  ///
  /// `nil` leaves that to the table above.
  public var conflictPolicy: ConflictPolicy?
  /// How many columns of data there may be; the others go into one json column. `nil` is no limit.
  public var maximumColumns: Int?
  /// Fields that are left out, or kept against that, by their names.
  public var filters: FieldFilters?
  /// The format of the table in destinations that have several, such as `iceberg`.
  public var tableFormat: String?
  /// The format of the table's files in destinations that have several, such as `parquet`.
  public var fileFormat: String?
  /// The name that dlt keeps a variant of the table by.
  public var variantName: String?
  /// The fields that lead to the rows, in the names of the source. Empty for a root table.
  public var sourcePath: [String] = []
  /// A sentence for people.
  public var description: String?
  /// Notes of the user, by names that begin with `x-`.
  public var annotations = Record()
  /// Whether rows have gone through the table: only then does it exist in the destination.
  public var hasSeenData = false
  /// Whether new columns pass until the first load of the table, whatever the contract says.
  var evolvesColumnsOnce = false
  /// The columns, in order.
  public private(set) var columns: [Column] = []
  private var indices: [String: Int] = [:]

  /// Makes a table without columns.
  public init(_ name: String, parent: String? = nil, resource: String? = nil) {
    self.name = name
    self.parent = parent
    self.resource = resource
    disposition = parent == nil ? .append : nil
  }

  /// The column called `name`. Setting a new one appends it; setting `nil` removes the column.
  public subscript(name: String) -> Column? {
    get { indices[name].map { columns[$0] } }
    set {
      switch (indices[name], newValue) {
      case (let index?, let column?):
        columns[index] = column
      case (nil, let column?):
        indices[name] = columns.count
        columns.append(column)
      case (let index?, nil):
        columns.remove(at: index)
        indices = [:]
        for (index, column) in columns.enumerated() { indices[column.name] = index }
      case (nil, nil):
        break
      }
    }
  }

  /// Puts a new column before the first of those called `names`, or at the end.
  mutating func insert(_ column: Column, beforeFirstOf names: Set<String>) {
    guard let index = columns.firstIndex(where: { names.contains($0.name) }) else {
      self[column.name] = column
      return
    }
    columns.insert(column, at: index)
    for index in index..<columns.count { indices[columns[index].name] = index }
  }

  /// The columns that have a type: those that exist in the destination.
  public var completeColumns: [Column] { columns.filter { $0.type != nil } }

  /// The names of the columns that carry `hint`, in order.
  public func columns(with hint: ColumnHint) -> [String] {
    columns.filter { $0.hints.contains(hint) }.map(\.name)
  }
}

/// How the rows of a load meet those that a table has already. More may be added in any release.
public struct WriteDisposition: Hashable, Sendable, CustomStringConvertible {
  /// The name in a schema document.
  public let description: String

  private init(_ name: String) { description = name }

  /// Rows are added.
  public static let append = WriteDisposition("append")
  /// Rows take the place of all that were there.
  public static let replace = WriteDisposition("replace")
  /// Rows are not loaded: for tables that a destination keeps itself, such as its account of loads.
  public static let skip = WriteDisposition("skip")
  /// Rows take the place of those with the same key, or stand beside them: see ``Table/mergeRule``.
  public static let merge = WriteDisposition("merge")

  /// The disposition that a schema document calls `name`, or `nil` if there is none.
  public init?(name: String) {
    let all: [WriteDisposition] = [.append, .replace, .skip, .merge]
    guard let disposition = all.first(where: { $0.description == name }) else { return nil }
    self = disposition
  }
}

/// How the id of a root row comes about. More may be added in any release.
public struct RowIDRule: Hashable, Sendable, CustomStringConvertible {
  /// The name of the rule.
  public let description: String

  private init(_ name: String) { description = name }

  /// Drawn from the generator of the run.
  public static let random = RowIDRule("random")
  /// A hash of the values of the primary key: the same key has the same id in every load.
  public static let keyHash = RowIDRule("key_hash")
  /// A hash of the whole record: the same content has the same id in every load.
  public static let rowHash = RowIDRule("row_hash")

  /// All rules there are.
  public static let all: [RowIDRule] = [.random, .keyHash, .rowHash]

  /// The rule called `name`, or `nil` if there is none.
  public init?(name: String) {
    guard let rule = Self.all.first(where: { $0.description == name }) else { return nil }
    self = rule
  }
}

/// Which fields of the rows of a table are left out before they become columns.
///
/// Patterns are for names of columns: a name alone means one column, and an expression such as
/// `^address__` all that come from a field. Of a nested table nothing is left if the columns that the
/// library adds match, too.
public struct FieldFilters: Hashable, Sendable {
  /// Columns of the table, and of those below it by the path from the table: `lines__price`.
  public var excludes: [NamePattern]
  /// Columns that stay although a pattern leaves them out.
  public var includes: [NamePattern]

  /// Leaves out `excludes`, but not `includes`.
  public init(excludes: [NamePattern], includes: [NamePattern] = []) {
    self.excludes = excludes
    self.includes = includes
  }
}

/// A table that the rows of another refer to.
public struct TableReference: Hashable, Sendable {
  /// What the reference means, in a word.
  public var label: String?
  /// How many rows are on each side, such as `many_to_one`.
  public var cardinality: String?
  /// The table referred to.
  public var table: String
  /// The columns that refer.
  public var columns: [String]
  /// The columns referred to.
  public var referencedColumns: [String]

  /// Makes a reference.
  public init(to table: String, columns: [String], referencedColumns: [String]) {
    self.table = table
    self.columns = columns
    self.referencedColumns = referencedColumns
  }
}
