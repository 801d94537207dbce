import { rmSync } from "node:fs";
import { createServer as createControl, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createPage } from "node:https";
import { join } from "node:path";
import { saying } from "#kernel/fault.ts";
import type { Logger } from "#kernel/log.ts";
import { version } from "#kernel/version.ts";
import { runFolder } from "#store/run-folder.ts";
import type { FailoverStatus } from "./desk.ts";

const LONGEST_BODY = 64 * 1024;

/** What a node that is not the active one answers with. */
export interface StandbyView {
  /** Of the active core; null: not known. */
  address(): string | null;
  status(): FailoverStatus;
  /** What would be lost; null: nothing. */
  wouldLose(): string | null;
  takeOver(because: string): void;
}

export interface StandbyPageParts {
  readonly listen: { readonly host: string; readonly port: number };
  readonly certificate: { readonly key: string; readonly cert: string } | null;
  readonly dataFolder: string;
  readonly view: StandbyView;
  readonly now: () => number;
  readonly log: Logger;
}

/** Whether it stands by for whoever asks at the page's address, and orders by the control socket. */
export class StandbyPage {
  readonly #servers: Server[] = [];

  /** Goes on without what can't be opened: standing by is more than saying so. */
  static async open(parts: StandbyPageParts): Promise<StandbyPage> {
    const { listen, certificate, dataFolder, log } = parts;
    const page = new StandbyPage();
    const failed = (thrown: unknown) =>
      log.error({ because: saying(thrown) }, "the standby can't answer at its address");
    if (certificate) {
      const server = createPage({ ...certificate, minVersion: "TLSv1.3" }, (request, response) => {
        const found = openly(request.url ?? "", parts);
        const active = parts.view.address();
        if (found) answer(response, 200, found);
        else if (active && request.method === "GET" && request.headers.accept?.includes("text/html"))
          // Not to what was asked for there: a path may name another host.
          response.writeHead(307, { location: active, "cache-control": "no-store" }).end();
        else refuse(response, active);
      });
      await page.#listen(server, () => server.listen(listen.port, listen.host)).catch(failed);
    }
    const socket = join(runFolder(dataFolder), "control.sock");
    rmSync(socket, { force: true });
    const control = createControl((request, response) => void order(request, response, parts));
    await page.#listen(control, () => control.listen(socket)).catch(failed);
    return page;
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#servers.splice(0).map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      ),
    );
  }

  #listen(server: Server, listen: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.once("listening", () => {
        this.#servers.push(server);
        resolve();
      });
      listen();
    });
  }
}

function openly(url: string, { now, view }: StandbyPageParts): object | null {
  const mode = "standby";
  if (url === "/api/v1/status")
    return {
      mode,
      enrolled: false,
      version,
      siteName: "",
      now: now(),
      seal: "open",
      providers: [],
      otherCore: view.address(),
    };
  return url === "/health/live" || url === "/health/ready" ? { mode } : null;
}

async function order(request: IncomingMessage, response: ServerResponse, parts: StandbyPageParts): Promise<void> {
  const { view } = parts;
  const asked = `${request.method} ${request.url}`;
  const found = openly(request.url ?? "", parts);
  if (found) return answer(response, 200, found);
  if (asked === "GET /api/v1/failover") return answer(response, 200, { enabled: true, ...view.status() });
  if (asked !== "POST /api/v1/failover/take-over") return refuse(response, view.address());
  try {
    const { acceptLoss = false } = (await bodyOf(request)) as { acceptLoss?: boolean };
    const lost = view.wouldLose();
    if (lost !== null && !acceptLoss)
      return problem(
        response,
        409,
        "Stale",
        `This node does not take over: ${lost}. If the other one is off and will not come back, say it again with --accept-loss.`,
      );
    view.takeOver("an administrator of this machine said so");
    answer(response, 200, { tookOver: true });
  } catch (thrown) {
    problem(response, 409, "Not possible", saying(thrown));
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const piece of request) {
    text += String(piece);
    if (text.length > LONGEST_BODY) throw new Error("The body is too long.");
  }
  return text === "" ? {} : JSON.parse(text);
}

function refuse(response: ServerResponse, active: string | null): void {
  const where = active ? ` The active core answers at ${active}.` : " Try again in a few seconds.";
  const detail = `This core is a standby: it watches and takes over when the active one fails.${where}`;
  problem(response, 503, "Not active", detail, { active });
}

function problem(response: ServerResponse, status: number, title: string, detail: string, more: object = {}): void {
  answer(response, status, { type: "about:blank", title, status, detail, ...more }, "application/problem+json");
}

function answer(response: ServerResponse, status: number, body: object, type = "application/json"): void {
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(JSON.stringify(body));
}
