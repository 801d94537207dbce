import { mkdir, mkdtemp, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { saying } from "#kernel/fault.ts";
import type { Language } from "#site/language.ts";
import { signalled } from "#speech/melody.ts";
import { recorded } from "#speech/prompts.ts";
import type { Sound } from "#speech/wav.ts";
import type { ChannelHost, Delivery, Line, Message } from "../channel.ts";
import { spokenText } from "../spoken-text.ts";
import type { Announcement } from "./announcement.ts";
import { CoreLoss } from "./core-loss.ts";
import { Loudspeaker } from "./loudspeaker.ts";
import { MELODIES } from "./melodies.ts";
import { type Entry, type Outcome, Place } from "./place.ts";
import type { Settings } from "./settings.ts";

/** Announces on a loudspeaker of this machine. */
export class AnnouncerLine implements Line {
  readonly #host: ChannelHost;
  readonly #folder: string;
  readonly #loudspeaker: Loudspeaker;
  readonly #place: Place;
  readonly #loss: CoreLoss;
  #keeping: Promise<void> = Promise.resolve();

  private constructor(host: ChannelHost, folder: string, loudspeaker: Loudspeaker, whenLost: Sound) {
    this.#host = host;
    this.#folder = folder;
    this.#loudspeaker = loudspeaker;
    this.#loss = new CoreLoss(host.clock, async () => {
      await loudspeaker.play(whenLost).catch((thrown: unknown) => {
        host.log.error({ because: saying(thrown) }, "that the server is lost could not be announced");
      });
    });
    host.whenReached?.((isReached) => this.#loss.reached(isReached));
    this.#place = new Place({
      clock: host.clock,
      log: host.log,
      sound: (announcement, language) => this.#sound(announcement, language),
      stop: () => void loudspeaker.stop(),
      alarm: host.alarm ?? (() => Promise.reject(new Error("alarms are not known here"))),
      changed: () => this.#keep(),
    });
  }

  static async open({ by, device, folder: files }: Settings, host: ChannelHost): Promise<AnnouncerLine> {
    const folder = host.folder ?? (await mkdtemp(join(tmpdir(), "tocsin-announcer-")));
    const language = await host.desk?.language().catch(() => null);
    // Recorded, so that opening a channel waits for no voice.
    const whenLost = signalled(MELODIES.lost, await recorded("lost", language ?? "en"));
    const loudspeaker = new Loudspeaker({
      clock: host.clock,
      sink: { by, device, folder: files },
      whenLost,
      ownerFile: join(folder, "owner"),
    });
    const line = new AnnouncerLine(host, folder, loudspeaker, whenLost);
    line.#place.resume(await kept(line.#file));
    return line;
  }

  async deliver(message: Message, signal: AbortSignal): Promise<Delivery> {
    const entry = entryOf(message);
    if (entry.about && (await this.#isSilent(entry.about.alarm))) {
      return { outcome: "rejected", because: "it must make no sound near its point" };
    }
    const cut = new Promise<Outcome>((resolve) => {
      signal.addEventListener("abort", () => resolve({ heard: false, because: "the announcer was closed" }));
    });
    const outcome = await Promise.race([this.#place.announce(entry), cut]);
    if (!outcome.heard) return { outcome: "retry", because: outcome.because, outage: true };
    const others = outcome.with === 0 ? "" : ` together with ${outcome.with} others`;
    return { outcome: "delivered", because: `it was announced at ${message.to}${others}` };
  }

  /** A moment of silence: the sound card must be there to take it. */
  async check(): Promise<{ ok: boolean; because: string }> {
    try {
      await this.#loudspeaker.check();
      return { ok: true, because: "the loudspeaker takes sound" };
    } catch (thrown) {
      return { ok: false, because: saying(thrown) };
    }
  }

  silence(): number {
    return this.#place.silence();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#loss.end();
    this.#place.close();
    await this.#loudspeaker.end();
    await this.#keeping;
  }

  /** The core has asked before it sent the message: where it can't be known, it is not. */
  async #isSilent(alarm: number): Promise<boolean> {
    return (await this.#host.alarm?.(alarm).catch(() => null))?.silent === true;
  }

  get #file(): string {
    return join(this.#folder, "standing.json");
  }

  async #sound({ priority, text }: Announcement, language: Language): Promise<void> {
    const speech = await this.#host.speech?.sound(text, language, "full").catch((thrown: unknown) => {
      this.#host.log.error({ because: saying(thrown) }, "a recorded prompt is announced instead of speech");
    });
    const sound = speech ?? (await recorded("unspoken", language));
    await this.#loudspeaker.play(signalled(MELODIES[priority], sound));
  }

  /** What is to be said again outlives the process. */
  #keep(): void {
    const { standing } = this.#place;
    const write = async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(`${this.#file}.part`, JSON.stringify(standing), { mode: 0o600 });
      await rename(`${this.#file}.part`, this.#file);
    };
    this.#keeping = this.#keeping
      .then(write)
      .catch((thrown: unknown) =>
        this.#host.log.warn(`what is announced would be lost with a restart: ${this.#file}: ${saying(thrown)}`),
      );
  }
}

async function kept(file: string): Promise<Entry[]> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Entry[];
  } catch {
    return []; // there was nothing, or it was damaged: callouts go on all the same
  }
}

function entryOf(message: Message): Entry {
  const { id, kind, priority, subject, facts, createdAt, language = "en" } = message;
  const [alarm, occurrence, sequence] = [facts["alarm"], facts["occurrence"], facts["sequence"]].map(Number);
  const about = kind === "alarm" && alarm && occurrence && sequence ? { alarm, occurrence, sequence } : null;
  const place = facts["partitionName"];
  return {
    id,
    priority,
    // A message about an alarm has a short form; the others are short.
    text: kind === "alarm" || kind === "cleared" ? subject : spokenText(message),
    place: typeof place === "string" ? place : "",
    language,
    about,
    since: createdAt,
    lastAt: null,
    named: false,
  };
}
