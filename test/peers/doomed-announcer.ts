/*
 * A core's end of a loudspeaker, to be killed or frozen; it greets when it begins and when it goes on:
 * `node doomed-announcer.ts <folder for WAV files> <owner file>`.
 */
import { Loudspeaker } from "#channels/announcer/loudspeaker.ts";
import { systemClock } from "#kernel/clock.ts";
import { recorded } from "#speech/prompts.ts";

const [, , folder = "", ownerFile = ""] = process.argv;
const loudspeaker = new Loudspeaker({
  clock: systemClock,
  sink: { by: "files", device: undefined, folder },
  whenLost: await recorded("lost", "en"),
  ownerFile,
  patience: { aliveMs: 100, lostMs: 2000, lostAgainMs: 200 },
});
const greet = async () => loudspeaker.play(await recorded("greeting", "en"));
process.on("SIGCONT", () => void greet());
await greet();
process.stdout.write(`${await loudspeaker.pid()}\n`);
