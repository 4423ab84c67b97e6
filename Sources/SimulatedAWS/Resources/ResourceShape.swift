// SPDX-License-Identifier: Apache-2.0

/// Which of the forms that AWS documents for a kind of resource its answer has.
package enum ResourceShape: String, Sendable, Hashable {
    /// The one form of a batch prediction.
    case plain
    /// A model that answers yes or no, or its evaluation (`BinaryAUC`).
    case binary
    /// A model that answers with a number, or its evaluation (`RegressionRMSE`).
    case regression
    /// A model that answers with one class of several, or its evaluation (`MulticlassAvgFScore`).
    case multiclass
    /// A data source read from S3.
    case s3
    /// A data source read from Redshift (`RedshiftMetadata`).
    case redshift
    /// A data source read from RDS (`RDSMetadata`).
    case rds
    /// An evaluation job judged by a program or a model.
    case automated
    /// An evaluation job judged by people.
    case human
    /// An evaluation job of a knowledge base that retrieves and generates.
    case rag
    /// An evaluation job of a knowledge base that only retrieves.
    case ragRetrieve = "rag-retrieve"
    /// An evaluation job of generation from external sources.
    case ragExternal = "rag-external"
    /// An evaluation job of answers that were generated elsewhere.
    case ragPrecomputed = "rag-precomputed"
    /// An evaluation job of passages that were retrieved elsewhere.
    case ragPrecomputedRetrieve = "rag-precomputed-retrieve"
}
