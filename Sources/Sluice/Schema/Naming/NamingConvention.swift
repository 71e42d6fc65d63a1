// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A rule that turns the names found in data into names of tables and columns.
///
/// Write ``name``, ``isCaseSensitive``, a stored ``maximumLength`` and ``normalize(identifier:)``.
/// Trimming, paths and shortening come with the protocol and are the same for every convention.
///
/// ```swift
/// struct Shouting: NamingConvention {
///   let name = "shouting"
///   let isCaseSensitive = false
///   var maximumLength: Int?
///   func normalize(identifier raw: String) -> String { raw.uppercased() }
/// }
/// ```
public protocol NamingConvention: Sendable {
  /// The name that stored schemas know this convention by.
  var name: String { get }

  /// Whether two names that differ in case only are two names.
  var isCaseSensitive: Bool { get }

  /// The text between the parts of a path, such as a nested table's. Two underscores by default.
  var separator: String { get }

  /// The longest name allowed, in Unicode scalars. `nil` sets no limit.
  var maximumLength: Int? { get set }

  /// Rewrites one name, without shortening it.
  ///
  /// `raw` is never empty and has no white space around it. The result must be stable: the same
  /// name for the same `raw` at all times, or stored tables lose their columns.
  func normalize(identifier raw: String) throws(NamingError) -> String
}

extension NamingConvention {
  public var separator: String { "__" }

  /// A copy whose names are no longer than `limit`, nor than they were before.
  public func limited(to limit: Int?) -> Self {
    guard let limit else { return self }
    var copy = self
    copy.maximumLength = min(limit, maximumLength ?? limit)
    return copy
  }

  /// The name for `raw`: trimmed, rewritten, and shortened to the maximum length.
  ///
  /// Throws ``NamingError/Code/emptyIdentifier`` if nothing is left after trimming.
  public func normalizeIdentifier(_ raw: String) throws(NamingError) -> String {
    let trimmed = raw.trimmingBlanks()
    guard !trimmed.isEmpty else { throw .emptyIdentifier(raw) }
    let normalized = try normalize(identifier: trimmed)
    return shorten(normalized, original: trimmed)
  }

  /// The name for `raw` read as a path: its parts are rewritten, and what joins them is kept.
  ///
  /// So the name of a nested table survives being normalized again, where
  /// ``normalizeIdentifier(_:)`` collapses its separators. As in dlt there are exceptions: names
  /// that were cut at a separator, and parts made of signs alone, of which `sql_cs_v1` makes
  /// underscores: `a__-__b` becomes `a_____b`, and that `a___b`. Normalize names once.
  ///
  /// The path of a blank `raw`, or of separators alone, is empty.
  public func normalizePath(_ raw: String) throws(NamingError) -> String {
    var parts: [String] = []
    for part in breakPath(raw) { parts.append(try normalizeIdentifier(part)) }
    return shorten(makePath(parts), original: raw)
  }

  /// The name of a table or column, as a path or as one identifier.
  ///
  /// dlt calls the choice `use_break_path_on_normalize`, and breaks unless told otherwise.
  public func normalizeName(
    _ raw: String,
    breakingPath: Bool = true
  ) throws(NamingError) -> String {
    breakingPath ? try normalizePath(raw) : try normalizeIdentifier(raw)
  }

  /// The parts of `path` that are not blank.
  public func breakPath(_ path: String) -> [String] {
    path.split(around: separator).filter { !$0.isBlank }
  }

  /// The path of those `parts` that are not blank.
  public func makePath(_ parts: [String]) -> String {
    parts.filter { !$0.isBlank }.joined(separator: separator)
  }

  /// The path of `parts` that are normal already, shortened to the maximum length.
  ///
  /// Nested tables and columns of flattened records get their names from this.
  public func shortenFragments(_ parts: [String]) -> String {
    let path = makePath(parts)
    return shorten(path, original: path)
  }

  private func shorten(_ normalized: String, original: String) -> String {
    guard let maximumLength else { return normalized }
    return shorten(normalized: normalized, original: original, to: maximumLength)
  }
}
