import { readFile } from "node:fs/promises";
import { systemClock } from "#kernel/clock.ts";
import { type LoudspeakerAnswer, type LoudspeakerOrder } from "./loudspeaker-orders.ts";
import { soundOut } from "./sound-out.ts";

/*
 * What sounds, in a process of its own that outlives the core: when the core dies or stands still, this one says so by itself,
 * again and again, until a core is there that owns the loudspeaker.
 */
type Begin = Extract<LoudspeakerOrder, { order: "begin" }>;
let begun: Begin | null = null;
let sounding = new AbortController();
/** Sounds come one after the other. */
let queue: Promise<unknown> = Promise.resolve();
let cancelLoss = () => {};
let isLost = false;
/** The loss is being said. */
let isSaying = false;
let isLast = false;

process.on("message", (order: LoudspeakerOrder) => {
  if (isLost) sounding.abort();
  isLost = false;
  if (begun) loseAfter(begun.patience.lostMs);
  switch (order.order) {
    case "begin":
      begun = order;
      return loseAfter(order.patience.lostMs);
    case "play":
      queue = queue.then(() => play(order));
      return;
    case "stop":
      sounding.abort();
      return;
    case "alive":
      return;
    case "end":
      process.exit();
  }
});
process.on("disconnect", lose);
// The machine or the service is stopped: the core says "end", or is gone, and then that is said once.
process.on("SIGTERM", () => {
  if (isLost && !isSaying) process.exit();
  isLast = true;
});
process.on("SIGINT", () => {});

async function play({ number, sound }: Extract<LoudspeakerOrder, { order: "play" }>): Promise<void> {
  sounding = new AbortController();
  let why: string | null = null;
  try {
    if (begun) await soundOut(begun.sink, sound, sounding.signal);
  } catch (thrown) {
    why = thrown instanceof Error ? thrown.message : String(thrown);
  }
  const answer: LoudspeakerAnswer = { number, why };
  if (process.connected) process.send?.(answer);
}

function loseAfter(ms: number): void {
  cancelLoss();
  cancelLoss = systemClock.at(systemClock.now() + ms, lose);
}

function lose(): void {
  cancelLoss();
  if (!begun) process.exit();
  if (!isLost) sounding.abort();
  isLost = true;
  const { sink, whenLost, patience } = begun;
  queue = queue.then(async () => {
    if (!isLost) return;
    if (await isReplaced()) process.exit();
    sounding = new AbortController();
    isSaying = true;
    await soundOut(sink, whenLost, sounding.signal).catch(() => {}); // nobody is left to tell
    isSaying = false;
    if (isLost && isLast) process.exit();
    if (isLost) loseAfter(patience.lostAgainMs);
  });
}

/** Another core owns the loudspeaker now; or the installation is gone. */
async function isReplaced(): Promise<boolean> {
  if (!begun || process.connected) return false;
  const owner = await readFile(begun.ownerFile, "utf8").catch(() => null);
  return owner !== begun.owner;
}
