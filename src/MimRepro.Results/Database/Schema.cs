namespace MimRepro.Results.Database;

/// <summary>The schema, one constant a migration. Version 1: tables. Version 2: views. Version 3: steps accepted without running.</summary>
/// <remarks>
/// Names, tags and experiment are what a run calls a step, so they stand in <c>run_steps</c>; what the fingerprint
/// determines (kind, recipe, measurements) stands once a key, however many runs use it.
/// </remarks>
internal static class Schema
{
    public const string Tables = """
        CREATE TABLE runs (
            id      TEXT PRIMARY KEY,
            profile TEXT NOT NULL,
            started TEXT NOT NULL,            -- UTC, ISO 8601
            ended   TEXT                      -- null: still running, or killed
        ) STRICT;

        CREATE TABLE environment (
            run      TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name     TEXT NOT NULL,
            value    TEXT NOT NULL,
            PRIMARY KEY (run, name)
        ) STRICT;

        CREATE TABLE run_plans (              -- steps of the run in graph order, also those never reached
            run      TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name     TEXT NOT NULL,
            PRIMARY KEY (run, name)
        ) STRICT;

        CREATE TABLE steps (                  -- one row a fingerprint
            key              TEXT PRIMARY KEY,
            kind             TEXT NOT NULL,
            recipe           TEXT NOT NULL CHECK (json_valid(recipe)),
            artifact         TEXT REFERENCES artifacts,
            duration_seconds REAL             -- of the execution that made the artifact
        ) STRICT;

        CREATE TABLE artifacts (
            hash TEXT PRIMARY KEY             -- content hash: two fingerprints may lead to one artifact
        ) STRICT;

        CREATE TABLE fingerprint_parts (
            step     TEXT NOT NULL REFERENCES steps ON DELETE CASCADE,
            position INTEGER NOT NULL,        -- order hashed
            name     TEXT NOT NULL,
            value    TEXT NOT NULL,
            PRIMARY KEY (step, position)
        ) STRICT;

        CREATE TABLE run_steps (
            id               INTEGER PRIMARY KEY,
            run              TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
            name             TEXT NOT NULL,
            kind             TEXT NOT NULL,
            experiment       TEXT NOT NULL,
            tags             TEXT NOT NULL CHECK (json_valid(tags)),
            step             TEXT REFERENCES steps,   -- null: the key is not known, an input is missing
            keyless_recipe   TEXT,                    -- the recipe of such a step
            artifact         TEXT REFERENCES artifacts,
            duration_seconds REAL NOT NULL,
            outcome          TEXT NOT NULL CHECK (outcome IN ('Cached', 'Ran', 'Failed', 'Blocked', 'Skipped')),
            error            TEXT,
            UNIQUE (run, name)
        ) STRICT;
        CREATE INDEX run_steps_of_step ON run_steps (step);
        CREATE INDEX run_steps_of_name ON run_steps (name);

        CREATE TABLE outputs (                -- a row says: everything this key measured is recorded
            step     TEXT PRIMARY KEY,
            artifact TEXT
        ) STRICT;

        CREATE TABLE metrics (
            step        TEXT NOT NULL REFERENCES outputs ON DELETE CASCADE,
            name        TEXT NOT NULL,
            value       REAL NOT NULL,
            unit        TEXT NOT NULL,
            epoch       REAL,                 -- null: the end of the step
            layer       INTEGER,
            head        INTEGER,
            other_layer INTEGER
        ) STRICT;
        CREATE INDEX metrics_of_step ON metrics (step, name);

        CREATE TABLE series (
            step   TEXT NOT NULL REFERENCES outputs ON DELETE CASCADE,
            name   TEXT NOT NULL,
            x_name TEXT NOT NULL,
            x      TEXT NOT NULL CHECK (json_valid(x)),
            y      TEXT NOT NULL CHECK (json_valid(y))
        ) STRICT;
        CREATE INDEX series_of_step ON series (step);

        CREATE TABLE figures (
            step       TEXT NOT NULL REFERENCES outputs ON DELETE CASCADE,
            name       TEXT NOT NULL,
            caption    TEXT NOT NULL,
            alt        TEXT NOT NULL,
            media_type TEXT NOT NULL,
            bytes      BLOB NOT NULL,
            PRIMARY KEY (step, name)
        ) STRICT;

        CREATE TABLE claims (
            run        TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
            position   INTEGER NOT NULL,
            claim      TEXT NOT NULL,
            title      TEXT NOT NULL,
            verdict    TEXT NOT NULL,
            definition TEXT NOT NULL CHECK (json_valid(definition)),  -- as registered when it was judged
            PRIMARY KEY (run, claim)
        ) STRICT;

        CREATE TABLE claim_tests (
            run         TEXT NOT NULL,
            claim       TEXT NOT NULL,
            position    INTEGER NOT NULL,
            test        TEXT NOT NULL,
            verdict     TEXT NOT NULL,
            mean_effect REAL,
            low         REAL,                 -- two-sided 95 % interval
            high        REAL,
            unit        TEXT NOT NULL,
            PRIMARY KEY (run, claim, test),
            FOREIGN KEY (run, claim) REFERENCES claims ON DELETE CASCADE
        ) STRICT;

        CREATE TABLE claim_seeds (
            run          TEXT NOT NULL,
            claim        TEXT NOT NULL,
            test         TEXT NOT NULL,
            seed         INTEGER NOT NULL,
            left_value   REAL NOT NULL,
            right_value  REAL NOT NULL,
            effect       REAL NOT NULL,
            PRIMARY KEY (run, claim, test, seed),
            FOREIGN KEY (run, claim, test) REFERENCES claim_tests ON DELETE CASCADE
        ) STRICT;
        """;

