import type { AlarmView } from "../api/contract.ts";
import { t } from "../page-texts.ts";
import { PrioritySymbol } from "../shell/symbols.tsx";
import type { Look } from "./board.ts";

/** How something on a plan is seen: by its alarms, or as not known, which is never calm. */
export type Sight =
  | { readonly is: "seen"; readonly look: Look }
  /** The server, or the source of the point, isn't there. */
  | { readonly is: "unknown"; readonly because: string };

/** Shape, colour and digit of the worst alarm; a ring while all is well; grey, hatched and with a question mark when nobody knows. */
export function SightSymbol({ sight, size = 24 }: { sight: Sight; size?: number }) {
  if (sight.is === "seen" && sight.look.worst) {
    const { priority, state } = sight.look.worst;
    return <PrioritySymbol priority={priority} state={state} size={size} />;
  }
  const isUnknown = sight.is === "unknown";
  return (
    <svg
      className={`symbol ${isUnknown ? "symbol-unknown" : "symbol-calm"}`}
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <circle cx="12" cy="12" r="10" />
      {isUnknown && (
        <>
          <path className="symbol-hatch" d="M3 10L10 3M3 18L18 3M6 21L21 6M14 21L21 14" />
          <circle className="symbol-plate" cx="12" cy="12" r="6.5" />
          <text x="12" y="16.5" textAnchor="middle">
            ?
          </text>
        </>
      )}
    </svg>
  );
}

/** The same in words. */
export function sightText(sight: Sight): string {
  if (sight.is === "unknown") return t.plans.unknown(sight.because);
  const { worst, waiting } = sight.look;
  if (!worst) return t.plans.calm;
  return [alarmText(worst), waiting > 0 ? t.plans.waiting(waiting) : ""].filter(Boolean).join(", ");
}

function alarmText({ priority, state, text }: AlarmView): string {
  return `${t.priority[priority]}, ${t.state[state]}: ${text}`;
}

/** How many wait for an acknowledgement; nothing where none does. */
export function WaitingCount({ sight }: { sight: Sight }) {
  if (sight.is === "unknown") {
    return (
      <span className="tree-count muted" title={sight.because}>
        ?
      </span>
    );
  }
  const { waiting } = sight.look;
  if (waiting === 0) return null;
  return (
    <span className="tree-count">
      {waiting}
      <span className="hidden"> {t.plans.waitingHere}</span>
    </span>
  );
}
