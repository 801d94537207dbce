/* A core's end of a loudspeaker, to be killed: `node doomed-announcer.ts <folder for WAV files> <owner file>`. */
import { Loudspeaker } from "#channels/announcer/loudspeaker.ts";
import { systemClock } from "#kernel/clock.ts";
import { recorded } from "#speech/prompts.ts";

const [, , folder = "", ownerFile = ""] = process.argv;
const loudspeaker = new Loudspeaker({
  clock: systemClock,
  sink: { by: "files", device: undefined, folder },
  whenLost: await recorded("lost", "en"),
  ownerFile,
  lostAgainMs: 200,
});
await loudspeaker.play(await recorded("greeting", "en"));
process.stdout.write(`${await loudspeaker.pid()}\n`);
