// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A cursor as a resource declares it, whatever the type of its values.
struct Incremental: Sendable {
  /// The path as it was written, under which the state keeps the cursor.
  let name: String
  /// Where the cursor is; `nil` if the path cannot be read.
  var path: CursorPath?
  /// What its values are.
  var kind: CursorKind
  /// The first value that is wanted.
  var initial: Value?
  /// Where the range ends. With an end, nothing is remembered.
  var end: Value?
  /// How far the cursor goes back.
  var lag: LagRule?
  var options: CursorOptions
  /// What is wrong with the declaration.
  private var failure: LoadError?

  init<Kind: CursorType>(
    _ name: String,
    _ type: Kind.Type,
    from initial: CursorBound<Kind>?,
    until end: CursorBound<Kind>?,
    lag: CursorSpan<Kind>?,
    _ options: CursorOptions
  ) {
    self.name = name
    kind = Kind.kind
    self.lag = lag?.rule
    self.options = options
    do throws(LoadError) { path = try CursorPath(name) } catch { failure = error }
    self.initial = initial?.value
    self.end = end?.value
    if let text = initial?.unreadable ?? end?.unreadable {
      failure = LoadError(
        .invalidConfiguration,
        "The text '\(text.prefix(100))' is no \(kind.rawValue) at which the cursor '\(name)' can begin or "
          + "end. Write ISO 8601, an instant with an offset and a local time without one."
      )
    }
  }

  /// Whether nothing is remembered of the run.
  var isStateless: Bool { end != nil }

  /// The column of the cursor, if it is a field of the record itself.
  var column: String? { path?.simpleField }

  /// Whether records are said to come in the direction in which the cursor moves.
  var isForward: Bool {
    switch options.fold.kind {
    case .maximum: options.order == .ascending
    case .minimum: options.order == .descending
    case .custom: false
    }
  }

  /// Whether the run can be cut where the resource says so: only if a load that begins where the cursor
  /// is takes all that is left, and nothing twice.
  var canBeCut: Bool {
    isForward && !isStateless && lag == nil && options.start == .closed
      && options.deduplicationKey != []
  }

  /// Throws if the declaration cannot work.
  func check() throws(LoadError) -> CursorPath {
    if let failure { throw failure }
    guard let path else { preconditionFailure("A path that cannot be read is a failure.") }
    func refuse(_ message: String) -> LoadError {
      LoadError(.invalidConfiguration, "The cursor '\(name)' \(message)")
    }
    if lag != nil, options.fold.isCustom {
      throw refuse(
        "cannot go back by a lag, for nobody knows where back is. Take one of the two out."
      )
    }
    guard let end else { return path }
    guard let initial else {
      throw refuse("has an end, but no beginning. Say where it starts with 'from:'.")
    }
    let relation: CursorFilter.Relation
    do {
      relation = try CursorFilter.relation(
        of: CursorValue(end, self),
        to: CursorValue(initial, self),
        rule: self
      )
    } catch {
      throw refuse("begins and ends at values that cannot be compared. Give both the same type.")
    }
    if relation == .behind {
      throw refuse("ends before it begins. Exchange the two, or choose the other fold.")
    }
    return path
  }
}
