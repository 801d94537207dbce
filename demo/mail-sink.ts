import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import PostalMime from "postal-mime";
import type { SMTPServer } from "smtp-server";
import { Fault, saying } from "#kernel/fault.ts";
import { clockTime } from "./clock-time.ts";

/** How long the one person who answers takes. */
const ANSWER_AFTER_MS = 25_000;
const ANSWERS = "ben.okafor@riverside.example";

export interface MailSinkOptions {
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly dataFolder: string;
}

/**
 * A mail server that takes every mail and shows it; Ben's answers go by the link, as a person's would. Null when
 * smtp-server, a development dependency, is not installed.
 */
export async function openMailSink(port: number, options: MailSinkOptions): Promise<AsyncDisposable | null> {
  const { say } = options;
  const smtp = await import("smtp-server").catch(() => null);
  if (!smtp) return null;
  const server: SMTPServer = new smtp.SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        done();
        const to = envelope.rcptTo.map(({ address }) => address).join(", ");
        show(Buffer.concat(chunks), to, options).catch((thrown: unknown) => {
          say(`${clockTime()}  mail      to ${to} can't be shown: ${saying(thrown)}`);
        });
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    const failed = (cause: Error) =>
      reject(
        new Fault("misconfigured", `The demo's mail server can't listen on port ${port}: ${saying(cause)}`, { cause }),
      );
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", failed);
      server.on("error", () => {});
      resolve();
    });
  });
  return { [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function show(mail: Buffer, to: string, { say, signal, dataFolder }: MailSinkOptions): Promise<void> {
  const { subject, text = "" } = await PostalMime.parse(mail);
  const link = /https:\/\/\S+\/r\/\S+/.exec(text)?.[0];
  say(`${clockTime()}  mail      to ${to}: ${subject ?? ""}`);
  if (!link) return;
  say(`                    ${link}`);
  if (to !== ANSWERS) return;
  await wait(ANSWER_AFTER_MS, undefined, { signal }).catch(() => {});
  if (signal.aborted) return;
  const status = await acknowledge(link, dataFolder);
  say(`${clockTime()}  answer    Ben Okafor takes it over${status === 200 ? "" : `, but was answered with ${status}`}`);
}

/** What the button on the page behind the link does. */
function acknowledge(link: string, dataFolder: string): Promise<number> {
  const body = "verb=acknowledge&comment=On+my+way";
  return new Promise((resolve, reject) => {
    const asked = request(
      link,
      {
        method: "POST",
        ca: readFileSync(join(dataFolder, "trust", "web.pem")),
        headers: { "content-type": "application/x-www-form-urlencoded", "content-length": body.length },
        agent: false,
      },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}
