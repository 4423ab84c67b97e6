// SPDX-License-Identifier: Apache-2.0

extension KeySet {
    /// What an entry of `kinds` may say.
    static let kind = KeySet(
        place: "a kind",
        keys: [
            "name", "title", "service", "signing_name", "protocol", "operation", "target", "path", "id", "status",
            "reason", "created", "started", "finished", "statuses", "leaves_final_states",
        ],
        misnomers: [
            "kind": "name", "type": "name", "host": "service", "endpointprefix": "service",
            "signingservice": "signing_name",
            "action": "operation", "api": "operation", "targetprefix": "target", "xamztarget": "target", "uri": "path",
            "url": "path", "requesturi": "path", "member": "id", "identifier": "id", "ids": "id",
            "statuspath": "status",
            "message": "reason", "failurereason": "reason", "states": "statuses", "mapping": "statuses",
            "createdat": "created", "creationtime": "created", "startedat": "started", "starttime": "started",
            "finishedat": "finished", "endtime": "finished", "description": "title",
        ]
    )
}
