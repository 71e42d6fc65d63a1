// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

extension SQLErrorCase {
  /// What is wrong with other statements.
  static let statements: [SQLErrorCase] = [
    .init(
      "INSERT INOT t VALUES (1)",
      """
      Syntax error at line 1, column 8: expected INTO, found 'INOT'.
        1 | INSERT INOT t VALUES (1)
          |        ^^^^
      Did you mean 'INTO'?
      """
    ),
    .init(
      "INSERT INTO t VALUE (1)",
      """
      Syntax error at line 1, column 15: expected VALUES, DEFAULT VALUES or a query, found 'VALUE'.
        1 | INSERT INTO t VALUE (1)
          |               ^^^^^
      Did you mean 'VALUES'?
      """
    ),
    .init(
      "INSERT INTO t (a b) VALUES (1)",
      """
      Syntax error at line 1, column 18: expected ')', found 'b'.
        1 | INSERT INTO t (a b) VALUES (1)
          |                  ^
      """
    ),
    .init(
      "INSERT INTO t VALUES 1",
      """
      Syntax error at line 1, column 22: expected '(', found the number 1.
        1 | INSERT INTO t VALUES 1
          |                      ^
      """
    ),
    .init(
      "UPDATE t STE a = 1",
      """
      Syntax error at line 1, column 10: expected SET, found 'STE'.
        1 | UPDATE t STE a = 1
          |          ^^^
      Did you mean 'SET'?
      """
    ),
    .init(
      "UPDATE t SET a",
      """
      Syntax error at line 1, column 15: expected '=', found the end of the text.
        1 | UPDATE t SET a
          |               ^
      """
    ),
    .init(
      "UPDATE t SET a == 1",
      """
      Syntax error at line 1, column 16: expected '=', found '=='.
        1 | UPDATE t SET a == 1
          |                ^^
      """
    ),
    .init(
      "DELETE t",
      """
      Syntax error at line 1, column 8: expected FROM, found 't'.
        1 | DELETE t
          |        ^
      """
    ),
    .init(
      "DELETE FORM t",
      """
      Syntax error at line 1, column 8: expected FROM, found 'FORM'.
        1 | DELETE FORM t
          |        ^^^^
      Did you mean 'FROM'?
      """
    ),
    .init(
      "CREATE TABEL t (a INT)",
      """
      Syntax error at line 1, column 8: expected TABLE, VIEW, SCHEMA, SEQUENCE, TYPE, MACRO or INDEX, found 'TABEL'.
        1 | CREATE TABEL t (a INT)
          |        ^^^^^
      Did you mean 'TABLE'?
      """
    ),
    .init(
      "CREATE TABLE t (a)",
      """
      Syntax error at line 1, column 18: expected a type, found ')'.
        1 | CREATE TABLE t (a)
          |                  ^
      """
    ),
    .init(
      "CREATE TABLE t (a INT PRIMRY KEY)",
      """
      Syntax error at line 1, column 23: expected ',', ')' or a constraint, found 'PRIMRY'.
        1 | CREATE TABLE t (a INT PRIMRY KEY)
          |                       ^^^^^^
      Did you mean 'PRIMARY'?
      """
    ),
    .init(
      "CREATE TABLE t",
      """
      Syntax error at line 1, column 15: expected '(' or AS, found the end of the text.
        1 | CREATE TABLE t
          |               ^
      """
    ),
    .init(
      "CREATE TABLE t (a INT",
      """
      Syntax error at line 1, column 16: the '(' that stands here is not closed.
        1 | CREATE TABLE t (a INT
          |                ^
      """
    ),
    .init(
      "CREATE FOO x",
      """
      Syntax error at line 1, column 8: expected TABLE, VIEW, SCHEMA, SEQUENCE, TYPE, MACRO or INDEX, found 'FOO'.
        1 | CREATE FOO x
          |        ^^^
      """
    ),
    .init(
      "DROP TABLE",
      """
      Syntax error at line 1, column 11: expected a name, found the end of the text.
        1 | DROP TABLE
          |           ^
      """
    ),
    .init(
      "ALTER TABLE t ADD",
      """
      Syntax error at line 1, column 18: expected the name of a column, found the end of the text.
        1 | ALTER TABLE t ADD
          |                  ^
      """
    ),
    .init(
      "ALTER TABLE t FOO",
      """
      Syntax error at line 1, column 15: expected ADD, DROP, RENAME, ALTER or SET SCHEMA, found 'FOO'.
        1 | ALTER TABLE t FOO
          |               ^^^
      """
    ),
    .init(
      "MERGE INTO t USING u ON a",
      """
      Syntax error at line 1, column 26: expected WHEN, found the end of the text.
        1 | MERGE INTO t USING u ON a
          |                          ^
      """
    ),
    .init(
      "EXPLAIN FOO",
      """
      Syntax error at line 1, column 9: expected a statement, found 'FOO'.
        1 | EXPLAIN FOO
          |         ^^^
      """
    ),
    .init(
      "COPY t TO",
      """
      Syntax error at line 1, column 10: expected the name of a file, found the end of the text.
        1 | COPY t TO
          |          ^
      """
    ),
    .init(
      "SET x",
      """
      Syntax error at line 1, column 6: expected '=' or TO, found the end of the text.
        1 | SET x
          |      ^
      """
    ),
    .init(
      "GRANT SELECT ON t TO u",
      """
      Syntax error at line 1, column 1: expected a statement, found 'GRANT'.
        1 | GRANT SELECT ON t TO u
          | ^^^^^
      """
    ),
    .init(
      "CREATE VIEW v SELECT 1",
      """
      Syntax error at line 1, column 15: expected AS, found 'SELECT'.
        1 | CREATE VIEW v SELECT 1
          |               ^^^^^^
      """
    ),
    .init(
      "CREATE SEQUENCE q START",
      """
      Syntax error at line 1, column 24: expected an expression, found the end of the text.
        1 | CREATE SEQUENCE q START
          |                        ^
      """
    ),
    .init(
      "CREATE INDEX i t (a)",
      """
      Syntax error at line 1, column 16: expected ON, found 't'.
        1 | CREATE INDEX i t (a)
          |                ^
      """
    ),
    .init(
      "CREATE MACRO f AS 1",
      """
      Syntax error at line 1, column 16: expected '(', found 'AS'.
        1 | CREATE MACRO f AS 1
          |                ^^
      """
    ),
    .init(
      "CREATE TYPE t ENUM ('a')",
      """
      Syntax error at line 1, column 15: expected AS, found 'ENUM'.
        1 | CREATE TYPE t ENUM ('a')
          |               ^^^^
      """
    ),
    .init(
      "DROP FOO x",
      """
      Syntax error at line 1, column 6: expected TABLE, VIEW, SCHEMA, SEQUENCE, TYPE, MACRO or INDEX, found 'FOO'.
        1 | DROP FOO x
          |      ^^^
      """
    ),
    .init(
      "COMMIT 5",
      """
      Syntax error at line 1, column 8: expected the end of the statement, found the number 5.
        1 | COMMIT 5
          |        ^
      """
    ),
    .init(
      "EXECUTE",
      """
      Syntax error at line 1, column 8: expected the name of a prepared statement, found the end of the text.
        1 | EXECUTE
          |        ^
      """
    ),
    .init(
      "PREPARE p SELECT 1",
      """
      Syntax error at line 1, column 11: expected AS, found 'SELECT'.
        1 | PREPARE p SELECT 1
          |           ^^^^^^
      """
    ),
  ]
}
