import type { Panel } from "../peers/panel.ts";
import type { Plc } from "../peers/plc.ts";
import { pause, until, type WholeServer } from "../peers/whole-server.ts";

/** A report that the server has acknowledged, as it must be found afterwards. */
export interface Acknowledged {
  readonly source: "web" | "panels";
  /** Stands in the stored event's `raw`, and in no other's. */
  readonly mark: string;
  readonly point: string;
  readonly kind: "raise" | "clear";
}

/** An operator's acknowledgement that was answered with 200. */
export interface Answer {
  readonly alarm: number;
  readonly occurrence: number;
  readonly sequence: number;
}

/** A frozen core takes connections and never answers. */
const PATIENCE_MS = 1500;

/** So many acknowledged reports show that a core is at work. */
export const PROGRESS = 30;

/** `PROGRESS` more reports are acknowledged, by whichever core. */
export async function acknowledgeMore(load: Load): Promise<void> {
  const goal = load.acknowledged.length + PROGRESS;
  await until(`${PROGRESS} more reports are acknowledged`, () => load.acknowledged.length >= goal, 5);
}

/** Everything that speaks with the server in a run, as devices and people do: what has no answer is said again. */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  readonly answers: Answer[] = [];
  /** How often something was said again because its answer did not come. */
  repeats = 0;
  /** Answers that nobody expected. */
  readonly surprises: string[] = [];
  readonly #server: (failures: number) => WholeServer;
  readonly #random: () => number;
  readonly #running: Promise<void>[] = [];
  #stopping = false;

  /** @param server where to turn to after so many failures of one's own */
  constructor(server: (failures: number) => WholeServer, random: () => number) {
    this.#server = server;
    this.#random = random;
  }

  /** A machine that reports by HTTP, a few events at a time, about points of its own. */
  web(name: string, points: number): void {
    const standing = new Map<string, boolean>();
    let number = 0;
    let failures = 0;
    this.#run(async () => {
      const events = Array.from({ length: 1 + Math.floor(this.#random() * 4) }, () => {
        const point = `${name}/${Math.floor(this.#random() * points)}`;
        const kind: "raise" | "clear" = standing.get(point) ? "clear" : "raise";
        standing.set(point, kind === "raise");
        const mark = `web ${name} ${++number}.`;
        return {
          point,
          kind,
          category: "technical",
          condition: "fault",
          raw: mark,
          dedupeKey: mark,
          priority: number % 7 === 0 ? "life-safety" : "critical",
        };
      });
      await this.#insist(async () => {
        const server = this.#server(failures++);
        const { status, body } = await server.ask(
          "POST",
          "/api/v1/events",
          { source: "web", events },
          undefined,
          PATIENCE_MS,
        );
        if (status !== 202 && status !== 503) this.surprises.push(`events: ${status} ${JSON.stringify(body)}`);
        if (status === 202) failures--;
        return status === 202;
      });
      for (const { point, kind, raw } of events) this.acknowledged.push({ source: "web", mark: raw, point, kind });
    });
  }

  /** An intruder panel, zone by zone. */
  panel(panel: Panel, account: string, zones: number): void {
    const standing = new Map<string, boolean>();
    let number = 0;
    this.#run(async () => {
      const zone = String(1 + Math.floor(this.#random() * zones)).padStart(3, "0");
      const kind: "raise" | "clear" = standing.get(zone) ? "clear" : "raise";
      standing.set(zone, kind === "raise");
      const sequence = String(++number).padStart(4, "0");
      const message = panel.message(`#${account}|Nri1/${kind === "raise" ? "BA" : "BR"}${zone}`, { sequence });
      await this.#insist(async () => {
        const answer = await panel.exchange(message);
        if (answer === "duh" || answer === "nak") this.surprises.push(`panel ${account} ${sequence}: ${answer}`);
        // An answer that comes late belongs to the message before.
        return answer === "ack" && panel.answers.at(-1)?.includes(`ACK"${sequence}`) === true;
      });
      const point = `${account}/1/${zone}`;
      this.acknowledged.push({ source: "panels", mark: `${sequence}L0#${account}[`, point, kind });
    });
  }

  /** A plant whose coils and temperature change all the time. */
  plant(plc: Plc): void {
    this.#run(async () => {
      const memory = plc.unit();
      memory.coils[Math.floor(this.#random() * 4)] = this.#random() < 0.5;
      memory.holding[0] = Math.floor(this.#random() * 100);
      await pause(40);
    });
  }

  /** An operator who acknowledges what stands on the list. */
  operator(): void {
    this.#run(async () => {
      const path = "/api/v1/alarms?state=unacknowledged&limit=50";
      const { status, body } = await this.#server(0)
        .ask("GET", path)
        .catch(() => ({ status: 0, body: null }));
      const { items } = (status === 200 ? body : { items: [] }) as { items: (Answer & { id: number })[] };
      for (const { id, occurrence, sequence } of items.filter(() => this.#random() < 0.3)) {
        const about = `/api/v1/alarms/${id}/acknowledge`;
        const answer = await this.#server(0)
          .ask("POST", about, { occurrence, sequence })
          .catch(() => null);
        if (answer?.status === 200) this.answers.push({ alarm: id, occurrence, sequence });
        else if (answer && answer.status !== 409 && answer.status !== 503) {
          this.surprises.push(`acknowledge: ${answer.status} ${JSON.stringify(answer.body)}`);
        }
      }
      await pause(30);
    });
  }

  /** Nothing new is said meanwhile: what waits in the server can come to an end. */
  async resting(work: () => Promise<void>): Promise<void> {
    this.#resting = true;
    await work();
    this.#resting = false;
  }
  #resting = false;

  /** Ends when everything that was begun is acknowledged. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running);
  }

  /** Ends without waiting for anything to be acknowledged. */
  abandon(): void {
    this.#stopping = true;
    this.#abandoned = true;
  }
  #abandoned = false;

  #run(turn: () => Promise<void>): void {
    this.#running.push(
      (async () => {
        while (!this.#stopping) {
          if (!this.#resting) await turn();
          await pause(5 + this.#random() * 20);
        }
      })(),
    );
  }

  async #insist(say: () => Promise<boolean>): Promise<void> {
    while (!(await say().catch(() => false))) {
      if (this.#abandoned) return;
      this.repeats++;
      await pause(25);
    }
  }
}
