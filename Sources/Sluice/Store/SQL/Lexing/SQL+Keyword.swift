// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// A word that the grammar mentions. Most of them are names as well: see ``Reservation``.
  enum Keyword: String, CaseIterable, Sendable {
    case abort, action, add, all, alter, always, analyse, analyze, and, anti, any, array, `as`
    case asc, asof, asymmetric, at, attach, begin, between, both, by, call, cascade, `case`, cast
    case century, centuries, character, char, check, checkpoint, collate, column, columns, comment
    case commit, compression, concurrently, conflict, constraint, copy, create, cross, cube
    case current, cycle, data, database, databases, day, days, deallocate, decade, decades
    case `default`, deferrable, delete, desc, describe, detach, distinct, `do`, double, drop
    case `else`, end, `enum`, error, escape, except, exclude, execute, exists, explain, export
    case extract, `false`, fetch, filter, first, following, `for`, force, foreign, from, full
    case function, generated, glob, global, grant, group, grouping, groups, having, hour, hours
    case `if`, ignore, ilike, `import`, `in`, include, increment, index, inner, initially, insert
    case install, intersect, interval, into, `is`, isnull, join, key, keys, lambda, last, lateral
    case leading, left, like, limit, load, local, macro, map, match, matched, materialized
    case maxvalue, merge, method, microsecond, microseconds, millennium, millennia, millisecond
    case milliseconds, minute, minutes, minvalue, month, months, name, natural, next, no, not
    case nothing, notnull, null, nulls, offset, on, only, or, order, ordinality, others, outer
    case over, overlay, owned, partition, percent, pivot, placing, position, positional, pragma
    case preceding, precision, prepare, primary, qualify, quarter, quarters, range, read
    case recursive, references, rename, repeatable, replace, reset, respect, restart, restrict
    case returning, right, rollback, rollup, row, rows, sample, schema, scope, second, seconds
    case select, semi, sequence, session, set, sets, show, similar, some, source, start, statement
    case stored, `struct`, substring, summarize, symmetric, table, tables, tablesample, target
    case temp, temporary, then, ties, time, timestamp, to, trailing, transaction, treat, trim
    case `true`, truncate, `try`, type, types, unbounded, union, unique, unknown, unlogged
    case unpivot, update, use, using, vacuum, value, values, variable, variadic, varying, view
    case virtual, week, weeks, when, `where`, window, with, within, without, work, write, year
    case years, zone
    case currentDate = "current_date"
    case currentTime = "current_time"
    case currentTimestamp = "current_timestamp"
    case groupingID = "grouping_id"
    case localTime = "localtime"
    case localTimestamp = "localtimestamp"
    case pivotLonger = "pivot_longer"
    case pivotWider = "pivot_wider"
    case tryCast = "try_cast"

    /// The word as people write it in messages.
    var text: String { rawValue.uppercased() }
  }

  /// What a word may be used for besides its place in the grammar.
  enum Reservation: UInt8, Sendable {
    /// Any name.
    case none
    /// A name of anything but a function.
    case column
    /// A name of a function or a type.
    case function
    /// No name, unless it is in quotes.
    case full
  }
}

extension SQL.Keyword {
  /// What may not name anything.
  static let reserved: [SQL.Keyword] = [
    .all, .analyse, .analyze, .and, .any, .array, .as, .asc, .asymmetric, .both, .case, .cast,
    .check, .collate, .column, .constraint, .create, .default, .deferrable, .desc, .describe,
    .distinct, .do, .else, .end, .except, .false, .fetch, .for, .foreign, .from, .grant, .group,
    .having, .in, .initially, .intersect, .into, .lambda, .lateral, .leading, .limit, .not, .null,
    .offset, .on, .only, .or, .order, .pivot, .pivotLonger, .pivotWider, .placing, .primary,
    .qualify, .references, .returning, .select, .show, .some, .summarize, .symmetric, .table,
    .then, .to, .trailing, .true, .union, .unique, .unpivot, .using, .variadic, .when, .where,
    .window, .with,
  ]

  /// What may name functions only, because after a name it begins a join or an operator.
  static let functionsOnly: [SQL.Keyword] = [
    .anti, .asof, .concurrently, .cross, .full, .glob, .ilike, .inner, .is, .isnull, .join, .left,
    .like, .natural, .notnull, .outer, .positional, .right, .semi, .similar, .tablesample,
  ]

  /// What may not name functions, because the grammar has a call of its own for it.
  static let columnsOnly: [SQL.Keyword] = [
    .between, .exists, .extract, .grouping, .groupingID, .interval, .overlay, .position,
    .substring, .treat, .trim, .tryCast,
  ]

  /// How each of them may be used.
  static let reservations: [SQL.Keyword: SQL.Reservation] = {
    var found: [SQL.Keyword: SQL.Reservation] = [:]
    for word in reserved { found[word] = .full }
    for word in functionsOnly { found[word] = .function }
    for word in columnsOnly { found[word] = .column }
    return found
  }()
}
