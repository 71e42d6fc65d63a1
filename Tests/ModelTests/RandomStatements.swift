// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// Statements at random, the same for the same seed: samples of which words are exchanged, left out or
/// doubled, and expressions that are put together of parts.
struct RandomStatements {
  private var state: UInt64

  init(seed: UInt64) { state = (seed &+ 1) &* 0xD1B5_4A32_D192_ED03 }

  /// A connection to tables of all kinds of columns.
  static func database() throws -> StoreConnection {
    let connection = ColumnStore().connect()
    try connection.run(
      """
      SET memory_limit = '256MB';
      SET threads = 1;
      CREATE TABLE t(a INTEGER, b VARCHAR, c DOUBLE, d DATE, e DECIMAL(9, 2), f BOOLEAN);
      INSERT INTO t SELECT i % 7, 'text ' || i, i * 1.5, DATE '2024-01-01' + i::INTEGER, i / 4, i % 3 = 0
        FROM range(40) r(i);
      INSERT INTO t VALUES (NULL, NULL, NULL, NULL, NULL, NULL), (2147483647, '', 'nan', 'infinity', -0.01, true);
      CREATE TABLE u(k INTEGER PRIMARY KEY, l INTEGER[], s STRUCT(x INTEGER, y VARCHAR), m MAP(VARCHAR, INTEGER),
        h HUGEINT, p TIMESTAMP, z TIMESTAMPTZ, j JSON, w INTERVAL, v BLOB, g UUID, q TIME);
      INSERT INTO u VALUES
        (1, [1, 2, NULL], {'x': 1, 'y': 'one'}, MAP {'a': 1}, 170141183460469231731687303715884105727,
         '2024-02-29 12:00:00', '2024-02-29 12:00:00+02', '{"a": [1, 2]}', INTERVAL '1 month', 'ab', uuid(), '12:34:56'),
        (2, [], {'x': NULL, 'y': NULL}, MAP {}, -1, '1969-12-31 23:59:59.999999', '-infinity', '[]', INTERVAL '-3 days', '',
         NULL, '00:00:00'),
        (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      CREATE VIEW v AS SELECT a, count(*) AS n FROM t GROUP BY a;
      """
    )
    return connection
  }

  /// The next statement.
  mutating func next() -> String {
    switch number(10) {
    case 0, 1: return mutated(pick(Self.samples) + " ; " + pick(Self.samples))
    case 2, 3, 4: return mutated(pick(Self.samples))
    case 5: return scrambled(pick(Self.samples))
    case 6: return query()
    default: return meaningful()
    }
  }

