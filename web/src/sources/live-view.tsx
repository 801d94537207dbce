import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { DoneNote, ProblemNote } from "../shell/problem.tsx";
import { time } from "../time.ts";
import { decodedOf, type Entry, type Filter, fits, hexOf, textOf } from "./traffic.ts";
import { type TrafficDesk, useTraffic } from "./use-traffic.ts";

const OUTCOMES = ["taken", "refused", "unknown"] as const;

/** What a source sends, as it is sent and as the driver understood it; the server listens only while this is open. */
export function LiveView({ source, isElsewhere }: { source: string; isElsewhere: boolean }) {
  const desk = useTraffic(source);
  const [asHex, setAsHex] = useState(false);
  const [filter, setFilter] = useState<Filter>({ words: "", outcome: null });
  const { entries, held } = desk.shown;
  const chosen = entries.filter((entry) => fits(entry, filter));
  const words = t.source;
  return (
    <section className="card stack" aria-labelledby="live-view">
      <h2 id="live-view">{words.title}</h2>
      <p className="muted">{isElsewhere ? words.elsewhere : words.hint}</p>
      <div className="field-row">
        <TextInput
          type="search"
          label={words.filter}
          value={filter.words}
          onChange={(event) => setFilter({ ...filter, words: event.currentTarget.value })}
        />
        <NativeSelect
          label={words.became}
          value={filter.outcome ?? ""}
          data={[{ value: "", label: words.all }, ...OUTCOMES.map((value) => ({ value, label: words.outcome[value] }))]}
          onChange={({ currentTarget: { value } }) =>
            setFilter({ ...filter, outcome: OUTCOMES.find((one) => one === value) ?? null })
          }
        />
        <Checkbox label={words.hex} checked={asHex} onChange={(event) => setAsHex(event.currentTarget.checked)} />
        <Button variant="default" aria-pressed={held !== null} onClick={held === null ? desk.pause : desk.goOn}>
          {held === null ? words.pause : words.goOn}
        </Button>
        <Button variant="default" onClick={desk.clear}>
          {words.clear}
        </Button>
      </div>
      <Connection desk={desk} />
      <p role="status">
        {words.count(chosen.filter(({ is }) => is === "line").length)} {held !== null && words.paused(held.length)}
      </p>
      {entries.length === 0 && desk.attached.is === "open" && <p className="muted">{words.nothing}</p>}
      <ol className="plain traffic" data-testid="traffic">
        {chosen.map((entry) => (
          <EntryLine key={entry.place} entry={entry} asHex={asHex} />
        ))}
      </ol>
      <TakeAlong source={source} entries={chosen} asHex={asHex} />
    </section>
  );
}

function Connection({ desk: { attached, again } }: { desk: TrafficDesk }) {
  switch (attached.is) {
    case "open":
      return null;
    case "opening":
      return (
        <p role="status" className="muted">
          {t.common.loading(t.source.title)}
        </p>
      );
    case "lost":
      return <p className="note note-bad">{t.source.lost(attached.why)}</p>;
    case "over":
      return (
        <div className="stack">
          <ProblemNote error={attached.error} what={t.source.over} />
          <Button variant="default" onClick={again}>
            {t.common.tryAgain}
          </Button>
        </div>
      );
  }
}

function EntryLine({ entry, asHex }: { entry: Entry; asHex: boolean }) {
  if (entry.is === "gap") {
    return (
      <li data-outcome="gap" data-testid="traffic-gap">
        <time>{time(entry.at)}</time>{" "}
        <strong>{entry.skipped === null ? t.source.gapOfLoss : t.source.gap(entry.skipped)}</strong>
      </li>
    );
  }
  return (
    <li data-outcome={entry.outcome} data-testid="traffic-line">
      <time>{time(entry.at)}</time>{" "}
      <strong className={entry.outcome === "taken" ? "good" : "bad"}>{t.source.outcome[entry.outcome]}</strong>{" "}
      <span>{entry.why === undefined ? decodedOf(entry) : sentenceSaid(entry.why)}</span>
      {entry.raw !== undefined && entry.raw !== "" && <pre className="raw">{asHex ? hexOf(entry.raw) : entry.raw}</pre>}
    </li>
  );
}

/** Takes what is shown along, for whoever made the device. */
function TakeAlong({ source, entries, asHex }: { source: string; entries: readonly Entry[]; asHex: boolean }) {
  const [copied, setCopied] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const copy = () => {
    setCopied(null);
    navigator.clipboard.writeText(textOf(entries, asHex)).then(() => {
      setError(null);
      setCopied(entries.length);
    }, setError);
  };
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([textOf(entries, asHex)], { type: "text/plain;charset=utf-8" }));
    link.download = `${source}.txt`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div className="row-wrap">
      <Button variant="default" disabled={entries.length === 0} onClick={copy}>
        {t.source.copy}
      </Button>
      <Button variant="default" disabled={entries.length === 0} onClick={save}>
        {t.source.download}
      </Button>
      {copied !== null && <DoneNote>{t.source.copied(copied)}</DoneNote>}
      <ProblemNote error={error} what={t.source.notCopied} />
    </div>
  );
}
