// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// A function of the values of one row, for arguments of certain types.
struct ScalarFunction: Sendable {
  /// Computes the results of a chunk.
  typealias Body = @Sendable (ScalarArguments) throws -> Cells

  let name: String
  let result: SQLType
  /// Whether a missing argument makes a missing result, without a call.
  var skipsNulls = true
  /// Whether the result may be another one for the same arguments.
  var isVolatile = false
  let body: Body
}

/// What a function is called with.
struct ScalarArguments {
  /// The arguments, of which some may be constants.
  var cells: [Cells]
  /// Their types.
  var types: [SQLType]
  /// The number of rows.
  var count: Int
  /// The type of the result.
  var result: SQLType
  /// A function over the elements of a list, for functions that take one.
  var lambda: ((LambdaElements) throws -> Cells)?
  /// What a function asks that may work for long on one row.
  var interruption: Interruption?
}
