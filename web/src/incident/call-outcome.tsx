import { useQuery } from "@tanstack/react-query";
import { alarmQuery } from "../api/queries.ts";
import { AttemptLog } from "../deliveries/attempts.tsx";
import { sentenceSaid } from "../said.ts";
import { t } from "../texts.ts";
import type { Run } from "./contract.ts";

const FAILED: ReadonlySet<string> = new Set(["retry", "rejected", "purged"]);

/** What became of a call that somebody had the server make, and why it did not reach anybody. */
export function CallOutcome({ run: { alarm, state }, message }: { run: Run; message: number }) {
  const { data } = useQuery(alarmQuery(alarm));
  const call = data?.notifications.find(({ id }) => id === message);
  if (!call) return null;
  const attempts = data?.attempts.filter(({ notification }) => notification === message) ?? [];
  const isFailed = FAILED.has(call.state);
  return (
    <div
      data-testid="call-outcome"
      data-outcome={call.state}
      role={isFailed && state === "running" ? "alert" : "status"}
    >
      <strong className={isFailed ? "bad" : undefined}>{t.places.callState[call.state]}</strong>
      {call.attempts > 0 && <span className="muted"> {sentenceSaid(call.because)}</span>}
      <AttemptLog attempts={attempts} />
    </div>
  );
}
