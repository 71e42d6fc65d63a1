// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// What `require` asks for.
struct Requirement {
  /// What a script may take for granted: none of DuckDB's special builds is in use.
  private static let granted: Set<String> = [
    "64bit", "allow_unsigned_extensions", "core_functions", "disk_space", "longdouble",
    "no_alternative_verify", "no_block_verification", "no_extension_autoloading",
    "no_latest_storage", "no_vector_verification", "noalternativeverify", "noforcestorage",
    "nothreadsan", "notmingw", "notmusl", "notwindows", "ram", "skip_reload", "strinline",
  ]
  private static let refused: Set<String> = ["block_size", "mingw", "windows"]
  /// How many rows DuckDB handles at a time; scripts ask for it where order depends on it.
  private static let vectorSize = 2_048

  var words: [String]

  /// Whether the requirement is met by `engine`.
  func isMet(by engine: some SQLLogicEngine) throws(Malformed) -> Bool {
    guard let name = words.first?.lowercased() else {
      throw Malformed("'require' does not say what is required.")
    }
    switch name {
    case "vector_size": return try size() <= Self.vectorSize
    case "exact_vector_size": return try size() == Self.vectorSize
    default:
      return Self.granted.contains(name)
        || !Self.refused.contains(name) && engine.provides(name)
    }
  }

  private func size() throws(Malformed) -> Int {
    guard words.count == 2, let size = Int(words[1]) else {
      throw Malformed("'require \(words[0])' needs a number.")
    }
    return size
  }
}
