// SPDX-License-Identifier: Apache-2.0

extension GoldenTests {
    static let starts: [Golden] = [
        Golden(
            "units that are not allowed",
            """
            defaults: {region: us-east-1, on: {failed: page-oncall.service}}
            watches:
              - kind: evaluation
                id: ev-1
                on: {completed: [awaitd-on-done@.service, retrain@%w.service]}

            """,
            """
            w.yaml:1:44: warning: page-oncall.service would not be started: units.allow does not allow it
            defaults: {region: us-east-1, on: {failed: page-oncall.service}}
                                                       ^
            help: name it in units.allow beside the watch file, or call it awaitd-on-page-oncall.service
            w.yaml:5:47: warning: retrain@.service would not be started: units.allow does not allow it
                on: {completed: [awaitd-on-done@.service, retrain@%w.service]}
                                                          ^
            help: name it in units.allow beside the watch file, or call it awaitd-on-retrain@.service
            """
        ),
        Golden(
            "units that are never started",
            """
            defaults: {region: us-east-1}
            watches:
              - {kind: evaluation, id: a, on: {failed: all.target}}
              - {kind: evaluation, id: b, on: {failed: systemd-x.service}}

            """,
            """
            w.yaml:3:44: warning: all.target would not be started: only services are started
              - {kind: evaluation, id: a, on: {failed: all.target}}
                                                       ^
            help: name a service that has `Wants=all.target`
            w.yaml:4:44: warning: systemd-x.service would not be started: systemd's own services are not started
              - {kind: evaluation, id: b, on: {failed: systemd-x.service}}
                                                       ^
            help: name a service of your own
            """
        ),
        Golden(
            "wrong states and wrong units",
            """
            defaults: {region: us-east-1}
            watches:
              - {kind: evaluation, id: a, on: {success: x.service}}
              - {kind: evaluation, id: b, on: {failed: retrain}}
              - {kind: evaluation, id: c, on: {failed: [a@%q.service, {}]}}
              - {kind: evaluation, id: d, on: retrain.service}
              - {kind: evaluation, id: e, on: }
              - {kind: evaluation, id: f, on: {failed: }}
              - {kind: evaluation, id: g, on: {caveats: [], caveat: look}}

            """,
            """
            w.yaml:3:36: error: unknown key 'success' in 'on'
              - {kind: evaluation, id: a, on: {success: x.service}}
                                               ^
            help: did you mean 'completed'?
            w.yaml:4:44: error: 'failed' does not end in .service: 'retrain'
              - {kind: evaluation, id: b, on: {failed: retrain}}
                                                       ^
            help: name the unit as systemctl does: retrain@.service
            w.yaml:5:45: error: 'failed' has a specifier that awaitd does not know: 'a@%q.service'
              - {kind: evaluation, id: c, on: {failed: [a@%q.service, {}]}}
                                                        ^
            help: %w watch, %r resource id, %k kind, %s state, %e event id, %% a percent sign
            w.yaml:5:59: error: 'failed' must be text, not keys and values
              - {kind: evaluation, id: c, on: {failed: [a@%q.service, {}]}}
                                                                      ^
            w.yaml:6:35: error: 'on' must be keys and values, not text
              - {kind: evaluation, id: d, on: retrain.service}
                                              ^
            help: write `on: {completed: retrain@.service, failed: page-oncall.service}`
            w.yaml:7:31: error: 'on' has nothing in it
              - {kind: evaluation, id: e, on: }
                                          ^
            help: write `on: {completed: retrain@.service, failed: page-oncall.service}`
            w.yaml:8:36: error: 'failed' has no value
              - {kind: evaluation, id: f, on: {failed: }}
                                               ^
            help: give it one, or remove the line
            w.yaml:9:36: error: unknown key 'caveats' in 'on'
              - {kind: evaluation, id: g, on: {caveats: [], caveat: look}}
                                               ^
            help: did you mean 'caveat'?
            w.yaml:9:57: error: 'caveat' does not end in .service: 'look'
              - {kind: evaluation, id: g, on: {caveats: [], caveat: look}}
                                                                    ^
            help: name the unit as systemctl does: retrain@.service
            """
        ),
    ]
}
