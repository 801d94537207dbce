import { parseArgs } from "node:util";
import { systemClock, waitUntil } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { readWords } from "#trust/ceremony/code.ts";
import { clockWords } from "#trust/ceremony/window.ts";
import type { WindowView } from "#trust/ceremony/window-view.ts";
import { ASKING, ask, printJson } from "./ask.ts";
import { type Dialogue, openDialogue } from "./dialogue.ts";
import { admit, dismiss } from "./firewall-live.ts";

const OPTIONS = {
  ...ASKING,
  for: { type: "string", default: "10m" },
  expect: { type: "string", multiple: true, default: [] as string[] },
} as const;
const PARTS = ["role", "node", "instance", "address"] as const;
const LOOK_MS = 250;
const WINDOW = "/api/v1/trust/window";
type Values = { data?: string | undefined; config?: string | undefined };
type Run = NonNullable<WindowView["run"]>;

interface Body {
  readonly minutes: number;
  readonly expected: object;
}

/** Opens the window, shows who comes, and compares the code with the person at this terminal. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const { address, ...expected } = expectedOf([...values.expect, ...positionals]);
  const body = { minutes: minutesOf(values.for), expected };
  if (address === null) return opens(values, body);
  admit(address, body.minutes);
  let stays = values.json;
  try {
    return await opens(values, body);
  } catch (thrown) {
    stays = false;
    throw thrown;
  } finally {
    if (!stays) dismiss(address);
  }
}

async function opens(values: Values & { json: boolean }, body: Body): Promise<number> {
  const opened = (await ask(values, "POST", WINDOW, body)) as WindowView;
  if (values.json) {
    printJson(opened);
    return 0;
  }
  const addresses = opened.addresses.length > 0 ? opened.addresses.join(", ") : "(this machine has no address)";
  console.log(`Port ${opened.port} is open for ${body.minutes} minutes. This machine is reached at ${addresses}.`);
  console.log(`On the other machine:  tocsin trust join HOST${opened.port === 4018 ? "" : `:${opened.port}`}`);
  console.log("Waiting for it. Ctrl-C closes the window.");
  const dialogue = openDialogue();
  const closing = new AbortController();
  process.once("SIGINT", () => closing.abort());
  try {
    return await attend(values, opened, dialogue, closing.signal);
  } finally {
    dialogue.close();
  }
}

/** Until the window is closed. */
async function attend(values: Values, opened: WindowView, dialogue: Dialogue, closing: AbortSignal): Promise<number> {
  const told = new Told(opened.window);
  let asked = { id: 0, gone: new AbortController() };
  for (;;) {
    if (closing.aborted) await ask(values, "DELETE", WINDOW);
    const view = (await ask(values, "GET", WINDOW)) as WindowView;
    const { run } = view;
    if (run?.id !== asked.id) asked.gone.abort();
    told.news(view);
    if (view.closesAt === null || view.window !== opened.window) return view.last?.enrolled ? 0 : 1;
    if (run?.stage === "comparing" && run.id !== asked.id) {
      asked = { id: run.id, gone: new AbortController() };
      void compare(values, run, dialogue, asked.gone.signal);
    }
    await waitUntil(systemClock, systemClock.now() + LOOK_MS, closing.aborted ? undefined : closing).catch(() => {});
  }
}

/** Says each thing once. */
class Told {
  readonly #window: number;
  readonly #reached = new Set<string>();
  #last: number | null = null;

  constructor(window: number) {
    this.#window = window;
  }

  news(view: WindowView): void {
    for (const { from, at, version, protocol, aheadMs } of view.reached.toReversed()) {
      const key = `${from} ${at}`;
      if (!this.#reached.has(key))
        console.log(
          `${from} reaches this window: Tocsin ${version}, protocol ${protocol}. ${clockWords(aheadMs, "that machine")}.`,
        );
      this.#reached.add(key);
    }
    if (view.window === this.#window && view.last && view.last.at !== this.#last) {
      this.#last = view.last.at;
      console.log(`\n${view.last.because}`);
    }
    if (view.closesAt === null)
      console.log(`The window is closed, for ${view.closedBecause ?? "another one was opened"}.`);
  }
}

/** The run goes on without an answer: its end is told by whoever looks. */
async function compare(values: Values, run: Run, dialogue: Dialogue, gone: AbortSignal): Promise<void> {
  console.log(`\n${run.from} asks to join as ${run.role} "${run.instance}" on the machine ${run.node}.`);
  console.log(`Read these digits out to the person there:\n\n    ${run.digits}\n`);
  try {
    for (;;) {
      const line = await dialogue.ask("Type the three words that they read out from their screen: ", gone);
      if (line === null) {
        await ask(values, "DELETE", WINDOW);
        return;
      }
      const typed = readWords(line);
      if (typed.kind === "read") {
        await ask(values, "POST", `${WINDOW}/words`, { run: run.id, words: typed.text });
        console.log("Waiting for the other side to have typed your digits …");
        return;
      }
      console.log(typed.why);
    }
  } catch (thrown) {
    if (!gone.aborted) console.log(saying(thrown));
  }
}

/** `90s`, `10m`, `1h` as minutes, rounded up. */
export function minutesOf(text: string): number {
  const [, number = "", unit = "m"] = /^(\d{1,4})(s|m|h)?$/.exec(text) ?? [];
  if (number === "") throw new Fault("invalid", `--for must be a time such as 10m, found "${text}".`);
  return Math.ceil((Number(number) * { s: 1, m: 60, h: 3600 }[unit as "s" | "m" | "h"]) / 60);
}

/** `node=b2 role=driver-host`, and `address=10.0.0.7`, which the firewall of this machine lets in meanwhile. */
export function expectedOf(pairs: readonly string[]): Record<(typeof PARTS)[number], string | null> {
  const expected: ReturnType<typeof expectedOf> = { role: null, node: null, instance: null, address: null };
  for (const pair of pairs) {
    const [name = "", text = ""] = pair.split("=", 2);
    const part = PARTS.find((one) => one === name);
    if (part === undefined || text === "")
      throw new Fault("invalid", `--expect takes ${PARTS.map((one) => `${one}=…`).join(", ")}; found "${pair}".`);
    expected[part] = text;
  }
  return expected;
}
