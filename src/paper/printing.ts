import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Report } from "./report.ts";

let before: Promise<unknown> = Promise.resolve();

/**
 * The report as PDF, made in a thread of its own: a long one takes seconds of a processor, in which alarms must go on. One at
 * a time; its memory goes with the thread.
 */
export function printed(report: Report): Promise<Buffer> {
  const made = before.then(() => inThread(report));
  before = made.catch(() => {});
  return made;
}

async function inThread(report: Report): Promise<Buffer> {
  const worker = new Worker(new URL("./pdf-thread.ts", import.meta.url), {
    workerData: report,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  try {
    const [pdf] = (await once(worker, "message")) as [Uint8Array];
    return Buffer.from(pdf);
  } finally {
    await worker.terminate();
  }
}
