// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A place that can take tables and commit a load.
public protocol Destination: Sendable {
  /// What the place can do.
  var capabilities: Capabilities { get }

  /// What kind of destination this is, in one word. The name of its type by default.
  var kind: String { get }

  /// What the destination shares with other values that stand for the same place: a path, a server.
  ///
  /// Limits per destination count by it, and messages name it. The kind by default.
  var place: String { get }

  /// Starts a session that loads into the dataset called `dataset`, which is made where it is missing.
  func open(dataset: String) async throws -> any DestinationSession

  /// What the dataset remembers of earlier loads, without changing anything there.
  ///
  /// Plans ask this. By default a session is opened and abandoned: write it if opening leaves traces.
  func inspect(_ question: Recall, dataset: String) async throws -> StoredState

  /// What the destination would do for a load, in order, each in one line for people to read.
  ///
  /// By default statements of SQL as most databases have it.
  func statements(for load: PlannedLoad) -> [String]
}

extension Destination {
  public var kind: String { String("\(Self.self)".prefix { $0 != "<" }) }
  public var place: String { kind }

  /// Opens a session, asks it, and abandons it.
  public func inspect(_ question: Recall, dataset: String) async throws -> StoredState {
    let session = try await open(dataset: dataset)
    do {
      let state = try await session.recall(question)
      await session.abandon()
      return state
    } catch {
      await session.abandon()
      throw error
    }
  }
}

/// One load into one dataset of a destination.
///
/// A run calls, from one task at a time: ``recall(_:)``, ``contains(_:)``, ``begin(_:)``, then what is
/// to go first, ``drop(_:)`` and ``empty(_:)``, then ``migrate(to:)`` and ``load(_:into:)`` by turns,
/// ``finish(_:)`` for each table in use, and at last ``commit(_:)`` — or ``abandon()`` at any point.
/// Nothing is visible to readers before the commit, and everything is after it.
///
/// What is thrown ends the load, except for ``TransientFailure``: it promises that the call has done
/// nothing, and the same call is made again after a while.
public protocol DestinationSession: AnyObject {
  /// What the dataset remembers of earlier loads.
  ///
  /// Nothing by default: then a pipeline remembers as long as its ``Workspace`` does.
  func recall(_ question: Recall) async throws -> StoredState

  /// Whether the load is visible already, for it was committed before.
  ///
  /// Asked before a load that may have been made is made once more, and after a commit of which
  /// nobody knows how it ended. `false` by default: then such loads are made twice.
  func contains(_ load: Load) async throws -> Bool

  /// Begins a load, and clears away what is left of loads that were never committed.
  func begin(_ load: Load) async throws

  /// Removes tables with all their rows at the commit, before the rows of this load come.
  func drop(_ tables: [String]) async throws

  /// Removes all rows of tables at the commit, before the rows of this load come.
  func empty(_ tables: [String]) async throws

  /// Makes the tables and columns of `schema` that are missing. Called before the first rows that
  /// need them, and not again until the schema changes.
  func migrate(to schema: Schema) async throws

  /// Gives a column that is there another type, `type`, and converts the values that it has.
  ///
  /// Called before ``migrate(to:)``, and only if ``Capabilities/canChangeTypes`` says that it may
  /// be. Returns the type that the column has got: text where `type` would lose values. Like all of
  /// a load, it is not visible before the commit.
  func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType

  /// Takes rows of `table`. Rows of nested tables come after those above them, and before others with
  /// the same ids. Their columns are some of those of the table, in any order; where a
  /// column is missing, its rows have no value.
  func load(_ batch: Batch, into table: Table) async throws

  /// Says that all rows of `table` have been loaded, none perhaps.
  ///
  /// The disposition of the table decides what ``commit(_:)`` does with the rows of earlier loads.
  func finish(_ table: Table) async throws

  /// The rows that readers of `table` see now, in pieces, with at least those of `columns` that it has.
  ///
  /// Called after ``begin(_:)`` and before any rows are loaded; a plan calls it without beginning a
  /// load. The rows are taken by another task, while rows are loaded; they stay what they were. There
  /// are none where there is no such table. If the table is replaced by the same load,
  /// ``commit(_:)`` throws should anyone else have changed it meanwhile. Throws ``LoadError`` with the
  /// code `unsupported` by default; see ``Capabilities/canScan``.
  func scan(
    _ table: Table,
    columns: [String]
  ) async throws -> AsyncThrowingStream<Batch, any Error>

  /// Makes the load visible, and keeps the record of it as the last thing.
  func commit(_ record: LoadRecord) async throws

  /// The loads of a pipeline that are visible, the oldest first. None by default.
  func loads(of pipeline: String) async throws -> [CommittedLoad]

  /// Takes a load back that is visible: its rows, those below them, and all that is kept of it.
  ///
  /// Called in a session of its own, instead of a load. All of it is visible, or nothing. Returns how
  /// many rows went from each table.
  func undo(_ load: Load, tables: [Table]) async throws -> [String: Int]

  /// Forgets the load. Called after a failure; must not throw.
  func abandon() async

  /// What ``commit(_:)`` did to the rows of each table, as far as the destination knows. Empty by default.
  var rowChanges: [String: RowChanges] { get }

  /// What went wrong after ``commit(_:)`` or ``undo(_:tables:)`` had done their work: what is left over
  /// is cleared away by the next load. `nil` by default: nothing did.
  var cleanUpFailure: LoadError? { get }
}

extension DestinationSession {
  /// Nobody knows.
  public var rowChanges: [String: RowChanges] { [:] }

  /// Nothing went wrong.
  public var cleanUpFailure: LoadError? { nil }

  /// Nothing is remembered.
  public func recall(_ question: Recall) async throws -> StoredState { StoredState() }

  /// Nobody knows.
  public func contains(_ load: Load) async throws -> Bool { false }

  /// Nothing is remembered.
  public func loads(of pipeline: String) async throws -> [CommittedLoad] { [] }

  /// Nothing can be dropped.
  public func drop(_ tables: [String]) async throws { try refuse("drop", tables) }

  /// Nothing can be emptied.
  public func empty(_ tables: [String]) async throws { try refuse("empty", tables) }

  private func refuse(_ action: String, _ tables: [String]) throws(LoadError) {
    guard let table = tables.first else { return }
    throw LoadError(
      .unsupported,
      "The destination cannot \(action) tables. Do it by hand, and reset the state.",
      at: LoadError.Location(table: table)
    )
  }

  /// Nothing can be taken back.
  public func undo(_ load: Load, tables: [Table]) async throws -> [String: Int] {
    throw LoadError(
      .unsupported,
      "The destination cannot take the load \(load.id) back. Remove its rows by hand."
    )
  }

  /// Nothing can be read back.
  public func scan(
    _ table: Table,
    columns: [String]
  ) async throws -> AsyncThrowingStream<Batch, any Error> {
    throw LoadError(
      .unsupported,
      "The destination cannot read rows back. Load into one that can, such as a ColumnStore or files.",
      at: LoadError.Location(table: table.name)
    )
  }

  /// Fails: types cannot be changed.
  public func changeType(
    of column: String,
    in table: Table,
    to type: DataType
  ) async throws -> DataType {
    throw LoadError(
      .unsupported,
      "The destination cannot change the type of a column that it has. Declare the type before the "
        + "first load, or choose the policy 'variant'.",
      at: LoadError.Location(table: table.name, column: column)
    )
  }
}
