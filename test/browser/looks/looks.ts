/** A page or a state of it that pictures are kept of. */
export interface Look {
  readonly name: string;
  readonly path: string;
  /** What stands there once it is whole: a CSS selector. */
  readonly shows: string;
  readonly looker?: "nobody" | "locked";
  /** Absent: a screen of a desk. */
  readonly isPhone?: true;
  readonly isHighContrast?: true;
  /** The server goes after the page was loaded. */
  readonly isLost?: true;
}

const ROWS = "[data-testid=alarm-row]";

/** The pictures that people would miss first. Each is taken by day and by night. @param alarm that is shown in detail */
export function looksOf(alarm: number): readonly Look[] {
  return [
    { name: "sign-in", path: "/", shows: "form button[type=submit]", looker: "nobody" },
    { name: "alarms", path: "/", shows: ROWS },
    { name: "alarms-contrast", path: "/", shows: ROWS, isHighContrast: true },
    { name: "alarms-phone", path: "/", shows: ROWS, isPhone: true },
    { name: "alarms-lost", path: "/", shows: ROWS, isLost: true },
    { name: "alarm", path: `/alarms/${alarm}`, shows: "[data-testid=trend] canvas" },
    { name: "lock", path: "/", shows: "[data-testid=lock-screen] form", looker: "locked" },
    { name: "wall", path: "/wall", shows: "[data-testid=wall-row]" },
    { name: "plan", path: "/plans/riverside", shows: "[data-ready=true] [data-testid=plan-mark]" },
    { name: "on-call", path: "/on-call", shows: ".duty-page table, .duty-page [role=grid]" },
  ];
}

export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };
