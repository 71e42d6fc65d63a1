// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Functions that others are put together for, as they would be by `CREATE MACRO`.
enum StandardMacros {
  /// The macro of a name.
  static func macro(named name: String) throws(SQLError) -> SQL.CreateMacro? {
    guard let text = texts[name],
      case .createMacro(let macro)? = try SQL.statements(in: "CREATE MACRO \(name)\(text)").first?
        .kind
    else { return nil }
    return macro
  }

  private static let texts: [String: String] = [
    "ago": "(i) AS current_timestamp - i::INTERVAL",
    "array_to_string_comma_default": "(arr, sep := ',') AS array_to_string(arr, sep)",
    "bitstring": "(bits, size) AS lpad(bits::VARCHAR, size, '0')::BIT",
    "array_pop_back": "(arr) AS arr[:len(arr) - 1]",
    "array_pop_front": "(arr) AS arr[2:]",
    "assert_true": """
    (condition) AS CASE WHEN condition THEN NULL ELSE error('Assertion failed') END,
    (condition, message) AS CASE WHEN condition THEN NULL
      ELSE error(coalesce('Assertion: ' || message, 'Assertion failed')) END
    """,
    "days_in_month": "(moment) AS day(last_day(moment))",
    "generate_subscripts": "(arr, dim) AS unnest(generate_series(1, array_length(arr, dim)))",
    "geomean": "(x) AS exp(avg(ln(x)))",
    "geometric_mean": "(x) AS exp(avg(ln(x)))",
    "json_group_array": """
    (x) AS ('[' || string_agg(CASE WHEN x IS NULL THEN 'null' ELSE to_json(x)::VARCHAR END, ',')
      || ']')::JSON
    """,
    "json_group_object": """
    (n, v) AS ('{' || string_agg(
      CASE WHEN n IS NULL THEN error('the name of a member is missing')
        ELSE to_json(n::VARCHAR)::VARCHAR END
      || ':' || CASE WHEN v IS NULL THEN 'null' ELSE to_json(v)::VARCHAR END, ',') || '}')::JSON
    """,
    "json_group_structure": "(x) AS json_structure(json_group_array(x)) -> 0",
    "map_contains_entry": "(m, k, v) AS list_contains(map_entries(m), {'key': k, 'value': v})",
    "map_contains_value": "(m, v) AS list_contains(map_values(m), v)",
    "overlay": """
    (string, part, place) AS
      substring(string, 1, place - 1) || part || substring(string, place + length(part)),
    (string, part, place, size) AS
      substring(string, 1, place - 1) || part || substring(string, place + size)
    """,
    "pg_typeof": "(expression) AS lower(typeof(expression))",
    "regexp_split_to_table": "(string, pattern) AS unnest(string_split_regex(string, pattern))",
    "switch": """
    (key, results) AS map_extract_value(results, key),
    (key, results, otherwise) AS CASE WHEN map_contains(results, key)
      THEN map_extract_value(results, key) ELSE otherwise END
    """,
    "uuid_extract_timestamp": """
    (id) AS CASE WHEN uuid_extract_version(id) = 7
      THEN to_timestamp(('0x' || replace(left(id::UUID::VARCHAR, 13), '-', ''))::BIGINT / 1000)
      ELSE error('only UUIDs of version 7 have a time') END
    """,
    "uuid_extract_version": "(id) AS ('0x' || substr(id::UUID::VARCHAR, 15, 1))::UINTEGER",
    "wavg": "(x, w) AS sum(x * w) / sum(CASE WHEN x IS NOT NULL THEN w ELSE 0 END)",
    "weighted_avg": "(x, w) AS sum(x * w) / sum(CASE WHEN x IS NOT NULL THEN w ELSE 0 END)",
  ]

  /// The names, for those who look for what was meant.
  static var names: [String] { Array(texts.keys) }
}
