// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQLErrorCase {
  /// What is wrong with queries and words.
  static let queries: [SQLErrorCase] = [
    .init(
      "SELECT EXISTS (1)",
      """
      Syntax error at line 1, column 16: expected a query after EXISTS, found the number 1.
        1 | SELECT EXISTS (1)
          |                ^
      """
    ),
    .init(
      "SELECT 'abc",
      """
      Syntax error at line 1, column 8: the text that begins here has no end.
        1 | SELECT 'abc
          |        ^^^^
      Write a single quote after it, and two in place of each that it holds.
      """
    ),
    .init(
      #"SELECT "abc"#,
      """
      Syntax error at line 1, column 8: the name that begins here has no end.
        1 | SELECT "abc
          |        ^^^^
      Write a double quote after it, and two in place of each that it holds.
      """
    ),
    .init(
      #"SELECT """#,
      """
      Syntax error at line 1, column 8: a name needs at least one letter.
        1 | SELECT ""
          |        ^^
      """
    ),
    .init(
      "SELECT $$abc",
      """
      Syntax error at line 1, column 8: the text that begins here has no end.
        1 | SELECT $$abc
          |        ^^
      Write '$$' after it.
      """
    ),
    .init(
      "SELECT /* abc",
      """
      Syntax error at line 1, column 8: the comment that begins here has no end.
        1 | SELECT /* abc
          |        ^^
      Write '*/' after it.
      """
    ),
    .init(
      "SELECT 12abc",
      """
      Syntax error at line 1, column 8: '12abc' is neither a number nor a name.
        1 | SELECT 12abc
          |        ^^^^^
      A name that begins with a digit needs double quotes.
      """
    ),
    .init(
      "SELECT a ; ; SELEC b",
      """
      Syntax error at line 1, column 14: expected a statement, found 'SELEC'.
        1 | SELECT a ; ; SELEC b
          |              ^^^^^
      Did you mean 'SELECT'?
      """
    ),
    .init(
      "SELECT 1 SELECT 2",
      """
      Syntax error at line 1, column 10: expected the end of the statement, found 'SELECT'.
        1 | SELECT 1 SELECT 2
          |          ^^^^^^
      Write ';' between two statements.
      """
    ),
    .init(
      "SELECT a FROM t JOIN u",
      """
      Syntax error at line 1, column 23: expected ON or USING, found the end of the text.
        1 | SELECT a FROM t JOIN u
          |                       ^
      """
    ),
    .init(
      "SELECT a FROM t JOIN u ON",
      """
      Syntax error at line 1, column 26: expected an expression, found the end of the text.
        1 | SELECT a FROM t JOIN u ON
          |                          ^
      """
    ),
    .init(
      "SELECT a FROM t LEFT u ON a",
      """
      Syntax error at line 1, column 17: expected JOIN, found 'LEFT'.
        1 | SELECT a FROM t LEFT u ON a
          |                 ^^^^
      """
    ),
    .init(
      "SELECT a FROM left",
      """
      Syntax error at line 1, column 15: expected a table, found 'left'.
        1 | SELECT a FROM left
          |               ^^^^
      'left' is a reserved word: as a name it needs double quotes.
      """
    ),
    .init(
      "SELECT a FROM (SELECT 1",
      """
      Syntax error at line 1, column 15: the '(' that stands here is not closed.
        1 | SELECT a FROM (SELECT 1
          |               ^
      """
    ),
    .init(
      "SELECT a AS FROM t",
      """
      Syntax error at line 1, column 18: expected the end of the statement, found 't'.
        1 | SELECT a AS FROM t
          |                  ^
      """
    ),
    .init(
      "SELECT order FROM t",
      """
      Syntax error at line 1, column 8: expected an expression, found 'order'.
        1 | SELECT order FROM t
          |        ^^^^^
      """
    ),
    .init(
      "SELECT sum(a) OVER (PARTITION a)",
      """
      Syntax error at line 1, column 31: expected PARTITION BY, ORDER BY, a frame or ')', found 'a'.
        1 | SELECT sum(a) OVER (PARTITION a)
          |                               ^
      """
    ),
    .init(
      "SELECT sum(a) OVER (ORDER BY a ROWS 1)",
      """
      Syntax error at line 1, column 38: expected PRECEDING or FOLLOWING, found ')'.
        1 | SELECT sum(a) OVER (ORDER BY a ROWS 1)
          |                                      ^
      """
    ),
    .init(
      "SELECT a FROM t UNION",
      """
      Syntax error at line 1, column 22: expected a query, found the end of the text.
        1 | SELECT a FROM t UNION
          |                      ^
      """
    ),
    .init(
      "SELECT a FROM t UNION ALL b",
      """
      Syntax error at line 1, column 27: expected a query, found 'b'.
        1 | SELECT a FROM t UNION ALL b
          |                           ^
      """
    ),
    .init(
      "WITH a AS SELECT 1 SELECT 2",
      """
      Syntax error at line 1, column 11: expected '(', found 'SELECT'.
        1 | WITH a AS SELECT 1 SELECT 2
          |           ^^^^^^
      """
    ),
    .init(
      "SELECT a FROM t WHERE a = 'x' AN b = 1",
      """
      Syntax error at line 1, column 31: expected the end of the statement, found 'AN'.
        1 | SELECT a FROM t WHERE a = 'x' AN b = 1
          |                               ^^
      """
    ),
    .init(
      "SELECT @",
      """
      Syntax error at line 1, column 9: expected an expression, found the end of the text.
        1 | SELECT @
          |         ^
      """
    ),
    .init(
      "SELECT a ` b",
      """
      Syntax error at line 1, column 10: '`' has no meaning here.
        1 | SELECT a ` b
          |          ^
      """
    ),
    .init(
      "SELECT X'0G'",
      """
      Syntax error at line 1, column 8: expected hexadecimal digits in X'0G'.
        1 | SELECT X'0G'
          |        ^^^^^
      """
    ),
    .init(
      #"SELECT E'\u12'"#,
      #"""
      Syntax error at line 1, column 10: expected the digits of a character after '\u'.
        1 | SELECT E'\u12'
          |          ^^^^
      """#
    ),
    .init(
      "SELECT $0",
      """
      Out of range at line 1, column 8: the number of a parameter is 1 to 65535, not $0.
        1 | SELECT $0
          |        ^^
      """
    ),
    .init(
      "SELECT 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
      """
      Out of range at line 1, column 8: the number 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF does not fit in 128 bits.
        1 | SELECT 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF
          |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """
    ),
    .init(
      "SELECT $",
      """
      Syntax error at line 1, column 8: '$' stands alone.
        1 | SELECT $
          |        ^
      A parameter is '$1' or '$name', and a text may stand between two '$$'.
      """
    ),
    .init(
      "SELECT * INTO x FROM t",
      """
      Not supported at line 1, column 10: SELECT INTO is not supported.
        1 | SELECT * INTO x FROM t
          |          ^^^^
      Write 'CREATE TABLE … AS SELECT …'.
      """
    ),
    .init(
      "SELECT a FROM t FETCH FIRST 1 ROW",
      """
      Syntax error at line 1, column 34: expected ONLY, found the end of the text.
        1 | SELECT a FROM t FETCH FIRST 1 ROW
          |                                  ^
      """
    ),
    .init(
      "SELECT INTERVAL FROM",
      """
      Syntax error at line 1, column 21: expected a table, found the end of the text.
        1 | SELECT INTERVAL FROM
          |                     ^
      """
    ),
    .init(
      "VALUES",
      """
      Syntax error at line 1, column 7: expected '(', found the end of the text.
        1 | VALUES
          |       ^
      """
    ),
    .init(
      "WITH RECURSIV a AS (SELECT 1) SELECT 1",
      """
      Syntax error at line 1, column 15: expected AS, found 'a'.
        1 | WITH RECURSIV a AS (SELECT 1) SELECT 1
          |               ^
      """
    ),
    .init(
      "SELECT count(DISTINCT) FROM t",
      """
      Syntax error at line 1, column 22: expected an expression, found ')'.
        1 | SELECT count(DISTINCT) FROM t
          |                      ^
      """
    ),
    .init(
      "SELECT a FROM t WHERE a NOT",
      """
      Syntax error at line 1, column 28: expected IN, BETWEEN, LIKE, ILIKE, SIMILAR TO, GLOB or NULL, found the end of the text.
        1 | SELECT a FROM t WHERE a NOT
          |                            ^
      """
    ),
    .init(
      "SELECT a ORDER BY",
      """
      Syntax error at line 1, column 18: expected an expression, found the end of the text.
        1 | SELECT a ORDER BY
          |                  ^
      """
    ),
    .init(
      "SELECT a GROUP BY",
      """
      Syntax error at line 1, column 18: expected an expression, found the end of the text.
        1 | SELECT a GROUP BY
          |                  ^
      """
    ),
    .init(
      "SELECT * EXCLUDE () FROM t",
      """
      Syntax error at line 1, column 19: expected the name of a column, found ')'.
        1 | SELECT * EXCLUDE () FROM t
          |                   ^
      """
    ),
    .init(
      "SELECT INTERVAL 1 FROM t WHERE",
      """
      Syntax error at line 1, column 31: expected an expression, found the end of the text.
        1 | SELECT INTERVAL 1 FROM t WHERE
          |                               ^
      """
    ),
  ]
}
