// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

public import Sluice

/// A pipeline as an application has it: its tests are in `Tests/ShopPipelineTests`.
public struct ShopPipeline<Target: Destination>: Pipeline {
  public let name = "shop"
  public let destination: Target
  public let workspace: Workspace

  /// Loads into `destination`; what has to outlast a crash lies in `workspace`.
  public init(into destination: Target, workspace: Workspace = .memory()) {
    self.destination = destination
    self.workspace = workspace
  }
}

/// The customers of a shop: a short list, loaded anew each time.
public struct Shop: Source {
  let customers: [Customer]

  /// Loads `customers`.
  public init(customers: [Customer]) { self.customers = customers }

  public var resources: [any Resource] {
    Records("customers", of: customers).replace()
  }
}

/// A customer, as the shop knows them.
public struct Customer: Codable, Sendable {
  var id: Int
  var name: String
  var tags: [String]

  /// Makes a customer.
  public init(id: Int, name: String, tags: [String] = []) {
    self.id = id
    self.name = name
    self.tags = tags
  }
}
