import type { Attempt } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { sentenceSaid } from "../said.ts";
import { dateTime } from "../time.ts";

/** The attempts of one message in order, where its last word doesn't say it all. */
export function AttemptLog({ attempts }: { attempts: readonly Attempt[] }) {
  if (attempts.length < 2) return null;
  return (
    <details>
      <summary>{t.deliveries.log(attempts.length)}</summary>
      <ol className="plain">
        {attempts.map((attempt, index) => (
          // biome-ignore lint: entries never move
          <li key={index}>
            <time>{dateTime(attempt.at)}</time> {t.deliveries.attempt(attempt.number)}: {t.outcome[attempt.state]}
            <span className="muted"> {sentenceSaid(attempt.because)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
