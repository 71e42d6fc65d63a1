// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQLErrorCase {
  /// What is wrong with expressions and the beginnings of queries.
  static let expressions: [SQLErrorCase] = [
    .init(
      "SELCT 1",
      """
      Syntax error at line 1, column 1: expected a statement, found 'SELCT'.
        1 | SELCT 1
          | ^^^^^
      Did you mean 'SELECT'?
      """
    ),
    .init(
      "SELECT",
      """
      Syntax error at line 1, column 7: expected an expression, found the end of the text.
        1 | SELECT
          |       ^
      """
    ),
    .init(
      "SELECT 1 < a < 5",
      """
      Syntax error at line 1, column 14: comparisons make no chains.
        1 | SELECT 1 < a < 5
          |              ^
      Put AND between them, or parentheses around the first.
      """
    ),
    .init(
      "SELECT FROM t",
      """
      Syntax error at line 1, column 8: expected an expression, found 'FROM'.
        1 | SELECT FROM t
          |        ^^^^
      """
    ),
    .init(
      "SELECT a FORM t",
      """
      Syntax error at line 1, column 10: expected FROM, found 'FORM'.
        1 | SELECT a FORM t
          |          ^^^^
      Did you mean 'FROM'?
      """
    ),
    .init(
      "SELECT * FORM t",
      """
      Syntax error at line 1, column 10: expected FROM, found 'FORM'.
        1 | SELECT * FORM t
          |          ^^^^
      Did you mean 'FROM'?
      """
    ),
    .init(
      "SELECT a b c FROM t",
      """
      Syntax error at line 1, column 12: expected the end of the statement, found 'c'.
        1 | SELECT a b c FROM t
          |            ^
      """
    ),
    .init(
      "SELECT a,, b FROM t",
      """
      Syntax error at line 1, column 10: expected an expression, found ','.
        1 | SELECT a,, b FROM t
          |          ^
      """
    ),
    .init(
      "SELECT a FROM",
      """
      Syntax error at line 1, column 14: expected a table, found the end of the text.
        1 | SELECT a FROM
          |              ^
      """
    ),
    .init(
      "SELECT a FROM WHERE b",
      """
      Syntax error at line 1, column 15: expected a table, found 'WHERE'.
        1 | SELECT a FROM WHERE b
          |               ^^^^^
      """
    ),
    .init(
      "SELECT a FROM t WHER b = 1",
      """
      Syntax error at line 1, column 17: expected WHERE, found 'WHER'.
        1 | SELECT a FROM t WHER b = 1
          |                 ^^^^
      Did you mean 'WHERE'?
      """
    ),
    .init(
      "SELECT a FROM t WHERE",
      """
      Syntax error at line 1, column 22: expected an expression, found the end of the text.
        1 | SELECT a FROM t WHERE
          |                      ^
      """
    ),
    .init(
      "SELECT a FROM t GRUOP BY a",
      """
      Syntax error at line 1, column 17: expected GROUP, found 'GRUOP'.
        1 | SELECT a FROM t GRUOP BY a
          |                 ^^^^^
      Did you mean 'GROUP'?
      """
    ),
    .init(
      "SELECT a FROM t GROUP a",
      """
      Syntax error at line 1, column 23: expected BY, found 'a'.
        1 | SELECT a FROM t GROUP a
          |                       ^
      """
    ),
    .init(
      "SELECT a FROM t ODER BY a",
      """
      Syntax error at line 1, column 17: expected ORDER, found 'ODER'.
        1 | SELECT a FROM t ODER BY a
          |                 ^^^^
      Did you mean 'ORDER'?
      """
    ),
    .init(
      "SELECT a FROM t ORDER a",
      """
      Syntax error at line 1, column 23: expected BY, found 'a'.
        1 | SELECT a FROM t ORDER a
          |                       ^
      """
    ),
    .init(
      "SELECT a FROM t LIMT 5",
      """
      Syntax error at line 1, column 17: expected LIMIT, found 'LIMT'.
        1 | SELECT a FROM t LIMT 5
          |                 ^^^^
      Did you mean 'LIMIT'?
      """
    ),
    .init(
      "SELECT a FROM t LIMIT",
      """
      Syntax error at line 1, column 22: expected an expression, found the end of the text.
        1 | SELECT a FROM t LIMIT
          |                      ^
      """
    ),
    .init(
      "SELECT (1 + 2",
      """
      Syntax error at line 1, column 8: the '(' that stands here is not closed.
        1 | SELECT (1 + 2
          |        ^
      """
    ),
    .init(
      "SELECT (1 + 2 FROM t",
      """
      Syntax error at line 1, column 15: expected ')', found 'FROM'.
        1 | SELECT (1 + 2 FROM t
          |               ^^^^
      """
    ),
    .init(
      "SELECT 1 + FROM t",
      """
      Syntax error at line 1, column 12: expected an expression, found 'FROM'.
        1 | SELECT 1 + FROM t
          |            ^^^^
      """
    ),
    .init(
      "SELECT 1 +",
      """
      Syntax error at line 1, column 11: expected an expression, found the end of the text.
        1 | SELECT 1 +
          |           ^
      """
    ),
    .init(
      "SELECT 1)",
      """
      Syntax error at line 1, column 9: nothing is open that this ')' could close.
        1 | SELECT 1)
          |         ^
      """
    ),
    .init(
      "SELECT [1, 2",
      """
      Syntax error at line 1, column 8: the '[' that stands here is not closed.
        1 | SELECT [1, 2
          |        ^
      """
    ),
    .init(
      "SELECT {'a' 1}",
      """
      Syntax error at line 1, column 13: expected ':', found the number 1.
        1 | SELECT {'a' 1}
          |             ^
      """
    ),
    .init(
      "SELECT f(1, 2",
      """
      Syntax error at line 1, column 9: the '(' that stands here is not closed.
        1 | SELECT f(1, 2
          |         ^
      """
    ),
    .init(
      "SELECT f(1 2)",
      """
      Syntax error at line 1, column 12: expected ',' or ')', found the number 2.
        1 | SELECT f(1 2)
          |            ^
      """
    ),
    .init(
      "SELECT CASE WHEN a THEN 1",
      """
      Syntax error at line 1, column 8: the CASE that begins here has no END.
        1 | SELECT CASE WHEN a THEN 1
          |        ^^^^
      """
    ),
    .init(
      "SELECT CASE a THEN 1 END",
      """
      Syntax error at line 1, column 15: expected WHEN, found 'THEN'.
        1 | SELECT CASE a THEN 1 END
          |               ^^^^
      Did you mean 'WHEN'?
      """
    ),
    .init(
      "SELECT CASE WHEN a 1 END",
      """
      Syntax error at line 1, column 20: expected THEN, found the number 1.
        1 | SELECT CASE WHEN a 1 END
          |                    ^
      """
    ),
    .init(
      "SELECT CAST(a INTEGER)",
      """
      Syntax error at line 1, column 15: expected AS, found 'INTEGER'.
        1 | SELECT CAST(a INTEGER)
          |               ^^^^^^^
      """
    ),
    .init(
      "SELECT CAST(a AS)",
      """
      Syntax error at line 1, column 17: expected a type, found ')'.
        1 | SELECT CAST(a AS)
          |                 ^
      """
    ),
    .init(
      "SELECT a::",
      """
      Syntax error at line 1, column 11: expected a type, found the end of the text.
        1 | SELECT a::
          |           ^
      """
    ),
    .init(
      "SELECT a.",
      """
      Syntax error at line 1, column 10: expected a name after '.', found the end of the text.
        1 | SELECT a.
          |          ^
      """
    ),
    .init(
      "SELECT a BETWEEN 1",
      """
      Syntax error at line 1, column 19: expected AND, found the end of the text.
        1 | SELECT a BETWEEN 1
          |                   ^
      """
    ),
    .init(
      "SELECT a BETWEEN 1 OR 2",
      """
      Syntax error at line 1, column 20: expected AND, found 'OR'.
        1 | SELECT a BETWEEN 1 OR 2
          |                    ^^
      """
    ),
    .init(
      "SELECT a IS 5",
      """
      Syntax error at line 1, column 13: expected NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM, found the number 5.
        1 | SELECT a IS 5
          |             ^
      """
    ),
    .init(
      "SELECT a NOT b",
      """
      Syntax error at line 1, column 14: expected IN, BETWEEN, LIKE, ILIKE, SIMILAR TO, GLOB or NULL, found 'b'.
        1 | SELECT a NOT b
          |              ^
      """
    ),
    .init(
      "SELECT a IN ()",
      """
      Syntax error at line 1, column 14: expected an expression, found ')'.
        1 | SELECT a IN ()
          |              ^
      """
    ),
  ]
}
