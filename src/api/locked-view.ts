import type { Tally } from "#alarms/tally.ts";

/** Says on an open stream that the screen is locked or no longer is; everything else of it then changes too. */
export function lockText(locked: boolean): string {
  return `event: lock\ndata: {"locked":${locked}}\n\n`;
}

/** What a locked screen may know: numbers, no names, no texts, no ids. */
export function countsText(counts: ReturnType<Tally["of"]>): string {
  return `event: counts\ndata: ${JSON.stringify(counts)}\n\n`;
}

/** How many steps of procedures take too long; not which, and not about what. */
export function lateStepsText(steps: number): string {
  return `event: late-steps\ndata: {"steps":${steps}}\n\n`;
}

/** Whether the server can store; why it can't names machines, and is for those who are signed in. */
export function lockedHealthText(database: "up" | "down"): string {
  return `event: health\ndata: {"database":"${database}","because":""}\n\n`;
}
