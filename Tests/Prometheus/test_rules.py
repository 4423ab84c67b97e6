# SPDX-License-Identifier: Apache-2.0
"""The alerting rules and the dashboard, by `promtool`: what each fires for, and what it does not."""

import json
import re

import pytest
import yaml

from conftest import DASHBOARD, RULES

# One sample each.
INTERVAL = 15
# Any scrape's name and address: the rules may not know them.
HOSTS = {"a": '{job="foo", instance="a:1"', "b": '{job="bar", instance="b:1"'}
LONG_AGO = -100_000


def series(name, values, host="a", **labels):
    """One series of a host: `values` as promtool has them, one each 15 seconds."""
    more = "".join(f', {key}="{value}"' for key, value in labels.items())
    return {"series": f"{name}{HOSTS[host]}{more}}}", "values": values}


def host(name="a", started=f"{LONG_AGO}x400", alive="1x400"):
    """What every host reports as long as it is alive."""
    return [
        series("up", alive.replace("_", "0"), name),
        series("awaitd_build_info", alive, name, version="0.2.0"),
        series("awaitd_start_time_seconds", started, name),
    ]


# The counters that rules are about: the alert, its counter, how often it fires for one event.
EVENTS = {
    "AwaitdJobFailed": ("awaitd_transitions_total", {"state": "failed"}),
    "AwaitdExpectationUnmet": ("awaitd_expectations_unmet_total", {}),
    "AwaitdJobOverdue": ("awaitd_notices_recorded_total", {"event": "overdue"}),
    "AwaitdCredentialsLost": ("awaitd_credentials_lost_total", {"service": "bedrock", "region": "eu-west-1"}),
}


def event_cases():
    """For each event: what is scraped, and at which seconds the alert fires or does not."""
    for alert, (name, labels) in EVENTS.items():

        def counted(values, host="a", name=name, labels=labels):
            return series(name, values, host, **labels)

        yield f"{alert}: the first event ever", alert, [*host(), counted("0x20 1x380")], {285: 0, 330: 1, 900: 1, 1500: 0}
        # It happened before Prometheus saw anything of this daemon: nothing ever increases.
        late = host(started="_x40 590x360", alive="_x40 1x360")
        yield f"{alert}: an event right after a start", alert, [*late, counted("_x40 1x360")], {585: 0, 600: 1, 1400: 1, 1560: 0}
        again = host(started=f"{LONG_AGO}x40 600x360")
        yield f"{alert}: an event right after a restart", alert, [*again, counted("5x40 1x360")], {585: 0, 630: 1, 1560: 0}
        yield f"{alert}: a restart", alert, [*again, counted("5x40 0x360")], {585: 0, 615: 0, 630: 0, 1200: 0}
        yield f"{alert}: Prometheus begins long after an event", alert, [*host(), counted("5x400")], {0: 0, 15: 0, 900: 0}
        yield f"{alert}: two scrapes are missing", alert, [*host(), counted("5x40 _x2 5x300")], {600: 0, 645: 0, 700: 0}
        yield f"{alert}: two scrapes fail", alert, [*host(), counted("5x40 stale stale 5x300")], {630: 0, 660: 0, 700: 0}
        reload = series("awaitd_reloads_total", "0x40 1x360", outcome="success")
        yield f"{alert}: a reload", alert, [*host(), counted("5x400"), reload], {600: 0, 630: 0, 900: 0}
        yield f"{alert}: the counter is absent", alert, host(), {0: 0, 600: 0, 1200: 0}
        both = [*host("a"), *host("b"), counted("0x20 1x380"), counted("0x400", "b")]
        yield f"{alert}: one host leads and one stands by", alert, both, {285: 0, 330: 1, 1500: 0}
        if "region" in labels:
            new = [*host(), counted("_x100 1x300")]
            yield f"{alert}: of a service that a reload has added", alert, new, {1485: 0, 1500: 1, 2385: 1, 2430: 0}
            known = [*host(started=f"_x40 {LONG_AGO}x360", alive="_x40 1x360"), counted("_x40 5x360")]
            yield f"{alert}: of one that Prometheus has not seen before", alert, known, {600: 0, 900: 0, 1485: 0, 1515: 0, 1800: 0}
        moved = [*host("a"), *host("b"), counted("3x400"), counted("0x40 1x360", "b")]
        yield f"{alert}: the other host leads", alert, moved, {585: 0, 630: 1, 1560: 0}


