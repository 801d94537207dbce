import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { useTrusted } from "../link/use-live.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { ProblemNote } from "../shell/problem.tsx";
import type { OwnDuty } from "./contract.ts";
import { testQuery } from "./queries.ts";

/** One's own contact methods, each tried out now with what came of it. */
export function OwnMethods({ methods }: { methods: OwnDuty["methods"] }) {
  return (
    <section className="card stack">
      <h2>{t.ownMethods.title}</h2>
      {methods.length === 0 && <p className="bad">{t.ownMethods.none}</p>}
      <ul className="plain">
        {methods.map((method) => (
          <MethodLine key={method.id} method={method} />
        ))}
      </ul>
    </section>
  );
}

function MethodLine({ method }: { method: OwnDuty["methods"][number] }) {
  const trusted = useTrusted();
  const begin = useMutation({
    mutationFn: () =>
      call<{ test: number }>("POST", `/api/v1/profile/methods/${encodeURIComponent(method.id)}/tests`, {}),
  });
  return (
    <li className="rule" data-testid="own-method">
      <div className="head">
        <span>
          <strong>{method.id}</strong> {method.channelName} <span className="muted">{method.address}</span>
        </span>
        <Button
          size="compact-sm"
          variant="default"
          disabled={!trusted}
          loading={begin.isPending}
          onClick={() => begin.mutate()}
        >
          {t.ownMethods.test}
          <span className="hidden"> {method.id}</span>
        </Button>
      </div>
      {method.whyNot && <p className="bad">⚠ {t.ownMethods.unused(method.whyNot)}</p>}
      <ProblemNote error={begin.error} what={t.ownMethods.notSent} />
      {begin.data && <TestOutcome key={begin.data.test} method={method.id} test={begin.data.test} />}
    </li>
  );
}

function TestOutcome({ method, test }: { method: string; test: number }) {
  const asked = useQuery(testQuery(method, test));
  const delivery = asked.data?.delivery;
  if (asked.error) return <ProblemNote error={asked.error} what={t.ownMethods.notSent} />;
  if (!delivery) return <p role="status">{t.ownMethods.underWay}</p>;
  const good = delivery.outcome === "delivered" || delivery.outcome === "accepted";
  return (
    <p role="status" className={good ? "good" : "bad"}>
      <strong>
        {good ? "✓ " : "⚠ "}
        {t.ownMethods.outcomes[delivery.outcome]}
      </strong>{" "}
      {sentenceSaid(delivery.because)}
    </p>
  );
}
