// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What a session has set.
struct SessionState: Sendable {
  /// Where NULL stands where nothing is said.
  enum NullOrder: String, Sendable, CaseIterable {
    case last = "nulls_last"
    case first = "nulls_first"
    case firstAscending = "nulls_first_on_asc_last_on_desc"
    case lastAscending = "nulls_last_on_asc_first_on_desc"
  }

  /// The schema of names that have none.
  var schema = StoreCatalog.mainSchema
  var nullOrder = NullOrder.last
  /// Whether rows are ordered from the greatest on where nothing is said.
  var isDescending = false
  /// Whether `/` between whole numbers leaves out what is behind the point.
  var dividesIntegers = false
  /// Other settings, under their names, as texts.
  var others: [String: String] = [:]
  /// The variables of `SET VARIABLE`.
  var variables: [String: TypedDatum] = [:]
  /// The last number that each sequence gave to this session.
  var currentNumbers: [String: Int64] = [:]
}

extension SessionState {
  /// Gives a setting another value; `nil` is the one that it had at first.
  mutating func set(_ name: SQL.Name, _ value: String?) throws(SQLError) {
    let standard = SessionState()
    let key = SQLName.folded(name.text)
    switch key {
    case "schema", "search_path":
      schema = value.map { String($0.split(separator: ",").first ?? "main") } ?? standard.schema
    case "default_null_order", "null_order": nullOrder = try Self.nullOrder(value, name)
    case "default_order":
      let order = value.map(SQLName.folded) ?? "asc"
      guard ["asc", "ascending", "desc", "descending"].contains(order) else {
        throw Self.unknown(value ?? "", name, ["asc", "desc"])
      }
      isDescending = order.hasPrefix("desc")
    case "integer_division": dividesIntegers = try Self.bool(value ?? "false", name)
    case "memory_limit", "max_memory":
      let isLimit = value.map { Self.bytes($0) != nil } ?? true
      guard isLimit || value == "unlimited" else {
        throw Self.unknown(value ?? "", name, ["512MB", "2GiB", "unlimited"])
      }
      others["memory_limit"] = value
    case "threads", "worker_threads":
      guard value.map({ Int($0).map { $0 > 0 } ?? false }) ?? true else {
        throw Self.unknown(value ?? "", name, ["1", "2", "8"])
      }
      others["threads"] = value
    default:
      guard Self.known.contains(key) else {
        throw SQLError(
          .catalog,
          "there is no setting '\(name.text)'",
          at: name.range,
          advice: NearestName.advice(for: name.text, among: Self.known.sorted())
        )
      }
      others[key] = value
    }
  }

  /// The value of a setting as a text; `nil` if there is no such setting.
  func value(of name: String) -> String? {
    switch name {
    case "schema", "search_path": schema
    case "default_null_order", "null_order": nullOrder.rawValue
    case "default_order": isDescending ? "desc" : "asc"
    case "integer_division": "\(dividesIntegers)"
    default: Self.known.contains(name) ? others[name] ?? Self.standards[name] ?? "" : nil
    }
  }

  /// Whether a setting that is on or off is on.
  func isOn(_ name: String) -> Bool {
    ["true", "1", "on", "yes"].contains(SQLName.folded(value(of: name) ?? ""))
  }

  /// The bytes that a query may keep in memory; `nil` if there is no limit.
  var memoryLimit: Int? { (others["memory_limit"] ?? others["max_memory"]).flatMap(Self.bytes) }

  /// A number of bytes such as `512MB` or `2 GiB`; `nil` if it is none.
  private static func bytes(_ text: String) -> Int? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let unit = String(text.dropFirst(digits.count).filter { $0 != " " }).lowercased()
    let units: [String: Double] = [
      "": 1, "b": 1, "byte": 1, "bytes": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
      "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824, "tib": 1_099_511_627_776,
    ]
    guard let number = Double(digits), let factor = units[unit], number * factor < 9e18 else {
      return nil
    }
    return Int(number * factor)
  }

  /// All settings.
  static var names: [String] {
    (known.union(["schema", "default_null_order", "default_order", "integer_division"])).sorted()
  }

  private static let standards = [
    "memory_limit": "unlimited", "threads": "\(SystemThreads.coreCount)", "timezone": "UTC",
    "calendar": "gregorian",
    "preserve_insertion_order": "true", "max_expression_depth": "1000",
    "ieee_floating_point_ops": "true", "order_by_non_integer_literal": "false",
    "scalar_subquery_error_on_multiple_rows": "true",
  ]

  /// Settings that are kept and given back: of other systems, and those that concern how queries run.
  private static let known: Set<String> = [
    "threads", "worker_threads", "memory_limit", "max_memory", "timezone", "calendar",
    "preserve_insertion_order", "preserve_identifier_case", "temp_directory", "enable_profiling",
    "enable_progress_bar", "enable_optimizer", "disabled_optimizers", "explain_output",
    "max_expression_depth", "enable_verification", "verify_external", "debug_window_mode",
    "checkpoint_threshold", "wal_autocheckpoint", "default_collation", "enable_object_cache",
    "old_implicit_casting", "ieee_floating_point_ops", "order_by_non_integer_literal",
    "scalar_subquery_error_on_multiple_rows", "pivot_limit", "pivot_filter_threshold",
    "perfect_ht_threshold", "debug_force_external", "partitioned_write_flush_threshold",
    "storage_compatibility_version", "lambda_syntax", "immediate_transaction_mode",
    "profiling_mode", "profile_output", "profiling_output", "errors_as_json",
    "late_materialization_max_rows", "nested_loop_join_threshold", "merge_join_threshold",
    "prefer_range_joins", "asof_loop_join_threshold", "enable_external_access",
    "debug_checkpoint_abort", "debug_skip_checkpoint_on_commit", "streaming_buffer_size",
    "debug_asof_iejoin", "ordered_aggregate_threshold", "index_scan_percentage",
    "index_scan_max_count", "write_buffer_row_group_count", "dynamic_or_filter_threshold",
    "verify_parallelism", "verify_serializer", "verify_fetch_row", "force_compression",
    "custom_user_agent", "allocator_background_threads", "home_directory", "file_search_path",
    "python_enable_replacements", "external_threads", "default_block_size", "access_mode",
    "extension_directory", "default_transaction_invalidation_policy", "enable_http_logging",
    "log_query_path", "username", "password",
  ]

  private static func nullOrder(_ value: String?, _ name: SQL.Name) throws(SQLError) -> NullOrder {
    let order = value.map { SQLName.folded($0).replacing(" ", with: "_") } ?? "nulls_last"
    switch order {
    case "nulls_last", "last", "null_last": return .last
    case "nulls_first", "first", "null_first": return .first
    case "nulls_first_on_asc_last_on_desc", "sqlite", "mysql": return .firstAscending
    case "nulls_last_on_asc_first_on_desc", "postgres": return .lastAscending
    default: throw unknown(value ?? "", name, NullOrder.allCases.map(\.rawValue))
    }
  }

  private static func bool(_ value: String, _ name: SQL.Name) throws(SQLError) -> Bool {
    switch SQLName.folded(value) {
    case "true", "1", "on", "yes": return true
    case "false", "0", "off", "no": return false
    default: throw unknown(value, name, ["true", "false"])
    }
  }

  private static func unknown(_ value: String, _ name: SQL.Name, _ all: [String]) -> SQLError {
    SQLError(
      .invalidInput,
      "'\(name.text)' cannot be '\(value)'",
      at: name.range,
      advice: "It can be \(all.map { "'\($0)'" }.joined(separator: ", "))."
    )
  }
}
