// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension Records {
  /// Loads only records that are new along a cursor, and remembers how far it has come.
  ///
  /// ```swift
  /// Records("orders") { output in … output.cursor.startValue … }
  ///   .incremental("updated_at", from: .timestamp("2026-01-01T00:00:00Z"), lag: .hours(1))
  /// ```
  /// `path` leads to the cursor in the names of the source; see the guide to incremental loading. Records before where
  /// the run starts are left out, and so are those right there that an earlier run has loaded. With
  /// `until`, only records of the range are loaded, and nothing is read from the state or kept there.
  /// The cursor sees records after all maps and filters, and before a limit. What it has come to is
  /// committed together with the rows. The run throws ``LoadError`` with the code `cursorMissing`,
  /// `cursorNull` or `cursorNotComparable` for records that cannot be put in order, and with
  /// `invalidConfiguration` for a path or a range that cannot be.
  public func incremental<Kind: CursorType>(
    _ path: String,
    from initial: CursorBound<Kind>?,
    until end: CursorBound<Kind>? = nil,
    lag: CursorSpan<Kind>? = nil,
    options: CursorOptions = CursorOptions()
  ) -> Self {
    adding(Incremental(path, Kind.self, from: initial, until: end, lag: lag, options))
  }

  /// Loads only records that are new along a cursor of a type, from whatever comes first.
  ///
  /// As ``incremental(_:from:until:lag:options:)`` does.
  public func incremental<Kind: CursorType>(
    _ path: String,
    as type: Kind.Type,
    lag: CursorSpan<Kind>? = nil,
    options: CursorOptions = CursorOptions()
  ) -> Self {
    adding(Incremental(path, Kind.self, from: nil, until: nil, lag: lag, options))
  }

  /// Loads only records that are new along a cursor, whose values are compared as they come.
  ///
  /// As ``incremental(_:from:until:lag:options:)`` does.
  public func incremental(_ path: String, options: CursorOptions = CursorOptions()) -> Self {
    incremental(path, as: UntypedCursor.self, options: options)
  }

  /// A resource of any kind, with what records have besides: steps, limits and cursors.
  public init(from resource: some Resource) {
    if let records = resource as? Records {
      self = records
      return
    }
    self.init(resource.name) { try await resource.extract(to: $0) }
    hints = resource.hints
    isSelected = resource.isSelected
  }

  private func adding(_ incremental: Incremental) -> Self {
    with { records in
      records.incrementals.removeAll { $0.name == incremental.name }
      records.incrementals.append(incremental)
      guard let column = incremental.column else { return }
      records.hints.columns.append(Column(column, hints: [.incremental]))
    }
  }
}
