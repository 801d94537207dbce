import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { systemClock } from "#kernel/clock.ts";
import { saying } from "#kernel/fault.ts";
import { Media } from "./media.ts";
import { Metronome } from "./metronome.ts";
import type { StudioNews, StudioOrder } from "./studio-orders.ts";

/** The thread of a studio: all calls' sound, on one clock, whatever else the server does. */
const metronome = new Metronome(systemClock);
const calls = new Map<number, Media>();

/** Of this thread alone; -20 is the most urgent. */
const URGENCY = -10;

/**
 * Before what else wants the processor. The service's limit (`LimitNICE`) or root must allow it; without it packets are late
 * only while more wants to run than there are cores.
 */
function beUrgent(): void {
  try {
    setPriority(Number(readlinkSync("/proc/thread-self").split("/").at(-1)), URGENCY);
  } catch {
    // Not allowed, or no Linux.
  }
}

function tell(news: StudioNews): void {
  parentPort?.postMessage(news);
}

async function open({ id, address, from, to }: Extract<StudioOrder, { order: "open" }>): Promise<void> {
  try {
    const digit = (one: string) => tell({ id, news: "digit", digit: one });
    const media = await Media.open({ address, ports: { from, to }, metronome, digit });
    calls.set(id, media);
    tell({ id, news: "opened", port: media.port });
  } catch (thrown) {
    tell({ id, news: "failed", because: saying(thrown) });
  }
}

async function follow(order: StudioOrder): Promise<void> {
  const { id } = order;
  if (order.order === "open") return open(order);
  const media = calls.get(id);
  if (!media) return;
  switch (order.order) {
    case "agree":
      return media.agree(bytesOf(order.session), order.key && Buffer.from(order.key));
    case "play":
      await media.play(Buffer.from(order.sound));
      return tell({ id, news: "played", turn: order.turn });
    case "stop":
      return media.stop();
    case "count":
      return tell({ id, news: "counted", counts: media.counts, worstMs: metronome.takeWorstMs() });
    case "close":
      calls.delete(id);
      await media[Symbol.asyncDispose]();
      return tell({ id, news: "closed" });
  }
}

/** A Buffer arrives in a thread as plain bytes. */
function bytesOf(session: Extract<StudioOrder, { order: "agree" }>["session"]) {
  const { crypto } = session;
  return crypto ? { ...session, crypto: { ...crypto, key: Buffer.from(crypto.key) } } : session;
}

beUrgent();
parentPort?.on("message", (order: StudioOrder) => {
  void follow(order); // what it may reject with is our own mistake, and ends the thread
});
