// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Core

/// What is found by name, operation or ARN, although only the kinds that are wanted are made.
struct KindFamilyTests {
    @Test("The words of a family are those of its kinds", arguments: KindFamily.all.indices)
    func words(_ index: Int) {
        let family = KindFamily.all[index]
        let kinds = family.kinds()
        func inOrder(_ words: [String]) -> String {
            words.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: " ")
        }
        #expect(family.names == kinds.map(\.name).joined(separator: " "))
        #expect(family.operations == inOrder(kinds.map(\.operation)))
        #expect(family.arnServices == inOrder(kinds.flatMap(\.id.arns).map(\.service)))
    }

    @Test("Every kind is found by its name, and its operation finds it")
    func found() {
        #expect(Kind.all.count == Set(Kind.all.map(\.name)).count)
        for kind in Kind.all {
            #expect(KindFamily.kind(named: kind.name) === kind)
            let sharing = Kind.all.filter { $0.operation == kind.operation }
            #expect(KindFamily.kinds(reading: kind.operation).map(\.name) == sharing.map(\.name))
        }
        #expect(KindFamily.kind(named: "GetEvaluation") == nil)
        #expect(KindFamily.kinds(reading: "") == [])
    }

    @Test("Kinds are found by their ARNs' type, in the order of the table")
    func types() {
        for kind in Kind.all where kind.id.isFoundByARN {
            for pattern in kind.id.arns {
                let type = KindTable.type(of: pattern.resource)
                let expected = Kind.all.flatMap { other in
                    other.id.isFoundByARN
                        ? other.id.arns.filter {
                            $0.service == pattern.service && KindTable.type(of: $0.resource) == type
                        }.map { _ in other.name } : []
                }
                #expect(KindFamily.kinds(of: type, in: pattern.service).map(\.name) == expected)
            }
        }
        #expect(KindFamily.kinds(of: "evaluation", in: "s3") == [])
    }

    @Test("Services at the same hosts have one lane, which is the first one's name")
    func lanes() {
        for kind in Kind.all {
            let first = Kind.all.first { $0.service.endpointPrefix == kind.service.endpointPrefix }
            #expect(kind.service.lane == first?.service.name)
        }
    }
}
