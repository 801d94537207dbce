/**
 * A panel in a process of its own, for a network of its own: reports one zone after the other, and appends the number of
 * each that was acknowledged to a file. It fails as soon as one is not. SIGTERM ends it after the one under way.
 */
import { appendFileSync } from "node:fs";
import { Panel } from "./panel.ts";
import { pause } from "./whole-server.ts";

export interface Calling {
  readonly port: number;
  readonly account: string;
  /** DC-03: `BA` burglary, `FA` fire. */
  readonly code: string;
  readonly zones: { readonly from: number; readonly to: number };
  readonly everyMs: number;
  readonly file: string;
}

const { port, account, code, zones, everyMs, file } = JSON.parse(process.argv[2] ?? "{}") as Calling;
const panel = new Panel({ host: "127.0.0.1", port, account, waitMs: 60_000 });
let stopped = false;
process.once("SIGTERM", () => {
  stopped = true;
});
for (let zone = zones.from; zone <= zones.to && !stopped; zone++) {
  const number = String(zone).padStart(3, "0");
  const answer = await panel.send(`Nri1/${code}${number}`);
  if (answer !== "ack") throw new Error(`zone ${number} was answered with ${answer}`);
  appendFileSync(file, `${account}/1/${number}\n`);
  await pause(everyMs);
}
await panel.close();
