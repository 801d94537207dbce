import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One message as it arrived. */
export interface Received {
  /** Counts everything that happened in a run, so that what came first is known without a clock. */
  readonly order: number;
  /** `Idempotency-Key`: the id of the notification. */
  readonly key: string;
  readonly path: string;
  readonly body: {
    readonly kind: string;
    readonly attempt: number;
    readonly facts: Readonly<Record<string, unknown>>;
  };
  /** `lost`: taken, but the sender never learns it. `refused`: not taken. */
  readonly answer: "taken" | "lost" | "refused";
}

/** The order in which things happened in a run, and what was killed when. */
export class Course {
  #last = 0;
  readonly kills: { readonly what: string; readonly from: number; to: number }[] = [];

  next(): number {
    return ++this.#last;
  }

  kill(what: string): void {
    this.kills.push({ what, from: this.next(), to: Number.POSITIVE_INFINITY });
  }

  /** It goes on: what was on its way when it was killed has arrived by now. */
  over(): void {
    const order = this.next();
    for (const kill of this.kills) kill.to = Math.min(kill.to, order);
  }
}

/** The far side of webhooks: keeps every message, and loses some answers on purpose. */
export class WebhookSink {
  readonly received: Received[] = [];
  /** How the next message is answered. */
  mood: () => Received["answer"] = () => "taken";
  readonly #server: Server;
  readonly #course: Course;

  private constructor(course: Course) {
    this.#course = course;
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => this.#take(request, response));
  }

  static async open(course = new Course()): Promise<WebhookSink> {
    const sink = new WebhookSink(course);
    await new Promise<void>((resolve) => sink.#server.listen(0, "127.0.0.1", resolve));
    return sink;
  }

  url(person: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${person}`;
  }

  /** Messages that were taken, by key, each in the order of its arrivals. */
  taken(): Map<string, Received[]> {
    const byKey = new Map<string, Received[]>();
    for (const one of this.received) {
      if (one.answer !== "refused") byKey.set(one.key, [...(byKey.get(one.key) ?? []), one]);
    }
    return byKey;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      const answer = this.mood();
      this.received.push({
        order: this.#course.next(),
        key: String(request.headers["idempotency-key"]),
        path: request.url ?? "",
        body: JSON.parse(text) as Received["body"],
        answer,
      });
      if (answer === "lost") request.socket.destroy();
      else response.writeHead(answer === "taken" ? 204 : 503).end();
    });
  }
}
