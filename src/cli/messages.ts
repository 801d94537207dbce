import { parseArgs } from "node:util";
import type { ChannelHealth } from "#channels/open-channel.ts";
import { Fault } from "#kernel/fault.ts";
import { ASKING, ask, printJson } from "./ask.ts";

/** Lists how much waits for each channel of the running server, or gives up what waits for one. Exit code 0. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...ASKING, reason: { type: "string" }, person: { type: "string" } },
  });
  const [verb = "waiting", channel, ...more] = positionals;
  if (verb === "waiting" && channel === undefined) {
    const { items } = (await ask(values, "GET", "/api/v1/channels")) as { items: readonly ChannelHealth[] };
    if (values.json) printJson(items);
    else
      for (const { id, waiting, state, because } of items) console.log(`${id}  ${waiting} wait  ${state}: ${because}`);
    return 0;
  }
  if (verb !== "purge" || channel === undefined || more.length > 0) {
    throw new Fault("invalid", 'Say "tocsin messages waiting" or "tocsin messages purge CHANNEL --reason TEXT".');
  }
  const { reason, person } = values;
  if (!reason?.trim()) throw new Fault("invalid", "Say why with --reason: it stands in the audit trail.");
  const body = { reason, ...(person === undefined ? {} : { person }) };
  const answer = (await ask(values, "POST", `/api/v1/channels/${encodeURIComponent(channel)}/purge`, body)) as {
    purged: number;
  };
  if (values.json) printJson(answer);
  else console.log(`${answer.purged} messages will not be sent. The alarms behind them stay as they are.`);
  return 0;
}
