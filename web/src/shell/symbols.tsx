import type { AlarmState, Priority } from "../api/contract.ts";
import { t } from "../texts.ts";

export function Bell() {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" fill="currentColor">
      <path d="M12 2.5c-4 0-6 3-6 7V14l-2.5 3.5h17L18 14V9.5c0-4-2-7-6-7zM9.8 19.5a2.2 2.2 0 0 0 4.4 0z" />
    </svg>
  );
}

/** One shape per priority, so that no colour is needed to tell them apart; the digit is the priority's rank. */
const SHAPES: Record<Priority, { readonly path: string; readonly digit: string; readonly y: number }> = {
  "life-safety": { path: "M8 1h8l7 7v8l-7 7H8l-7-7V8z", digit: "1", y: 16.5 },
  critical: { path: "M2 2h20v20H2z", digit: "2", y: 16.5 },
  high: { path: "M12 1l11.5 21H.5z", digit: "3", y: 19 },
  medium: { path: "M.5 2h23L12 23z", digit: "4", y: 13.5 },
  low: { path: "M12 .5L23.5 12 12 23.5.5 12z", digit: "5", y: 16.5 },
};

const HOLLOW: readonly AlarmState[] = ["returned", "latched-unacknowledged", "latched-acknowledged"];
const SUPPRESSED: Partial<Record<AlarmState, string>> = {
  shelved: "M8 7v10M16 7v10",
  suppressed: "M6 18L18 6",
  "out-of-service": "M6 6l12 12M6 18L18 6",
};

/** The ISA-18.2 look: filled while the condition stands, hollow once it has gone, grey with a sign while suppressed. */
export function PrioritySymbol({
  priority,
  state,
  size = 22,
}: {
  priority: Priority;
  state?: AlarmState;
  size?: number;
}) {
  const shape = SHAPES[priority];
  const sign = state && SUPPRESSED[state];
  const look = sign ? "muted" : state && HOLLOW.includes(state) ? "hollow" : "filled";
  return (
    <svg
      className={`symbol symbol-${look}`}
      data-priority={priority}
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <path className="symbol-shape" d={shape.path} />
      {sign ? (
        <path className="symbol-sign" d={sign} />
      ) : (
        <text className="symbol-digit" x="12" y={shape.y} textAnchor="middle">
          {shape.digit}
        </text>
      )}
    </svg>
  );
}

export function PriorityLabel({ priority, state }: { priority: Priority; state?: AlarmState }) {
  return (
    <span className="priority" data-priority={priority}>
      <PrioritySymbol priority={priority} {...(state ? { state } : {})} size={18} />
      {t.priority[priority]}
    </span>
  );
}

/** Colour and word of a state of health. */
export function Health({ state }: { state: "up" | "degraded" | "down" | "failing" | "disabled" }) {
  return (
    <span className="health" data-health={state}>
      <span className="health-dot" aria-hidden="true" />
      {t.health[state]}
    </span>
  );
}