def gauge_cases():
    """The same for what is so for a time."""
    gone = "1x40 stale _x360"
    yield "AwaitdAbsent: never there", "AwaitdAbsent", [], {585: 0, 615: 1}
    yield "AwaitdAbsent: a restart", "AwaitdAbsent", host(alive="1x40 stale _x3 1x300"), {630: 0, 1200: 0, 1800: 0}
    yield "AwaitdAbsent: up == 0", "AwaitdAbsent", host(alive=gone), {1100: 0, 1300: 1}
    yield "AwaitdAbsent: one of two hosts", "AwaitdAbsent", [*host(alive=gone), *host("b")], {1300: 0, 3000: 0}

    def down(up, info):
        return [series("up", up), series("awaitd_build_info", info, version="0.2.0")]

    yield "AwaitdHostDown: stopped", "AwaitdHostDown", down("1x40 0x360", gone), {600: 0, 870: 0, 930: 1, 3000: 1}
    yield "AwaitdHostDown: a restart", "AwaitdHostDown", down("1x40 0x4 1x300", "1x40 stale _x3 1x300"), {660: 0, 1200: 0}
    yield "AwaitdHostDown: two scrapes fail", "AwaitdHostDown", down("1x40 0x2 1x300", "1x40 stale stale 1x300"), {660: 0}
    yield "AwaitdHostDown: something else is down", "AwaitdHostDown", [*host("b"), series("up", "0x400")], {600: 0, 1200: 0}
    yield "AwaitdHostDown: one of two", "AwaitdHostDown", [*down("1x40 0x360", gone), *host("b")], {930: 1}

    def invisible(values, host="a"):
        return [
            series("awaitd_watches_by_visibility", "9x400", host, visibility="visible"),
            series("awaitd_watches_by_visibility", values, host, visibility="unauthorized"),
        ]

    alert = "AwaitdNotVisible"
    yield f"{alert}: for long", alert, [*host(), *invisible("0x20 3x380")], {330: 0, 1200: 0, 1230: 1}
    yield f"{alert}: for a while", alert, [*host(), *invisible("0x20 3x20 0x300")], {900: 0, 1300: 0, 1800: 0}
    yield f"{alert}: a restart", alert, [*host(), *invisible("0x20 stale _x3 0x300")], {400: 0, 1800: 0}
    yield f"{alert}: absent", alert, host(), {600: 0, 1800: 0}
    yield f"{alert}: the leader's, of two hosts", alert, [*host(), *host("b"), *invisible("3x400")], {930: 1}

    def rates(now, limit="2x400", host="a"):
        labels = {"service": "bedrock", "region": "eu-west-1"}
        return [
            series("awaitd_lane_requests_per_second", now, host, **labels),
            series("awaitd_lane_limit_requests_per_second", limit, host, **labels),
        ]

    alert = "AwaitdThrottled"
    yield f"{alert}: for long", alert, [*host(), *rates("2x20 0.25x300")], {600: 0, 2100: 0, 2160: 1}
    yield f"{alert}: a little", alert, [*host(), *rates("2x20 1x300")], {2400: 0}
    yield f"{alert}: a restart forgets it", alert, [*host(), *rates("2x20 0.25x40 2x200")], {2400: 0}
    yield f"{alert}: absent", alert, host(), {2400: 0}
    standby = rates("2x400", host="b")
    yield f"{alert}: beside one that stands by", alert, [*host(), *host("b"), *rates("0.25x400"), *standby], {1845: 1}

    alert, name = "AwaitdWatchListRejected", "awaitd_last_reload_successful"
    yield f"{alert}: at once", alert, [*host(), series(name, "1x20 0x20 1x300")], {285: 0, 330: 1, 600: 1, 645: 0}
    yield f"{alert}: a good reload or a restart", alert, [*host(), series(name, "1x20 stale _x3 1x300")], {330: 0, 600: 0}
    yield f"{alert}: two scrapes fail", alert, [*host(), series(name, "1x20 stale stale 1x300")], {330: 0, 345: 0}
    yield f"{alert}: absent", alert, host(), {600: 0}
    both = [*host(), *host("b"), series(name, "1x400"), series(name, "0x400", "b")]
    yield f"{alert}: on one of two hosts", alert, both, {600: 1}

    alert, name = "AwaitdRecordNotWritable", "awaitd_record_writable"
    yield f"{alert}: for long", alert, [*host(), series(name, "1x20 0x300")], {330: 0, 600: 0, 630: 1}
    yield f"{alert}: for a moment", alert, [*host(), series(name, "1x20 0x10 1x300")], {600: 0, 900: 0}
    yield f"{alert}: a restart", alert, [*host(), series(name, "1x20 stale _x3 1x300")], {330: 0, 900: 0}
    yield f"{alert}: absent", alert, host(), {900: 0}

    alert, name = "AwaitdNoticesUndelivered", "awaitd_notices_undelivered"
    yield f"{alert}: for long", alert, [*host(), series(name, "0x20 2x300")], {600: 0, 900: 0, 930: 1}
    yield f"{alert}: for a moment", alert, [*host(), series(name, "0x20 2x20 0x300")], {900: 0, 1200: 0}
    yield f"{alert}: a restart", alert, [*host(), series(name, "0x20 stale _x3 0x300")], {330: 0, 1200: 0}
    yield f"{alert}: absent", alert, host(), {1200: 0}
    both = [*host(), *host("b"), series(name, "2x400"), series(name, "0x400", "b")]
    yield f"{alert}: of one of two hosts", alert, both, {630: 1}


