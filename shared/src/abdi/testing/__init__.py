"""What tests of every service share: servers, databases, clients, suites; a pytest plugin loads it.

For tests below `services/<name>/tests` the service is known by its folder; elsewhere override `service`.

    client, as_person     `client.as_(officer("5671"))`: the running app, asked with real tokens (principals)
    app, settings, clock  the service itself; `settings_overrides` and FixedClock change them
    service_database      this test's own migrated database: `url` (runtime), `owner_url`, `admin_url`
    unit, session         `async with unit() as session:` commits; `session` only looks
    events, deliver       what was published; events of other services through the real inbox
    broker, nats_server   a NATS of this test's own
    service_process       the service as a process, which can crash at a named point
    durable_servers       PostgreSQL and NATS that may be killed and keep their promises

Suites to inherit are in `suites`; `problems` has `assert_problem`, `observers` has `count_queries` and
`eventually`.
"""
