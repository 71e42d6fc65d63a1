// Part of the Sluice package. See LICENSE for terms.
// SPDX-License-Identifier: Apache-2.0

/// Where the schemas of a pipeline are loaded. More may be added in any release.
public struct DatasetLayout: Hashable, Sendable {
  private enum Kind { case one, perSchema }
  private let kind: Kind

  /// All schemas go into the dataset of the pipeline.
  public static let oneDataset = DatasetLayout(kind: .one)
  /// The schema that was used first goes into the dataset of the pipeline, each other one into a
  /// dataset of its own, called `<dataset>_<schema>`.
  public static let datasetPerSchema = DatasetLayout(kind: .perSchema)

  /// The dataset for a schema, where the pipeline says `dataset` and used `first` first, if any.
  func dataset(_ dataset: String, for schema: String, first: String?) -> String {
    guard kind == .perSchema, let first, first != schema else { return dataset }
    return "\(dataset)_\(schema)"
  }
}

/// Where a schema is loaded.
struct SchemaPlace: Hashable, Sendable {
  /// The dataset that gets the rows.
  var dataset: String
  /// The dataset of the pipeline: this one, or the one for the schema that was used first.
  var base: String

  /// Whether the rows go into the dataset of the pipeline, and not into one for this schema alone.
  var isBase: Bool { dataset == base }
}

/// The datasets of pipelines that are being developed: a new one for each program start.
enum DevelopmentDataset {
  /// The name of the dataset that is begun at `moment`: `shop_20260301102030`, in UTC.
  static func name(_ dataset: String, at moment: Timestamp) -> String {
    let text = Timestamp(microseconds: moment.microseconds, offset: 0).description
    let digits = text.prefix { $0 != "." && $0 != "+" }.filter { "0123456789".contains($0) }
    return dataset + (dataset.hasSuffix("_") ? "" : "_") + digits
  }
}
