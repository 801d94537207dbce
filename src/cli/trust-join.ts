import { mkdirSync } from "node:fs";
import { join as path } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import { loadSettings } from "#kernel/settings.ts";
import { version } from "#kernel/version.ts";
import { readDigits } from "#trust/ceremony/code.ts";
import { Ended } from "#trust/ceremony/ended.ts";
import { type Joined, type JoinOrder, join } from "#trust/ceremony/joiner.ts";
import { readToken } from "#trust/ceremony/token.ts";
import { uriOf } from "#trust/identity.ts";
import { readIdentity, writeIdentity } from "#trust/identity-file.ts";
import { note } from "#trust/notes.ts";
import { control } from "./control.ts";
import { type Dialogue, openDialogue } from "./dialogue.ts";
import { linesOfDescriptor } from "./hidden-input.ts";
import { foundWords, placeOf, wantedOf } from "./trust-place.ts";

const OPTIONS = {
  data: { type: "string" },
  config: { type: "string" },
  role: { type: "string" },
  node: { type: "string" },
  instance: { type: "string" },
  /** The token comes by this descriptor, never as an argument: those are seen by every account of the machine. */
  "token-fd": { type: "string" },
  replace: { type: "boolean", default: false },
} as const;

/** Makes this machine one of a site whose window is open. Needs no server here. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const place = placeOf(positionals[0]);
  const { dataFolder } = loadSettings({ dataFolder: values.data, file: values.config });
  const trustFolder = path(dataFolder, "trust");
  if (!values.replace) refuseSecond(trustFolder);
  const dialogue = openDialogue();
  const giving = new AbortController();
  process.once("SIGINT", () => giving.abort());
  try {
    const joined = await join(
      {
        place,
        wanted: wantedOf(values),
        reached: (found) => console.log(foundWords(found, place)),
        compare: comparison(values["token-fd"], dialogue, giving.signal),
        store: (one) => store(dataFolder, trustFolder, one, place.host),
      },
      { clock: systemClock, version },
    );
    console.log(`This machine is now ${uriOf(joined.identity.name)}.`);
    console.log(`Transcript ${joined.transcript}: the trail of the site has the same.`);
    await control(dataFolder)
      .request("POST", "/api/v1/seal/notes")
      .catch(() => undefined); // no server runs here: the next one takes the note over
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof Ended)) throw thrown;
    console.error(`\n${thrown.message}`);
    return 1;
  } finally {
    dialogue.close();
  }
}

function refuseSecond(trustFolder: string): void {
  const present = readIdentity(trustFolder);
  if (!present) return;
  throw new Fault(
    "conflict",
    `This machine is ${uriOf(present.name)} already. To let it join anew, say so with --replace; what it was ends then.`,
  );
}

function comparison(tokenFd: string | undefined, dialogue: Dialogue, giving: AbortSignal): JoinOrder["compare"] {
  if (tokenFd !== undefined) {
    const token = readToken(linesOfDescriptor(tokenFd, "token-fd")[0] ?? "");
    if (token) return { by: "token", token };
    throw new Fault("invalid", `What --token-fd ${tokenFd} gives is no token, or not a whole one.`);
  }
  return {
    by: "person",
    ask: async (words, ended) => {
      console.log(`\nRead these words out to the person at the other machine:\n\n    ${words.join("  ")}\n`);
      const question = "Type the six digits that they read out from their screen: ";
      for (;;) {
        const line = await dialogue.ask(question, AbortSignal.any([ended, giving])).catch((thrown: unknown) => {
          throw ended.aborted ? (ended.reason as Error) : givenUp(thrown);
        });
        if (line === null) throw givenUp(null);
        const typed = readDigits(line);
        if (typed.kind === "read") {
          console.log("Waiting for the other side to have typed your words …");
          return typed.text;
        }
        console.log(typed.why);
      }
    },
  };
}

function givenUp(cause: unknown): Ended {
  const ended = new Ended("given-up", "Given up on this side; nothing was trusted.");
  ended.cause = cause;
  return ended;
}

/** Noted before it is done; the next server on this data folder takes the note into its trail. */
function store(dataFolder: string, trustFolder: string, { identity, transcript, mode }: Joined, host: string): void {
  mkdirSync(trustFolder, { recursive: true, mode: 0o700 });
  const how = mode === "pair" ? "two people compared the code" : "with a token, nobody compared a code";
  const did = `let this machine join the site of ${host} as ${uriOf(identity.name)}: ${how}; transcript ${transcript}`;
  note(dataFolder, systemClock.now(), "trust.enrolled", did, {
    transcript,
    mode,
    peer: host,
    uri: uriOf(identity.name),
  });
  writeIdentity(trustFolder, identity);
}
