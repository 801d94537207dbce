import { Fault } from "#kernel/fault.ts";
import { LONGEST_MAIL } from "./mail-message.ts";
import { pause, type Session } from "./session.ts";

/** Without a sign of life the connection may be dead: IDLE is renewed this often (RFC 2177 says below 29 minutes). */
const IDLE_MS = 240_000;

/** Takes what is unseen, then waits by IDLE. Rejects when the connection is lost; resolves when the signal aborts. */
export async function watchImap({ settings, clock, tokens, signal, works, take }: Session): Promise<void> {
  // Loaded when the first mailbox is opened: a server without one needs no memory for it.
  const { ImapFlow } = await import("imapflow");
  const { host, login, security, ca } = settings;
  const token = await tokens?.get();
  const client = new ImapFlow({
    host,
    port: settings.port ?? 993,
    secure: security === "tls",
    ...(security === "starttls" ? { doSTARTTLS: true } : {}),
    tls: { rejectUnauthorized: true, minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) },
    auth:
      login.type === "password"
        ? { user: login.user, pass: login.password }
        : { user: login.user, accessToken: token?.open() ?? "" },
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: IDLE_MS,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 2 * IDLE_MS,
  });
  let trouble: Error | undefined;
  const lost = new Promise<"lost">((resolve) => {
    client.on("error", (error) => {
      trouble = error;
      resolve("lost");
    });
    client.on("close", () => resolve("lost"));
    signal.addEventListener("abort", () => resolve("lost"), { once: true });
  });
  try {
    await client.connect().catch((thrown: unknown) => {
      if (token && isAuthentication(thrown)) tokens?.refused(token);
      throw thrown;
    });
    await client.mailboxOpen(settings.folder);
    let arrived = Promise.withResolvers<"mail">();
    client.on("exists", () => arrived.resolve("mail"));
    while (!signal.aborted) {
      arrived = Promise.withResolvers<"mail">();
      const later = await takeUnseen();
      works();
      // Its end tells nothing that the events below don't tell.
      client.idle().catch(() => {});
      // A mail that could not be dealt with comes again soon; a server that forgets to tell is asked now and then.
      const poll = pause(clock, later ? 5000 : Math.max(settings.pollSec * 1000, 10_000), signal);
      const next = await Promise.race([lost, arrived.promise, poll]);
      if (next === "lost" && !signal.aborted)
        throw trouble ?? new Fault("unreachable", `${host} closed the connection`, { transient: true });
    }
    await client.logout();
  } finally {
    client.close();
  }

  async function takeUnseen(): Promise<boolean> {
    const found = await client.search({ seen: false }, { uid: true });
    let later = false;
    for (const uid of found || []) {
      const mail = await client.fetchOne(String(uid), { source: { maxLength: LONGEST_MAIL } }, { uid: true });
      if (!mail || !mail.source) continue;
      if (!(await take(mail.source))) later = true;
      else if (settings.afterwards === "delete") await client.messageDelete(String(uid), { uid: true });
      else await client.messageFlagsAdd(String(uid), ["\\Seen"], { uid: true });
      if (signal.aborted) break;
    }
    return later;
  }
}

function isAuthentication(thrown: unknown): boolean {
  return typeof thrown === "object" && thrown !== null && "authenticationFailed" in thrown;
}
