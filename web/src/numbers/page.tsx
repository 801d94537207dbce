import { Button, Checkbox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { JUDGEABLE } from "../../../src/numbers/kpis.ts";
import { kindQuery, statusQuery } from "../api/queries.ts";
import { useCalled } from "../api/use-named.ts";
import { OWN_ZONE, zoneName } from "../instant.ts";
import { t } from "../page-texts.ts";
import { Empty, Loading } from "../shell/problem.tsx";
import { language } from "../texts/language.ts";
import { serverNow, span } from "../time.ts";
import { BadActors } from "./bad-actors.tsx";
import { Charts } from "./charts.tsx";
import { Counting } from "./counting.tsx";
import { KpiList } from "./kpi-list.tsx";
import { before, type Period, periodOf } from "./period.ts";
import { PeriodForm } from "./period-form.tsx";
import { type Asked, type Definitions, definitionsQuery, type Numbers, numbersQuery, queryOf } from "./queries.ts";
import { NumbersSettings } from "./settings.tsx";
import { count, covered, moment } from "./shown.ts";
import { Tables } from "./tables.tsx";
import "../styles/numbers.css";

/** The clocks by which files are read that somebody takes along. */
const READER = new URLSearchParams({ timeZone: OWN_ZONE }).toString();

/** Alarm figures of a time, each with its definition, its target and its coverage. */
export function NumbersPage() {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>;
  const navigate = useNavigate();
  const address = JSON.stringify(search);
  const [held, setHeld] = useState({ address, asked: periodOf(search, serverNow()) });
  // Presets end now: they move on when another one is chosen, and not while somebody reads.
  if (held.address !== address) setHeld({ address, asked: periodOf(search, serverNow()) });
  const { period, ...asked } = held.asked;
  const go = (next: { period: Period; from?: number; to?: number; partition: string }) => {
    const { period: preset, from, to, partition } = next;
    const time = preset === "own" ? { from, to } : { period: preset };
    void navigate({ to: "/numbers", search: { ...time, ...(partition === "" ? {} : { partition }) } as never });
  };
  return (
    <section className="stack pad numbers">
      <div className="head">
        <h1>{t.nav.numbers}</h1>
        <div className="row-wrap not-printed">
          <Button variant="default" onClick={() => window.print()}>
            {t.numbers.print}
          </Button>
          <Button
            component="a"
            variant="default"
            href={`/api/v1/numbers/report?${queryOf(asked)}&lang=${language}&${READER}`}
            download="numbers.pdf"
          >
            {t.numbers.pdf}
          </Button>
        </div>
      </div>
      <p className="muted">
        {t.numbers.hint}{" "}
        <span className="not-printed">
          <Link to="/reports">{t.numbers.reports}</Link>
          <NumbersSettings />
        </span>
      </p>
      <PeriodForm key={`${asked.from} ${asked.to}`} period={period} asked={asked} onGo={go} />
      <Figures
        asked={asked}
        onRange={(from, to) =>
          go({ period: "own", from: Math.floor(from), to: Math.ceil(to), partition: asked.partition })
        }
      />
    </section>
  );
}

function Figures({ asked, onRange }: { asked: Asked; onRange: (from: number, to: number) => void }) {
  const [comparing, setComparing] = useState(true);
  const numbers = useQuery(numbersQuery(asked));
  const earlier = useQuery({ ...numbersQuery(before(asked)), enabled: comparing && numbers.data !== undefined });
  const definitions = useQuery(definitionsQuery);
  const { data } = numbers;
  if (!data) {
    return <Counting of={numbers} queryKey={numbersQuery(asked).queryKey} asked={asked} what={t.numbers.what} />;
  }
  if (!definitions.data) return <Loading of={definitions} what={t.numbers.what} />;
  return (
    <>
      <Loading of={numbers} what={t.numbers.what} />
      <Scope numbers={data} partition={asked.partition} definitions={definitions.data} />
      <details className="numbers-counted">
        <summary>{t.numbers.counted}</summary>
        <p>{definitions.data.counted}</p>
      </details>
      {data.figures.total === 0 && (
        <Empty title={data.coverage.share === 0 ? t.numbers.notYet : t.numbers.empty} hint={t.numbers.emptyHint} />
      )}
      <Checkbox
        className="not-printed"
        label={t.numbers.compare}
        checked={comparing}
        onChange={(event) => setComparing(event.currentTarget.checked)}
      />
      <KpiList numbers={data} earlier={comparing ? earlier.data : undefined} definitions={definitions.data} />
      <Charts numbers={data} onRange={onRange} />
      <BadActors asked={asked} total={data.figures.total} />
      <Tables numbers={data} asked={asked} definitions={definitions.data} />
    </>
  );
}

interface ScopeProps {
  readonly numbers: Numbers;
  readonly partition: string;
  readonly definitions: Definitions;
}

/** Of what the figures are, and how much of it could be seen. */
function Scope({ numbers, partition, definitions }: ScopeProps) {
  const { data: status } = useQuery({ ...statusQuery, enabled: false });
  const { data: partitions = [] } = useQuery(kindQuery("partition"));
  const sourceName = useCalled("source");
  const position = partitions.find(({ id }) => id === partition)?.name ?? partition;
  const { figures, coverage, tested } = numbers;
  const { shelved, suppressed, "out-of-service": out } = figures.hidden;
  return (
    <div className="numbers-scope" data-testid="scope">
      <p>
        <strong>
          {t.numbers.covered(moment(numbers.from), moment(numbers.to), zoneName(numbers.to))} ·{" "}
          {partition === "" ? t.numbers.wholeSite : `${t.numbers.position} ${position}`}
        </strong>
        {status && <span className="only-printed"> · {status.siteName}</span>}
      </p>
      <p>
        {t.numbers.total(figures.total, count(figures.total), count(figures.again))}{" "}
        {t.numbers.apart(count(shelved), count(suppressed), count(out), count(figures.informational), count(tested))}
      </p>
      <p>
        <strong>{t.numbers.coverage(covered(coverage.share))}.</strong> {t.numbers.coverageHint}{" "}
        {coverage.serverDownMs > 0 && t.numbers.serverDown(span(coverage.serverDownMs))}{" "}
        {coverage.sources.length > 0 &&
          t.numbers.sourcesDown(
            coverage.sources.map(({ source, downMs }) => `${sourceName(source)} (${span(downMs)})`).join(", "),
          )}
      </p>
      {!numbers.isOnePosition && <p className="note">{t.numbers.noTargets}</p>}
      {numbers.isOnePosition && (coverage.share < JUDGEABLE || numbers.isShort) && (
        <div className="note">
          {coverage.share < JUDGEABLE && <p>{definitions.unobserved}</p>}
          {numbers.isShort && <p>{definitions.short}</p>}
        </div>
      )}
    </div>
  );
}
