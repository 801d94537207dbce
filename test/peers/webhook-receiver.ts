import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One message of a webhook, as far as tests look at it. */
export interface Posted {
  readonly path: string;
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  /** Where it is answered; null: it is about no alarm. */
  readonly link: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Takes what webhooks post. */
export class WebhookReceiver {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(take: (posted: Posted) => void): Promise<WebhookReceiver> {
    const server = createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8");
      request.on("data", (chunk: string) => {
        text += chunk;
      });
      request.on("end", () => {
        take({ path: request.url ?? "", ...(JSON.parse(text) as Omit<Posted, "path">) });
        response.writeHead(204).end();
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new WebhookReceiver(server);
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${path}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}
