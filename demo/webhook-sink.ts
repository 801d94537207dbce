import { once } from "node:events";
import { createServer } from "node:http";
import { Fault, saying } from "#kernel/fault.ts";
import { clockTime } from "./clock-time.ts";

/** A maintenance system that takes everything and shows it. */
export async function openWebhookSink(port: number, say: (line: string) => void): Promise<AsyncDisposable> {
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      const { subject } = JSON.parse(text) as { subject?: string };
      say(`${clockTime()}  webhook   ${subject ?? text.slice(0, 100)}`);
      response.writeHead(204).end();
    });
  });
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new Fault("misconfigured", `The demo's webhook sink can't listen on port ${port}: ${saying(cause)}`, {
      cause,
    });
  }
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
