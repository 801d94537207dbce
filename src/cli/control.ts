import { existsSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { Fault, saying } from "#kernel/fault.ts";
import { runFolder } from "#store/run-folder.ts";

interface ControlAnswer {
  readonly status: number;
  /** Parsed JSON, or the text where it is none. */
  readonly body: unknown;
}

export interface Control {
  /** Throws a `Fault` (`unreachable`) when no server runs on the data folder. */
  request(method: string, path: string, body?: unknown): Promise<ControlAnswer>;
}

/** The Unix socket on which the running server takes orders from its own account, and from nobody else. */
export function controlSocket(dataFolder: string): string {
  return join(runFolder(dataFolder), "control.sock");
}

/** Talks to the server that runs on this data folder. */
export function control(dataFolder: string): Control {
  const absent = (cause?: unknown) =>
    new Fault(
      "unreachable",
      `No Tocsin runs on ${dataFolder}. Start it with "tocsin run", or name its folder with --data.`,
      { cause },
    );
  return {
    request(method, path, body) {
      if (!existsSync(dataFolder)) return Promise.reject(absent());
      const text = body === undefined ? undefined : JSON.stringify(body);
      return new Promise((resolve, reject) => {
        const headers =
          text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
        const request = httpRequest(
          { socketPath: controlSocket(dataFolder), method, path, headers, agent: false },
          (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("error", reject);
            response.on("end", () =>
              resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString("utf8")) }),
            );
          },
        );
        request.on("error", (error: NodeJS.ErrnoException) => {
          const nobody = error.code === "ENOENT" || error.code === "ECONNREFUSED";
          reject(
            nobody
              ? absent(error)
              : new Fault("unreachable", `Tocsin on ${dataFolder} broke off: ${saying(error)}`, { cause: error }),
          );
        });
        request.end(text);
      });
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