    public const string Views = """
        CREATE VIEW run_summary AS
        SELECT r.id AS run, r.profile, r.started, r.ended,
               (SELECT count(*) FROM run_plans p WHERE p.run = r.id) AS planned,
               coalesce(sum(s.outcome = 'Ran'), 0)     AS ran,
               coalesce(sum(s.outcome = 'Cached'), 0)  AS cached,
               coalesce(sum(s.outcome = 'Failed'), 0)  AS failed,
               coalesce(sum(s.outcome = 'Blocked'), 0) AS blocked,
               coalesce(sum(s.outcome = 'Skipped'), 0) AS skipped,
               coalesce(sum(s.duration_seconds) FILTER (WHERE s.outcome = 'Ran'), 0) AS seconds_ran
        FROM runs r LEFT JOIN run_steps s ON s.run = r.id
        GROUP BY r.id;

        CREATE VIEW step_summary AS
        SELECT s.run, r.profile, s.name AS step, s.experiment, s.kind,
               s.tags ->> 'arm' AS arm, s.tags ->> 'backbone' AS backbone, s.tags ->> 'task' AS task,
               s.tags ->> 'dataset' AS dataset, CAST(s.tags ->> 'seed' AS INTEGER) AS seed,
               s.outcome, s.duration_seconds, s.error, s.step AS step_key, s.artifact
        FROM run_steps s JOIN runs r ON r.id = s.run;

        CREATE VIEW metric_values AS
        SELECT s.run, s.profile, s.step, s.arm, s.backbone, s.task, s.dataset, s.seed,
               m.name AS metric, m.value, m.unit, m.epoch, m.layer, m.head, m.other_layer, s.step_key
        FROM step_summary s JOIN metrics m ON m.step = s.step_key
        WHERE s.outcome IN ('Ran', 'Cached');

        CREATE VIEW series_values AS
        SELECT s.run, s.profile, s.step, s.arm, s.backbone, s.task, s.dataset, s.seed,
               c.name AS series, c.x_name, x.value AS x, y.value AS y, s.step_key
        FROM step_summary s JOIN series c ON c.step = s.step_key, json_each(c.x) x, json_each(c.y) y
        WHERE s.outcome IN ('Ran', 'Cached') AND x.key = y.key;

        CREATE VIEW claim_verdicts AS
        SELECT c.run, r.profile, c.claim, c.title, c.verdict, t.test, t.verdict AS test_verdict,
               t.mean_effect, t.low, t.high, t.unit,
               (SELECT count(*) FROM claim_seeds e WHERE e.run = t.run AND e.claim = t.claim AND e.test = t.test) AS seeds
        FROM claims c JOIN runs r ON r.id = c.run JOIN claim_tests t ON t.run = c.run AND t.claim = c.claim
        ORDER BY c.run, c.position, t.position;

        CREATE VIEW fingerprint_values AS
        SELECT s.run, s.name AS step, p.position, p.name AS part, p.value, p.step AS step_key
        FROM run_steps s JOIN fingerprint_parts p ON p.step = s.step;
        """;

    public const string AcceptedSteps = """
        CREATE TABLE accepted_steps (         -- a step of a run whose artifact was made under another key
            run          TEXT NOT NULL,
            name         TEXT NOT NULL,
            accepted_key TEXT NOT NULL,       -- the key that really ran
            reason       TEXT NOT NULL,
            accepted     TEXT NOT NULL,       -- UTC, ISO 8601
            PRIMARY KEY (run, name),
            FOREIGN KEY (run, name) REFERENCES run_steps (run, name) ON DELETE CASCADE
        ) STRICT;
        """;
}
