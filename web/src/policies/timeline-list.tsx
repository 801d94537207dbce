import { useQuery } from "@tanstack/react-query";
import type { ChannelHealth, Simulation } from "../api/contract.ts";
import { channelsQuery } from "../api/queries.ts";
import { OWN_ZONE } from "../instant.ts";
import { zoned } from "../on-call/zoned.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { countdown } from "../time.ts";
import { type Line, timeline } from "./timeline.ts";
import "../styles/on-call.css";

const SIGNS = { added: "+", removed: "−", same: "" } as const;

interface TimelineProps {
  readonly result: Simulation;
  /** To compare with; null: nothing is marked. */
  readonly stored: Simulation | null;
  /** When the alarm would come. */
  readonly at: number;
  /** It would come now: what is down now counts. */
  readonly isOfNow: boolean;
}

/** Who would be told when, by which way and why, who would not, and when nobody could be. */
export function Timeline({ result, stored, at, isOfNow }: TimelineProps) {
  const { data: channels } = useQuery(channelsQuery);
  const day = zoned(at, OWN_ZONE, "date");
  return (
    <ol className="plain duty-timeline" data-testid="timeline">
      {timeline(result, stored).map((line, place) => (
        // biome-ignore lint: the result is replaced as a whole
        <li key={place} data-kind={line.kind} data-change={line.change}>
          <time title={zoned(line.at, OWN_ZONE, "dayTime")}>
            {zoned(line.at, OWN_ZONE, zoned(line.at, OWN_ZONE, "date") === day ? "time" : "dayTime")}{" "}
            <span className="muted">+{countdown(line.at - at)}</span>
          </time>
          <div>
            {line.change !== "same" && (
              <strong className="duty-change">
                {SIGNS[line.change]} {t.simulator.changes[line.change]}{" "}
              </strong>
            )}
            <Said line={line} channel={channels?.items.find(({ id }) => id === line.by?.channel)} isOfNow={isOfNow} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Said({ line, channel, isOfNow }: { line: Line; channel: ChannelHealth | undefined; isOfNow: boolean }) {
  return (
    <>
      {line.kind === "end" && <strong>{t.simulate.end} </strong>}
      {line.kind === "nobody" && (
        <strong className="bad">
          <span aria-hidden="true">⚠ </span>
          {t.simulator.nobody}{" "}
        </strong>
      )}
      {line.person !== "" && <strong>{line.person} </strong>}
      {line.kind === "withheld" && t.simulate.withheld}
      {line.by && t.detail.byChannel(channel?.name ?? line.by.channel, line.by.address)}
      <div className="muted">{sentenceSaid(line.because)}</div>
      {isOfNow && channel?.state === "failing" && (
        <div className="bad">
          <span aria-hidden="true">⚠ </span>
          {t.simulator.down} {sentenceSaid(channel.because)}
        </div>
      )}
    </>
  );
}