CASES = [*event_cases(), *gauge_cases()]


def groups():
    return yaml.safe_load(RULES.read_text())["groups"]


def dashboard():
    """The expressions of the dashboard, as Grafana would send them."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return [target["expr"].replace("$__rate_interval", "1m") for panel in panels for target in panel["targets"]]


def test_the_rules_are_correct(promtool):
    status, said = promtool("check", "rules", str(RULES))
    assert status == 0 and f"{len(groups()[0]['rules'])} rules found" in said, said


def test_the_dashboards_expressions_are_correct(promtool, tmp_path):
    rules = [{"record": f"dashboard:expression:{number}", "expr": text} for number, text in enumerate(dashboard())]
    assert len(rules) > 20
    file = tmp_path / "dashboard.yml"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    status, said = promtool("check", "rules", str(file))
    assert status == 0 and f"{len(rules)} rules found" in said, said


def test_nothing_goes_by_the_names_of_scrapes():
    for text in [*dashboard(), *(rule["expr"] for rule in groups()[0]["rules"])]:
        assert not re.search(r"\b(job|instance)\b", text), text


def test_every_rule_has_its_cases():
    alerts = {rule["alert"] for rule in groups()[0]["rules"]}
    for about in ("fires", "restart", "absent"):
        tried = {
            alert
            for name, alert, _, times in CASES
            if (about == "fires" and 1 in times.values()) or about in name or alert in ("AwaitdAbsent", "AwaitdHostDown")
        }
        assert tried == alerts, about


def test_each_rule_fires_when_it_should_and_only_then(promtool, tmp_path):
    tests = [
        {
            "name": name,
            "interval": f"{INTERVAL}s",
            "input_series": scraped,
            "promql_expr_test": [
                {
                    "expr": f'count(ALERTS{{alertname="{alert}", alertstate="firing"}})',
                    "eval_time": f"{time}s",
                    "exp_samples": [{"labels": "{}", "value": count}] if count else [],
                }
                for time, count in times.items()
            ],
        }
        for name, alert, scraped, times in CASES
    ]
    file = tmp_path / "tests.yml"
    file.write_text(
        json.dumps({"rule_files": [str(RULES)], "evaluation_interval": f"{INTERVAL}s", "tests": tests})
    )
    status, said = promtool("test", "rules", str(file))
    assert status == 0, said


@pytest.mark.parametrize("leader", ["a", "b"])
def test_a_host_that_stands_by_neither_doubles_nor_silences(promtool, tmp_path, leader):
    other = "b" if leader == "a" else "a"
    scraped = [
        *host("a"),
        *host("b"),
        series("awaitd_watches", "5x400", leader, state="in-progress"),
        series("awaitd_watches", "2x400", leader, state="failed"),
        series("awaitd_fleet_leader", "1x400", leader),
        series("awaitd_fleet_leader", "0x400", other),
    ]
    expected = {"sum(awaitd_watches)": 7, 'sum(awaitd_watches{state="failed"})': 2}
    assert set(expected) <= set(dashboard())
    checks = [
        {"expr": text, "eval_time": "10m", "exp_samples": [{"labels": "{}", "value": value}]}
        for text, value in expected.items()
    ]
    file = tmp_path / "tests.yml"
    tests = [{"interval": f"{INTERVAL}s", "input_series": scraped, "promql_expr_test": checks}]
    file.write_text(json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "15s", "tests": tests}))
    status, said = promtool("test", "rules", str(file))
    assert status == 0, said
