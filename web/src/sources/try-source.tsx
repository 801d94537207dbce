import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ask } from "../api/client.ts";
import type { SiteDocument } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import type { Kind } from "../schema-form/document-schema.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { ReadPoint } from "./read-point.tsx";

interface ConnectionTest {
  readonly connected: boolean;
  readonly because: string;
  readonly parts: readonly { readonly part: string; readonly answers: boolean; readonly because: string }[];
}

/** Units are asked one after the other, and each may take its time. */
const PATIENCE_MS = 120_000;

/** Tries a source before anybody relies on it: its connection, a point where it can be asked, or what to do instead. */
export function TrySource({ source, driver }: { source: SiteDocument<"source">; driver: Kind }) {
  const words = t.source.trial;
  const test = useMutation({
    mutationFn: async () => {
      const path = `/api/v1/sources/${encodeURIComponent(source.id)}/test`;
      return (await ask<ConnectionTest>("POST", path, { patienceMs: PATIENCE_MS })).body;
    },
  });
  return (
    <section className="card stack" aria-labelledby="try-source">
      <h2 id="try-source">{words.title}</h2>
      {source.host === undefined ? (
        <>
          <div className="row-wrap">
            <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
              {words.test}
            </Button>
            <p className="muted">{driver.role === "listens" ? words.testListens : words.testDials}</p>
          </div>
          <ProblemNote error={test.error} what={words.failed} />
          {test.data && <Outcome test={test.data} />}
          {driver.role === "polls" && <ReadPoint source={source} />}
        </>
      ) : (
        <p>{words.elsewhere(source.host)}</p>
      )}
      {driver.role === "listens" && <Instead source={source} />}
    </section>
  );
}

function Outcome({ test: { connected, because, parts } }: { test: ConnectionTest }) {
  return (
    <div role="status" data-testid="connection-test">
      <p>
        <strong className={connected ? "good" : "bad"}>
          {connected ? t.source.trial.connected : t.source.trial.notConnected}
        </strong>{" "}
        {sentenceSaid(because)}
      </p>
      <ul className="plain">
        {parts.map(({ part, answers, because: why }) => (
          <li key={part}>
            <strong>{part}</strong>{" "}
            <span className={answers ? "good" : "bad"}>{answers ? t.source.trial.answers : t.source.trial.silent}</span>{" "}
            {why}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Nobody can ask a device that speaks by itself: what to let it send, and what is then seen. */
function Instead({ source }: { source: SiteDocument<"source"> }) {
  const instead: Readonly<Record<string, string>> = t.source.trial.instead;
  return (
    <>
      <p>{instead[source.driver] ?? t.source.trial.insteadOfAny}</p>
      {source.driver === "http" && (
        <>
          <pre className="raw">{exampleOf(source.id)}</pre>
          <p>
            <Link to="/tokens">{t.source.trial.token}</Link>
          </p>
        </>
      )}
    </>
  );
}

/** A program's first event, as it is typed at a command line. */
function exampleOf(source: string): string {
  const event = {
    point: "door-1",
    kind: "raise",
    category: "technical",
    condition: "open",
    text: "Door 1 is open",
    raw: "",
  };
  const body = JSON.stringify({ source, events: [event] });
  return `curl --json '${body}' \\\n  -H 'Authorization: Bearer TOKEN' ${location.origin}/api/v1/events`;
}
