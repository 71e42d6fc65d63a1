// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Finds stages that contradict each other, before anything is opened.
enum StageCheck {
  /// Throws if two stages hold the schema to different contracts.
  static func check(_ stages: [any Stage]) throws(LoadError) {
    let contracts = stages.compactMap { $0 as? EnforceContract }
    guard let first = contracts.first,
      let other = contracts.first(where: {
        $0.contract != first.contract || $0.declared != first.declared
      })
    else { return }
    throw LoadError(
      .invalidConfiguration,
      "Two stages hold the schema to different contracts: \(first.summary) and \(other.summary). "
        + "Keep one of them, or give resources contracts of their own with '.contract(…)'."
    )
  }
}

extension StageCheck {
  /// Throws if a contract is given that nobody holds the schema to.
  ///
  /// A stage of a user may do that, too: where there is one, nothing is said.
  static func checkEnforcement(
    of contract: Contract?,
    _ resources: [any Resource],
    by stages: [any Stage]
  ) throws(LoadError) {
    let enforcesNothing = stages.allSatisfy {
      $0 is InferTypes || $0 is EvolveSchema || $0 is ResolveConflicts || $0 is LimitColumns
    }
    guard enforcesNothing else { return }
    let owner = resources.first { resource in
      ([resource.hints] + resource.hints.nested.map(\.hints)).contains { hints in
        hints.contract != nil || hints.isSealed == true
      }
    }
    guard contract != nil || owner != nil else { return }
    throw LoadError(
      .invalidConfiguration,
      "There is a contract, but no stage holds the schema to it. Add 'EnforceContract()' to the "
        + "stages of the pipeline.",
      at: LoadError.Location(resource: contract == nil ? owner?.name : nil)
    )
  }
}

extension EnforceContract {
  /// The contract in a few words.
  fileprivate var summary: String {
    guard let contract else { return "those of the tables" }
    let clauses = Contract.Entity.allCases.map { "\($0.rawValue): \(contract[$0])" }
    let schema = declared.map { " against the schema '\($0.name)'" } ?? ""
    return "'\(clauses.joined(separator: ", "))'\(schema)"
  }
}
