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
  /// Whether what has nothing in common is compared as texts, and a column may be set several times.
  var isLenient = false
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
    case "dialect_compatibility_mode":
      let mode = value.map(SQLName.folded) ?? "none"
      guard ["none", "duckdb", "postgres", "sqlite"].contains(mode) else {
        throw Self.unknown(value ?? "", name, ["none", "sqlite"])
      }
      isLenient = mode == "sqlite"
      others[key] = value
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
    "access_mode", "active_grammar_extensions", "allocator_background_threads",
    "allocator_bulk_deallocation_flush_threshold", "allocator_flush_threshold",
    "allow_community_extensions", "allow_extension_repositories",
    "allow_extensions_metadata_mismatch", "allow_parser_override_extension",
    "allow_persistent_secrets", "allow_unredacted_secrets", "allow_unsigned_extensions",
    "allowed_configs", "allowed_directories", "allowed_paths", "approximate_join_order_threshold",
    "arrow_large_buffer_size", "arrow_lossless_conversion", "arrow_output_list_view",
    "arrow_output_version", "asof_loop_join_threshold", "async_threads",
    "auto_checkpoint_skip_wal_threshold", "autoinstall_extension_repository",
    "autoinstall_known_extensions", "autoload_known_extensions", "binary_as_string",
    "block_allocator_memory", "cache_local_files", "calendar", "catalog_error_max_schemas",
    "checkpoint_on_detach", "checkpoint_threshold", "current_dialect",
    "current_transaction_invalidation_policy", "custom_extension_repository", "custom_user_agent",
    "debug_asof_iejoin", "debug_checkpoint_abort", "debug_checkpoint_scan_sleep_ms",
    "debug_force_external", "debug_skip_checkpoint_on_commit", "debug_verify_column_bindings",
    "debug_window_mode", "default_block_size", "default_collation", "default_null_order",
    "default_order", "default_secret_storage", "default_transaction_invalidation_policy",
    "delim_join_as_cte",
    "dialect_compatibility_mode", "disable_database_invalidation", "disable_parquet_prefetching",
    "disable_timestamptz_casts", "disabled_compression_methods", "disabled_filesystems",
    "disabled_log_types", "disabled_optimizers", "duckdb_api", "dynamic_or_filter_threshold",
    "enable_caching_operators", "enable_external_access", "enable_external_file_cache",
    "enable_fsst_vectors", "enable_geoparquet_conversion", "enable_http_logging",
    "enable_http_metadata_cache", "enable_logging", "enable_macro_dependencies",
    "enable_object_cache", "enable_optimistic_write", "enable_optimizer", "enable_profiling",
    "enable_progress_bar", "enable_progress_bar_print", "enable_verification",
    "enable_view_dependencies", "enabled_log_types", "errors_as_json", "explain_output",
    "extension_directories", "extension_directory", "extension_repository_directory",
    "external_file_cache_local_max_block_size", "external_file_cache_remote_max_block_size",
    "external_file_cache_remote_min_block_size", "external_file_cache_request_sizing",
    "external_file_cache_spill", "external_threads", "file_search_path", "force_compression",
    "force_update_to_del_and_insert", "fsync_mode", "geometry_minimum_shredding_size",
    "home_directory", "http_client_pool_capacity", "http_proxy", "http_proxy_password",
    "http_proxy_username", "http_retry_quota_throttled", "http_retry_throttled_wait_ms",
    "ieee_floating_point_ops", "ignore_unknown_crs", "immediate_transaction_mode",
    "index_scan_max_count", "index_scan_percentage", "initial_column_segment_size",
    "integer_division", "json_geometry_format", "lambda_syntax", "late_materialization_max_rows",
    "lock_configuration", "log_query_path", "logging_level", "logging_mode", "logging_sink",
    "max_execution_time", "max_expression_depth", "max_memory", "max_streaming_buffer_size",
    "max_temp_directory_size", "max_vacuum_tasks", "memory_limit", "merge_join_threshold",
    "nested_loop_join_threshold", "null_order", "old_implicit_casting", "operator_memory_limit",
    "order_by_non_integer_literal", "ordered_aggregate_threshold", "pandas_analyze_sample",
    "parquet_can_have_nan", "parquet_metadata_cache", "parquet_prefetch_column_gap",
    "parquet_use_page_index", "partitioned_write_flush_threshold",
    "partitioned_write_max_open_files", "password", "perfect_ht_threshold", "pin_threads",
    "pivot_filter_threshold", "pivot_limit", "prefer_range_joins", "prefetch_all_parquet_files",
    "preserve_identifier_case", "preserve_insertion_order", "profile_output", "profiling_coverage",
    "profiling_mode", "profiling_output", "profiling_renderer_settings", "progress_bar_time",
    "python_enable_replacements", "python_scan_all_frames", "read_ahead_depth", "redact_http_logs",
    "scalar_subquery_error_on_multiple_rows", "scheduler_process_partial", "schema", "search_path",
    "secret_directory", "show_behavior", "standard_vector_size", "storage_block_prefetch",
    "storage_compatibility_version", "streaming_buffer_size", "temp_directory",
    "temp_file_encryption", "threads", "timezone", "tracked_metrics", "user", "username",
    "validate_external_file_cache", "variant_minimum_shredding_size", "verify_external",
    "verify_fetch_row", "verify_parallelism", "verify_serializer", "wal_autocheckpoint",
    "wal_autocheckpoint_entries", "warnings_as_errors", "worker_threads",
    "write_buffer_row_group_count", "write_buffer_row_group_memory_limit",
    "zstd_min_string_length",
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
