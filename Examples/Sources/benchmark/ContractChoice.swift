// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

import Sluice

/// What the schema is held to while a file is loaded.
enum ContractChoice: String, CaseIterable {
  case none, evolve, freeze, quarantine

  /// Reads `none,freeze`; nothing is no choice.
  static func list(_ text: String?) throws -> [ContractChoice] {
    try (text?.split(separator: ",") ?? []).map { name in
      guard let choice = ContractChoice(rawValue: String(name)) else {
        let all = allCases.map(\.rawValue).joined(separator: ", ")
        throw UsageError("There is no contract '\(name)', only \(all).")
      }
      return choice
    }
  }

  /// The last stage: without a contract there is none.
  var stages: [any Stage] {
    switch self {
    case .none: []
    case .evolve: [EnforceContract(.evolve)]
    case .freeze: [EnforceContract(.freeze)]
    case .quarantine: [EnforceContract(Contract(.quarantine))]
    }
  }
}

/// How a run is set up.
struct Setting {
  var choice: ContractChoice?
  var workspace = Workspace.memory()

  /// A pipeline with the stages of the choice, or the usual ones.
  func pipeline<Target: Destination>(
    into destination: Target,
    dataset: String? = nil
  ) throws -> LoadPipeline<Target> {
    guard let choice else {
      return LoadPipeline("benchmark", into: destination, dataset: dataset, workspace: workspace)
    }
    return try LoadPipeline("benchmark", into: destination, dataset: dataset, workspace: workspace)
    {
      InferTypes()
      EvolveSchema()
      choice.stages
    }
  }
}
