// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Resources that belong together and share a schema.
///
/// Write ``resources``; the other requirements have defaults.
public protocol Source: Sendable {
  /// The resources, each with a name of its own.
  @ResourceBuilder var resources: [any Resource] { get async throws }

  /// The name, which is that of the schema too. Follows the name of the type by default.
  var name: String { get }

  /// How names of the data become names of tables and columns. ``SnakeCase`` by default.
  var naming: any NamingConvention { get }

  /// How deep nested data becomes tables; what lies deeper is kept as JSON. No limit by default.
  var maximumNesting: Int? { get }

  /// Whether nested rows carry the id of their root row. `nil`, the default: where it is needed.
  var addsRootKey: Bool? { get }

  /// Values that rows hand down to the tables below them. None by default.
  var propagation: Propagation { get }

  /// What may happen to tables that say nothing of it themselves. `nil`, the default: all may evolve.
  var contract: Contract? { get }

  /// The rules by which columns of a new schema get their types and hints.
  var schemaSettings: SchemaSettings { get }
}

extension Source {
  public var name: String {
    let type = String(describing: Self.self).prefix { $0 != "<" && $0 != " " && $0 != "(" }
    return (try? SnakeCase().normalizeIdentifier(String(type))) ?? "source"
  }
  public var naming: any NamingConvention { SnakeCase() }
  public var maximumNesting: Int? { nil }
  public var addsRootKey: Bool? { nil }
  public var propagation: Propagation { Propagation() }
  public var contract: Contract? { nil }
  public var schemaSettings: SchemaSettings { SchemaSettings() }

  /// This source with only the resources called `names`.
  ///
  /// Its ``resources`` throw ``LoadError`` with the code `invalidConfiguration` where there is no
  /// resource of such a name.
  public func selecting(_ names: String...) -> some Source { selecting(names) }

  /// This source with only the resources called `names`, from a list.
  ///
  /// Its ``resources`` throw as those of ``selecting(_:)-(String...)`` do.
  public func selecting(_ names: [String]) -> some Source {
    SelectedResources(of: self, names: names)
  }
}

/// A source of which only some resources are loaded. The others still feed those made from them.
struct SelectedResources<Base: Source>: Source {
  private let base: Base
  private let names: [String]

  /// Loads the resources of `base` called `names`.
  init(of base: Base, names: [String]) {
    self.base = base
    self.names = names
  }

  var name: String { base.name }
  var naming: any NamingConvention { base.naming }
  var maximumNesting: Int? { base.maximumNesting }
  var addsRootKey: Bool? { base.addsRootKey }
  var propagation: Propagation { base.propagation }
  var contract: Contract? { base.contract }
  var schemaSettings: SchemaSettings { base.schemaSettings }

  var resources: [any Resource] {
    get async throws {
      let all = try await base.resources
      for name in names where !all.contains(where: { $0.name == name }) {
        throw LoadError(
          .invalidConfiguration,
          "The source '\(base.name)' has no resource '\(name)'."
            + NearestName.suggestion(for: name, among: all.map(\.name)),
          at: LoadError.Location(resource: name)
        )
      }
      return all.filter { names.contains($0.name) }.map { resource in
        guard !resource.isSelected else { return resource }
        return (resource as? Records)?.selected() ?? WantedResource(base: resource)
      }
    }
  }
}

/// A resource that is loaded although it says it is not.
private struct WantedResource: Resource {
  let base: any Resource

  var name: String { base.name }
  var hints: TableHints { base.hints }
  func extract(to output: Output) async throws { try await base.extract(to: output) }
}

/// A source that holds one resource.
struct SingleResource: Source {
  let name: String
  let resource: any Resource

  var resources: [any Resource] { resource }
}
