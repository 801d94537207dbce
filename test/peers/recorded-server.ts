import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { packageFolder } from "#kernel/version.ts";

/** What a server answered once. */
export interface Recording {
  /** When that was; the page's clock stands there. */
  readonly at: number;
  /** Id of an alarm to look at. */
  readonly alarm: number;
  /** By the path and query that was asked for. */
  readonly answers: ReadonlyMap<string, RecordedAnswer>;
}

interface RecordedAnswer {
  readonly type: string;
  /** JSON as a value, anything else as its text. */
  readonly body: unknown;
}

/** As `scripts/record-looks.ts` writes it: when, and then an answer a line. */
export function readRecording(file: string): Recording {
  const [head = "", ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
  const answers = lines.map((line) => JSON.parse(line) as RecordedAnswer & { readonly path: string });
  return { ...(JSON.parse(head) as Recording), answers: new Map(answers.map((answer) => [answer.path, answer])) };
}

/** Who looks at the page: nobody who is signed in, an operator, or one whose screen is locked. */
type Looker = "nobody" | "operator" | "locked";

const DIST = join(packageFolder, "web", "dist");
const FONTS = join(packageFolder, "node_modules", "dejavu-fonts-ttf", "ttf");
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ttf": "font/ttf",
  ".webmanifest": "application/manifest+json",
};
/** The same letters on every machine. */
const LETTERS = `<style>
@font-face { font-family: looks; src: url(/looks/DejaVuSans.ttf); }
@font-face { font-family: looks; font-weight: 600 700; src: url(/looks/DejaVuSans-Bold.ttf); }
* { font-family: looks !important; text-rendering: geometricPrecision !important; }
</style>`;

/** The page as it was built, with letters that every machine has, on what a server answered once. */
export class RecordedServer implements AsyncDisposable {
  readonly url: string;
  looker: Looker = "operator";
  /** What was asked and is not in the recording. */
  readonly missing = new Set<string>();
  readonly #server: ReturnType<typeof createServer>;
  readonly #recording: Recording;
  readonly #open = new Set<ServerResponse>();
  #isLost = false;

  private constructor(server: ReturnType<typeof createServer>, recording: Recording) {
    this.url = `http://localhost:${(server.address() as AddressInfo).port}`;
    this.#server = server;
    this.#recording = recording;
    server.on("request", (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response));
  }

  static async open(recording: Recording): Promise<RecordedServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    return new RecordedServer(server, recording);
  }

  /** Its feed ends, and nothing that is asked from now on is answered. */
  lose(): void {
    this.#isLost = true;
    for (const feed of this.#open) feed.end();
  }

  regain(): void {
    this.#isLost = false;
    for (const response of this.#open) response.destroy();
    this.#open.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? "/";
    if (this.#isLost) this.#open.add(response);
    else if (path.startsWith("/api/v1/feed")) this.#feed(response);
    else if (path.startsWith("/api/")) this.#recorded(path, response);
    else sendFile(path.split("?")[0] ?? "", response);
  }

  #feed(response: ServerResponse): void {
    this.#open.add(response);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(
      this.looker === "locked" ? `event: counts\ndata: ${JSON.stringify(this.#counts())}\n\n` : ": here\n\n",
    );
  }

  /** As many as wait in the recorded list. */
  #counts(): object {
    const none = { waiting: 0, sounding: 0, latestAt: null };
    const counts: Record<string, typeof none> = {};
    for (const priority of ["life-safety", "critical", "high", "medium", "low"]) counts[priority] = { ...none };
    const list = this.#recording.answers.get("/api/v1/alarms?state=open&limit=500")?.body as Listed | undefined;
    for (const { priority, acknowledged } of list?.items ?? []) {
      const count = counts[priority];
      if (count && !acknowledged) count.waiting++;
    }
    return counts;
  }

  #recorded(path: string, response: ServerResponse): void {
    const isSession = path === "/api/v1/session";
    if (isSession && this.looker === "nobody") return send(response, 401, "application/problem+json", {});
    if (path === "/api/v1/wall") return send(response, 200, "application/json", { display: null });
    const answer = this.#recording.answers.get(path);
    if (!answer) {
      this.missing.add(path);
      return send(response, 404, "application/problem+json", { title: "Not recorded", status: 404, detail: path });
    }
    const lock = isSession && this.looker === "locked" ? { lockedAt: this.#recording.at } : {};
    send(
      response,
      200,
      answer.type,
      typeof answer.body === "string" ? answer.body : { ...(answer.body as object), ...lock },
    );
  }
}

interface Listed {
  readonly items: readonly { readonly priority: string; readonly acknowledged: boolean }[];
}

function send(response: ServerResponse, status: number, type: string, body: object | string): void {
  response.writeHead(status, { "content-type": type });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

function sendFile(path: string, response: ServerResponse): void {
  const file = path.startsWith("/looks/") ? join(FONTS, path.slice("/looks/".length)) : join(DIST, path);
  if (extname(path) !== "" && existsSync(file)) {
    response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
    response.end(readFileSync(file));
    return;
  }
  const index = readFileSync(join(DIST, "index.html"), "utf8");
  send(response, 200, "text/html; charset=utf-8", index.replace("</head>", `${LETTERS}</head>`));
}
