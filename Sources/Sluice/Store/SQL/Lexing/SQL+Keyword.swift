// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQL {
  /// A word that the grammar mentions. Most of them are names as well: see ``Reservation``.
  enum Keyword: String, CaseIterable, Sendable {
    case abort, action, add, all, alter, always, analyse, analyze, and, anti, any, approx, array
    case `as`, asc, asof, asymmetric, at, attach, begin, between, both, by, call, cascade, `case`
    case cast, centuries, century, char, character, check, checkpoint, collate, column, columns
    case comment, commit, compression, concurrently, conflict, constraint, copy, create, cross, cube
    case current, cycle, data, database, databases, day, days, deallocate, decade, decades
    case `default`, deferrable, delete, desc, describe, detach, distance, distinct, `do`, double
    case drop, `else`, end, `enum`, error, escape, exact, except, exclude, execute, exists, explain
    case export, extract, `false`, fetch, filter, first, following, `for`, force, foreign, from
    case full, function, generated, glob, global, grant, group, grouping, groups, having, hour
    case hours, `if`, ignore, ilike, `import`, `in`, include, increment, index, initially, inner
    case insert, install, intersect, interval, into, `is`, isnull, join, key, keys, lambda, last
    case lateral, leading, left, like, limit, load, local, macro, map, match, matched, materialized
    case maxvalue, merge, method, microsecond, microseconds, millennia, millennium, millisecond
    case milliseconds, minute, minutes, minvalue, month, months, name, natural, nearest, next, no
    case not, nothing, notnull, null, nulls, offset, on, only, or, order, ordinality, others, outer
    case over, overlay, owned, partition, percent, pivot, placing, position, positional, pragma
    case preceding, precision, prepare, primary, qualify, quarter, quarters, range, read, recursive
    case references, rename, repeatable, replace, reset, respect, restart, restrict, returning
    case right, rollback, rollup, row, rows, sample, schema, scope, second, seconds, select, semi
    case sequence, session, set, sets, show, similar, similarity, some, source, start, statement
    case stored, `struct`, substring, summarize, symmetric, table, tables, tablesample, target, temp
    case temporary, then, ties, time, timestamp, to, trailing, transaction, treat, trim, `true`
    case truncate, `try`, type, types, unbounded, union, unique, unknown, unlogged, unpivot, update
    case use, using, vacuum, value, values, variable, variadic, varying, view, virtual, week, weeks
    case when, `where`, window, with, within, without, work, write, year, years, zone
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
