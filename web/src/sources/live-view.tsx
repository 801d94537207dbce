import { Button, Checkbox, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { get } from "../api/client.ts";
import type { List } from "../api/contract.ts";
import { Loading } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { time } from "../time.ts";
import { decodedOf, fits, gathered, hexOf, type TrafficLine, type TrafficView } from "./traffic.ts";

interface StoredEvent extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly receivedAt: number;
  readonly raw: string;
}

/** What a source sends, as it is sent and as the driver understood it; the server listens only while this is open. */
export function LiveView({ source }: { source: string }) {
  const [lines, setLines] = useState<readonly TrafficLine[]>([]);
  const [missed, setMissed] = useState(0);
  const [paused, setPaused] = useState(false);
  const [asHex, setAsHex] = useState(false);
  const [search, setSearch] = useState("");
  const last = lines[0]?.number ?? 0;
  const traffic = useQuery({
    queryKey: ["traffic", source],
    queryFn: () => get<TrafficView>(`/api/v1/sources/${encodeURIComponent(source)}/traffic?after=${last}`),
    enabled: !paused,
    refetchInterval: 1000,
    gcTime: 0,
    retry: false,
  });
  const stored = useQuery({
    queryKey: ["traffic", source, "stored"],
    queryFn: () => get<List<StoredEvent>>(`/api/v1/events?limit=20&source=${encodeURIComponent(source)}`),
    // Of what a driver host hears only stored events are told here.
    refetchInterval: traffic.data?.here === false && !paused ? 2000 : false,
  });
  const { data } = traffic;
  useEffect(() => {
    if (!data) return;
    setLines((before) => gathered(before, data));
    setMissed((before) => before + data.missed);
  }, [data]);
  const shown = lines.filter((line) => fits(line, search));
  const before = (stored.data?.items ?? []).map(
    (event): TrafficLine => ({
      number: -event.id,
      at: event.receivedAt,
      outcome: "taken",
      raw: event.raw,
      report: event,
    }),
  );
  const words = t.setup.live;
  return (
    <section className="card stack" aria-labelledby="live-view">
      <h2 id="live-view">{words.title}</h2>
      <p className="muted">{data?.here === false ? words.elsewhere : words.hint}</p>
      <div className="field-row">
        <TextInput
          type="search"
          label={words.filter}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Checkbox label={words.hex} checked={asHex} onChange={(event) => setAsHex(event.currentTarget.checked)} />
        <Button variant="default" aria-pressed={paused} onClick={() => setPaused(!paused)}>
          {paused ? words.goOn : words.pause}
        </Button>
        <Button
          variant="default"
          onClick={() => {
            // The newest stays as the mark up to which everything was seen.
            setLines(lines.slice(0, 1));
            setMissed(0);
          }}
        >
          {words.clear}
        </Button>
      </div>
      {!paused && <Loading of={traffic} what={words.title} />}
      <p role="status">{paused ? words.paused : words.count(shown.length, missed)}</p>
      {shown.length === 0 && data && <p className="muted">{words.nothing}</p>}
      <ol className="plain traffic" data-testid="traffic">
        {shown.map((line) => (
          <Line key={line.number} line={line} asHex={asHex} />
        ))}
      </ol>
      {before.length > 0 && (
        <details>
          <summary>{words.before(before.length)}</summary>
          <ol className="plain traffic">
            {before
              .filter((line) => fits(line, search))
              .map((line) => (
                <Line key={line.number} line={line} asHex={asHex} />
              ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function Line({ line, asHex }: { line: TrafficLine; asHex: boolean }) {
  return (
    <li data-outcome={line.outcome} data-testid="traffic-line">
      <time>{time(line.at)}</time>{" "}
      <strong className={line.outcome === "taken" ? "good" : "bad"}>{t.setup.live.outcome[line.outcome]}</strong>{" "}
      <span>{decodedOf(line)}</span>
      {line.raw !== undefined && line.raw !== "" && <pre className="raw">{asHex ? hexOf(line.raw) : line.raw}</pre>}
    </li>
  );
}
