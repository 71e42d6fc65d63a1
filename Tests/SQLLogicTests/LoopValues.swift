// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The lists that `foreach` knows by name.
enum LoopValues {
  /// The values that the words after a placeholder stand for.
  ///
  /// A name in angle brackets is a list; a word with an exclamation mark takes one out again.
  static func expanded(_ words: some Sequence<String>) -> [String] {
    var values: [String] = []
    for word in words {
      if let list = lists[word.lowercased()] {
        values += list
      } else if word.hasPrefix("!"), let index = values.firstIndex(of: String(word.dropFirst())) {
        values.remove(at: index)
      } else {
        values.append(word)
      }
    }
    return values
  }

  private static let signed = ["tinyint", "smallint", "integer", "bigint", "hugeint"]
  private static let unsigned = ["utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"]
  private static let integral = signed + unsigned
  private static let numeric = integral + ["float", "double"]

  private static let lists = [
    "<signed>": signed,
    "<unsigned>": unsigned,
    "<integral>": integral,
    "<numeric>": numeric,
    "<alltypes>": numeric + ["bool", "interval", "varchar"],
    "<compression>": [
      "none", "uncompressed", "rle", "bitpacking", "dictionary", "fsst", "dict_fsst", "alp",
      "alprd",
    ],
    "<all_types_columns>": [
      "bool", "tinyint", "smallint", "int", "bigint", "hugeint", "uhugeint", "utinyint",
      "usmallint", "uint", "ubigint", "date", "time", "timestamp", "timestamp_s", "timestamp_ms",
      "timestamp_ns", "time_tz", "timestamp_tz", "float", "double", "dec_4_1", "dec_9_4",
      "dec_18_6", "dec38_10", "uuid", "interval", "varchar", "blob", "bit", "small_enum",
      "medium_enum", "large_enum", "int_array", "double_array", "date_array", "timestamp_array",
      "timestamptz_array", "varchar_array", "nested_int_array", "struct", "struct_of_arrays",
      "array_of_structs", "map", "union", "fixed_int_array", "fixed_varchar_array",
      "fixed_nested_int_array", "fixed_nested_varchar_array", "fixed_struct_array",
      "struct_of_fixed_array", "fixed_array_of_int_list", "list_of_fixed_int_array",
    ],
  ]
}