  private mutating func random() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  private mutating func number(_ limit: Int) -> Int { Int(random() % UInt64(limit)) }

  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(elements.count)]
  }

  // MARK: - Changes of samples

  private mutating func mutated(_ text: String) -> String {
    var words = text.split(separator: " ").map { String($0) }
    for _ in 0...number(3) where !words.isEmpty {
      let place = number(words.count)
      switch number(6) {
      case 0: words.remove(at: place)
      case 1: words.insert(words[place], at: place)
      case 2: words.swapAt(place, number(words.count))
      case 3: words[place] = pick(Self.words)
      case 4: words[place] = expression(2)
      default: words.insert(pick(Self.words), at: place)
      }
    }
    return words.joined(separator: " ")
  }

  private mutating func scrambled(_ text: String) -> String {
    var bytes = Array(text.utf8)
    for _ in 0...number(4) where !bytes.isEmpty {
      let place = number(bytes.count)
      switch number(3) {
      case 0: bytes.remove(at: place)
      case 1: bytes[place] = UInt8(32 + number(95))
      default: bytes.insert(UInt8(number(256)), at: place)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: - Queries that are put together

  private mutating func query() -> String {
    let table = pick([
      "t", "u", "v", "t, u", "t JOIN u ON a = k", "t LEFT JOIN v USING (a)", "range(5) t(a)",
    ])
    var text = "SELECT \(expression(3)), \(expression(2)) FROM \(table)"
    if number(2) == 0 { text += " WHERE \(expression(3))" }
    switch number(5) {
    case 0: text += " GROUP BY \(expression(1))"
    case 1: text += " GROUP BY ALL"
    default: break
    }
    if number(3) == 0 { text += " ORDER BY \(expression(1))" }
    if number(3) == 0 { text += " LIMIT \(pick(Self.numbers))" }
    return text
  }

  // MARK: - Queries that mean something

  private mutating func meaningful() -> String {
    let tables = pick(["t", "t JOIN u ON a = k", "t LEFT JOIN v o USING (a)", "t, range(3) r(i)"])
    let filter = "WHERE \(truth(2))"
    switch number(6) {
    case 0:
      let items = "\(pick(Self.sums))(\(amount(2))), \(pick(Self.sums))(\(amount(1)))"
      return "SELECT f, \(items), count(*) FROM \(tables) \(filter) GROUP BY f ORDER BY ALL"
    case 1:
      let over = "(PARTITION BY \(truth(1)) ORDER BY \(amount(1)) \(pick(Self.frames)))"
      return "SELECT \(pick(Self.sums))(\(amount(1))) OVER \(over) FROM \(tables) \(filter)"
    case 2:
      let inner = "SELECT \(amount(1)) FROM t o WHERE o.a = t.a"
      return "SELECT \(words(2)), \(amount(2)) FROM t WHERE c > ANY (\(inner)) OR EXISTS (\(inner))"
    case 3:
      return
        "SELECT \(words(2)) x, \(moment(1)) y, count(*) FROM t \(filter) GROUP BY ALL ORDER BY 1, 2"
    case 4:
      return "SELECT DISTINCT \(amount(2)), \(words(1)) FROM \(tables) ORDER BY 1 DESC, 2 LIMIT 7"
    default:
      return "SELECT \(amount(3)), \(words(3)), \(moment(2)), \(truth(3)) FROM \(tables) \(filter)"
    }
  }

  private mutating func amount(_ depth: Int) -> String {
    guard depth > 0 else { return pick(Self.amounts) }
    let (left, right) = (amount(depth - 1), amount(depth - 1))
    switch number(7) {
    case 0, 1: return "(\(left) \(pick(["+", "-", "*", "/", "//", "%"])) \(right))"
    case 2: return "\(pick(["abs", "round", "floor", "ceil", "sign", "cbrt", "isnan"]))(\(left))"
    case 3: return "CASE WHEN \(truth(depth - 1)) THEN \(left) ELSE \(right) END"
    case 4: return "length(\(words(depth - 1)))"
    case 5:
      return
        "TRY_CAST(\(left) AS \(pick(["TINYINT", "INTEGER", "DOUBLE", "DECIMAL(12, 3)", "HUGEINT"])))"
    default:
      return
        "coalesce(\(left), date_part('\(pick(["year", "dow", "epoch"]))', \(moment(depth - 1))))"
    }
  }

  private mutating func words(_ depth: Int) -> String {
    guard depth > 0 else { return pick(["b", "'x'", "''", "'%a_'", "'🦆 ü'", "NULL::VARCHAR"]) }
    let inner = words(depth - 1)
    switch number(6) {
    case 0: return "\(pick(["upper", "reverse", "trim", "md5", "hex", "ltrim"]))(\(inner))"
    case 1: return "(\(inner) || \(words(depth - 1)))"
    case 2: return "substring(\(inner), \(pick(Self.places)), \(pick(Self.places)))"
    case 3: return "replace(\(inner), 't', \(words(depth - 1)))"
    case 4: return "CAST(\(amount(depth - 1)) AS VARCHAR)"
    default: return "regexp_replace(\(inner), '[a-e]+', 'z', 'g')"
    }
  }

  private mutating func moment(_ depth: Int) -> String {
    guard depth > 0 else {
      return pick(["d", "DATE '2024-02-29'", "TIMESTAMP '1969-12-31 23:59:59'"])
    }
    switch number(3) {
    case 0:
      return "date_trunc('\(pick(["month", "week", "hour", "decade"]))', \(moment(depth - 1)))"
    case 1:
      return "(\(moment(depth - 1)) + INTERVAL '\(pick(["1 month", "-3 days", "90 minutes"]))')"
    default: return "CASE WHEN \(truth(depth - 1)) THEN \(moment(depth - 1)) END"
    }
  }

  private mutating func truth(_ depth: Int) -> String {
    guard depth > 0 else { return pick(["f", "true", "NULL::BOOLEAN", "a > 3", "b LIKE '%1%'"]) }
    switch number(7) {
    case 0: return "(\(truth(depth - 1)) AND \(truth(depth - 1)))"
    case 1: return "(\(truth(depth - 1)) OR NOT \(truth(depth - 1)))"
    case 2:
      return
        "(\(amount(depth - 1)) \(pick(["=", "<", ">=", "IS DISTINCT FROM"])) \(amount(depth - 1)))"
    case 3: return "(\(words(depth - 1)) \(pick(["LIKE", "ILIKE", "=", "<"])) \(words(depth - 1)))"
    case 4: return "(\(amount(depth - 1)) IN (\(amount(0)), \(amount(0)), NULL))"
    case 5: return "(\(moment(depth - 1)) BETWEEN DATE '2023-01-01' AND \(moment(0)))"
    default: return "(\(words(depth - 1)) IS NULL)"
    }
  }

  private static let amounts = [
    "a", "c", "e", "t.a", "1", "0", "-7", "0.25", "2147483647", "9223372036854775807", "1e308",
    "NULL::INTEGER",
  ]
  private static let places = [
    "0", "1", "-2", "3", "100", "NULL", "-9223372036854775808", "9223372036854775807",
  ]
  private static let sums = [
    "sum", "avg", "min", "max", "count", "median", "stddev", "mode", "list", "first", "bit_or",
    "product",
    "approx_count_distinct", "skewness", "count(DISTINCT a) + sum",
  ]
  private static let frames = [
    "", "ROWS UNBOUNDED PRECEDING", "ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING",
    "RANGE BETWEEN 1 PRECEDING AND CURRENT ROW",
    "GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES",
  ]

  // MARK: - Expressions of anything

  private mutating func expression(_ depth: Int) -> String {
    guard depth > 0 else { return leaf() }
    let (left, right) = (expression(depth - 1), expression(depth - 1))
    switch number(14) {
    case 0, 1: return "(\(left) \(pick(Self.operators)) \(right))"
    case 2: return "\(pick(Self.functions))(\(left))"
    case 3: return "\(pick(Self.functions))(\(left), \(right))"
    case 4: return "\(pick(Self.functions))(\(left), \(right), \(leaf()))"
    case 5: return "CAST(\(left) AS \(pick(Self.types)))"
    case 6: return "TRY_CAST(\(left) AS \(pick(Self.types)))"
    case 7: return "CASE WHEN \(left) THEN \(right) ELSE \(leaf()) END"
    case 8: return "(\(left) IN (\(right), \(leaf())))"
    case 9: return "(SELECT max(\(left)) FROM t)"
    case 10:
      return "\(pick(Self.aggregates))(\(left)) OVER (PARTITION BY \(right) ORDER BY \(leaf()))"
    case 11: return "\(pick(Self.aggregates))(\(left))"
    case 12: return "[\(left), \(right)]"
    default: return "(\(left) IS NULL)"
    }
  }

  private mutating func leaf() -> String {
    switch number(3) {
    case 0: pick(Self.columns)
    case 1: pick(Self.numbers)
    default: pick(Self.texts)
    }
  }

  // MARK: - Parts

  private static let columns = [
    "a", "b", "c", "d", "e", "f", "k", "l", "s", "m", "h", "p", "z", "j", "w", "v", "g", "q", "n",
    "s.x", "t.a",
    "rowid", "*",
  ]
  private static let numbers = [
    "0", "1", "-1", "2", "7", "0.5", "1e300", "127", "-128", "32768", "2147483647", "-2147483648",
    "9223372036854775807", "-9223372036854775808", "170141183460469231731687303715884105727",
    "99999999999.99",
    "NULL", "true",
  ]
  private static let texts = [
    "''", "'text 1'", "'%'", "'a(b'", "'2024-02-29'", "'12:00'", "'nan'", "'-infinity'", "'[1, 2]'",
    "'{\"a\": 1}'", "'1 day'", "INTERVAL 1 YEAR", "DATE '5881580-07-10'", "TIMESTAMP '1970-01-01'",
    "X'00FF'",
    "'🦆'", "'%Y-%m-%d'", "'day'", "'%d %s'",
  ]
  private static let operators = [
    "+", "-", "*", "/", "//", "%", "^", "**", "||", "=", "<>", "<", ">=", "AND", "OR", "LIKE",
    "ILIKE", "~",
    "SIMILAR TO", "IS DISTINCT FROM", "&", "|", "<<", ">>", "->", "->>", "GLOB", "@>", "&&", "<->",
  ]
  private static let types = [
    "INTEGER", "TINYINT", "UBIGINT", "HUGEINT", "DOUBLE", "FLOAT", "DECIMAL(38, 10)",
    "DECIMAL(4, 1)", "VARCHAR",
    "BLOB", "BIT", "DATE", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "INTERVAL", "UUID", "JSON",
    "INTEGER[]", "VARCHAR[3]",
    "STRUCT(a INTEGER)", "MAP(VARCHAR, INTEGER)", "BOOLEAN", "ENUM('a', 'b')",
  ]
  private static let aggregates = [
    "sum", "count", "avg", "min", "max", "list", "string_agg", "median", "mode", "stddev",
    "arg_max", "first",
    "approx_count_distinct", "bit_xor", "histogram", "quantile_cont", "row_number", "lag", "ntile",
    "bool_and",
    "product", "kurtosis", "entropy", "fill",
  ]
  private static let functions = [
    "abs", "round", "floor", "sqrt", "ln", "exp", "pow", "factorial", "gcd", "bit_count", "upper",
    "length", "reverse",
    "substring", "lpad", "left", "right", "replace", "repeat", "split_part", "string_split",
    "regexp_matches",
    "regexp_replace", "regexp_extract_all", "strftime", "strptime", "date_trunc", "date_part",
    "date_diff", "date_add",
    "age", "last_day", "time_bucket", "make_date", "make_timestamp", "epoch_ms", "to_days",
    "to_years", "list_sort",
    "list_slice", "list_concat", "list_distinct", "list_aggregate", "array_extract", "flatten",
    "range",
    "generate_series", "unnest", "map_keys", "map_from_entries", "struct_pack", "json_extract",
    "json_structure",
    "json_keys", "to_json", "from_json", "format", "printf", "md5", "hash", "encode", "decode",
    "from_base64", "hex",
    "unhex", "bitstring", "greatest", "coalesce", "nullif", "if", "typeof", "chr", "ascii",
    "levenshtein", "damerau_levenshtein",
    "jaccard", "translate", "ltrim", "concat_ws", "even", "gamma", "lgamma", "nextafter", "setseed",
    "century", "isoweek",
    "list_transform", "list_reduce", "list_filter", "array_cosine_similarity", "list_dot_product",
    "uuid",
  ]
  private static let words =
    columns + numbers + texts + operators + types + aggregates + functions + [
      "SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "HAVING", "LIMIT", "(", ")", ",", ".",
      "::", "[", "]", "{", "}",
      "AS", "WITH", "RECURSIVE", "UNION", "ALL", "EXCEPT", "DISTINCT", "ON", "JOIN", "LEFT",
      "CROSS", "ASOF", "NATURAL",
      "OVER", "PARTITION BY", "ROWS", "BETWEEN", "UNBOUNDED", "PRECEDING", "FOLLOWING",
      "CURRENT ROW", "FILTER", "EXISTS",
      "NOT", "IN", "ANY", "CASE", "WHEN", "THEN", "END", "VALUES", "INSERT INTO", "UPDATE", "SET",
      "DELETE FROM",
      "RETURNING", "PIVOT", "UNPIVOT", "QUALIFY", "ROLLUP", "CUBE", "EXCLUDE", "COLUMNS", "LATERAL",
      "TABLESAMPLE", "$1",
      "?", "x -> x", ";", "--", "/*", "'", "\"",
    ]
  private static let samples = [
    "SELECT * FROM t WHERE a > 2 AND b LIKE 'text%' ORDER BY c DESC NULLS LAST LIMIT 3 OFFSET 1",
    "SELECT a , count ( * ) , sum ( c ) FILTER ( WHERE f ) FROM t GROUP BY ROLLUP ( a ) HAVING count ( * ) > 1",
    "SELECT t.a , u.s.x , l [ 1 ] , m [ 'a' ] FROM t JOIN u ON t.a = u.k",
    "SELECT a , row_number ( ) OVER ( PARTITION BY f ORDER BY c ROWS BETWEEN 2 PRECEDING AND CURRENT ROW ) FROM t",
    "SELECT a , sum ( c ) OVER ( ORDER BY d RANGE BETWEEN INTERVAL 3 DAYS PRECEDING AND CURRENT ROW ) FROM t QUALIFY a = 1",
    "WITH RECURSIVE r ( n ) AS ( SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 20 ) SELECT * FROM r",
    "SELECT * FROM t WHERE a IN ( SELECT k FROM u ) AND EXISTS ( SELECT 1 FROM v WHERE v.a = t.a )",
    "SELECT ( SELECT max ( c ) FROM t o WHERE o.a = t.a ) FROM t WHERE c >= ALL ( SELECT c FROM t WHERE a = 1 )",
    "SELECT DISTINCT ON ( a ) a , b FROM t ORDER BY a , b",
    "SELECT a FROM t UNION SELECT k FROM u EXCEPT ALL SELECT n FROM v",
    "SELECT * EXCLUDE ( b ) REPLACE ( a + 1 AS a ) FROM t",
    "PIVOT t ON a IN ( 1 , 2 ) USING sum ( c ) GROUP BY f",
    "UNPIVOT ( SELECT a , c FROM t ) ON a , c INTO NAME n VALUE x",
    "SELECT * FROM t ASOF JOIN u ON t.d >= u.p",
    "SELECT unnest ( l ) , s.y , json_extract ( j , '$.a[0]' ) FROM u",
    "SELECT list_transform ( l , x -> x * 2 ) , list_filter ( [ 1 , 2 , 3 ] , lambda x : x > 1 ) FROM u",
    "SELECT CASE a WHEN 1 THEN 'one' ELSE b END , coalesce ( c , 0 ) , a BETWEEN 1 AND 3 FROM t",
    "SELECT strftime ( d , '%Y-%m' ) , date_trunc ( 'month' , p ) , p + INTERVAL 1 MONTH FROM t , u",
    "SELECT quantile_cont ( c , [ 0.25 , 0.5 ] ) , string_agg ( b , ',' ORDER BY a ) , arg_max ( b , c ) FROM t",
    "SELECT * FROM range ( 10 ) r ( i ) , LATERAL ( SELECT i * 2 AS j ) WHERE j > 4",
    "SELECT COLUMNS ( '[a-c]' ) FROM t USING SAMPLE 3 ROWS",
    "SELECT * FROM ( VALUES ( 1 , 'a' ) , ( 2 , NULL ) ) x ( p , q ) NATURAL FULL JOIN ( SELECT 2 AS p )",
    "INSERT INTO t ( a , b ) VALUES ( 1 , 'x' ) , ( 2 , DEFAULT ) RETURNING a",
    "INSERT INTO u ( k ) SELECT a + 10 FROM t WHERE a IS NOT NULL ON CONFLICT DO NOTHING",
    "UPDATE t SET c = c + 1 , b = upper ( b ) WHERE a = 1 RETURNING *",
    "DELETE FROM t USING u WHERE t.a = u.k",
    "MERGE INTO u USING t ON u.k = t.a WHEN MATCHED THEN UPDATE SET h = a WHEN NOT MATCHED THEN INSERT ( k ) VALUES ( a )",
    "CREATE OR REPLACE TABLE n AS SELECT a , l FROM t , u",
    "ALTER TABLE t ADD COLUMN x INTEGER DEFAULT 3", "ALTER TABLE u ADD COLUMN s.w DOUBLE",
    "DROP TABLE IF EXISTS n",
    "CREATE OR REPLACE VIEW v AS SELECT a , 1 AS n FROM t", "BEGIN ; DELETE FROM t ; ROLLBACK",
    "DESCRIBE t", "SUMMARIZE t",
    "EXPLAIN ANALYZE SELECT count ( * ) FROM t , v WHERE t.a = v.a", "SHOW TABLES",
    "CREATE OR REPLACE MACRO f ( x ) AS x + 1 ; SELECT f ( a ) FROM t",
    "PREPARE p AS SELECT $1 + a FROM t ; EXECUTE p ( 3 )",
    "SELECT format ( '{:>10.2f}|{}' , c , b ) , printf ( '%5d' , a ) FROM t",
    "SELECT regexp_extract ( b , '(t)(e)' , 2 ) , b SIMILAR TO 'te.*' , b ~ '[0-9]+' FROM t",
  ]
}
