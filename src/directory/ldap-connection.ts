import { once as onceEvent } from "node:events";
import { connect as connectPlain, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Client, Entry } from "ldapts";
import { Fault, saying } from "#kernel/fault.ts";
import type { Attributes } from "./account-state.ts";
import type { LdapSettings } from "./settings.ts";

export interface LdapEntry {
  readonly dn: string;
  readonly attributes: Attributes;
  /** The same attributes as bytes, for those asked for so. */
  readonly bytes: ReadonlyMap<string, Buffer>;
}

interface Search {
  readonly base: string;
  readonly scope: "base" | "sub";
  readonly filter: string;
  /** Must be so as well: bytes, which no text of a filter carries through the library. */
  readonly equals?: { readonly attribute: string; readonly value: Buffer };
  readonly attributes: readonly string[];
  /** Attributes wanted as bytes. */
  readonly binary?: readonly string[];
  /** More entries than this are cut off. */
  readonly most?: number;
}

/** Why a bind did not succeed: the directory's own words, with its result code (RFC 4511 §4.1.9). */
export class BindRefused extends Fault {}

/** One connection under TLS, to the first server that can be reached. Referrals are not followed. */
export class LdapConnection {
  readonly url: string;
  readonly #client: Client;
  readonly #settings: LdapSettings;

  private constructor(url: string, client: Client, settings: LdapSettings) {
    this.url = url;
    this.#client = client;
    this.#settings = settings;
  }

  /** Throws a transient Fault when no server can be reached under TLS. */
  static async open(settings: LdapSettings): Promise<LdapConnection> {
    const failures: string[] = [];
    for (const url of settings.urls) {
      try {
        return new LdapConnection(url, await connected(url, settings), settings);
      } catch (thrown) {
        failures.push(`${url}: ${saying(thrown)}`);
      }
    }
    throw new Fault("unreachable", `No server of the directory can be reached (${failures.join("; ")}).`, {
      transient: true,
    });
  }

  /** Simple bind. An empty password would be an unauthenticated bind, which succeeds for anybody (RFC 4513 §5.1.2). */
  async bind(dn: string, password: string): Promise<void> {
    if (password === "" || dn === "") throw new BindRefused("untrusted", "an empty name or password proves nothing");
    try {
      await this.#client.bind(dn, password);
    } catch (thrown) {
      if (codeOf(thrown) === 49) throw new BindRefused("untrusted", saying(thrown));
      throw this.#failed("bind", thrown);
    }
  }

  async search({ base, scope, filter, equals, attributes, binary = [], most }: Search): Promise<LdapEntry[]> {
    try {
      const { searchEntries } = await this.#client.search(base, {
        scope,
        filter: equals ? await both(filter, equals) : filter,
        attributes: [...attributes, ...binary],
        explicitBufferAttributes: [...binary],
        derefAliases: "never",
        ...(most === undefined ? { paged: { pageSize: this.#settings.pageSize } } : { sizeLimit: most, paged: false }),
      });
      return searchEntries.map((entry) => read(entry, binary));
    } catch (thrown) {
      if (codeOf(thrown) === 32 && scope === "base") return [];
      throw this.#failed("search", thrown);
    }
  }

  async close(): Promise<void> {
    await this.#client.unbind().catch(() => {});
  }

  #failed(what: string, thrown: unknown): Fault {
    const code = codeOf(thrown);
    if (code === 10) {
      return new Fault(
        "misconfigured",
        `${this.url} refers the ${what} to another server, which is not followed: name that server in urls, or change the base.`,
        { cause: thrown },
      );
    }
    const transient = code === null || code === 51 || code === 52 || code === 3;
    return new Fault(transient ? "unreachable" : "refused", `${this.url}: the ${what} failed: ${saying(thrown)}`, {
      cause: thrown,
      transient,
    });
  }
}

function codeOf(thrown: unknown): number | null {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === "number" ? code : null;
}

async function connected(url: string, { ca, timeoutMs }: LdapSettings): Promise<Client> {
  // Loaded only where a directory is configured: the library takes memory.
  const { Client: LdapClient } = await import("ldapts");
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const tls = {
    host,
    ...(isIP(host) ? {} : { servername: host }),
    minVersion: "TLSv1.2",
    ...(ca ? { ca } : {}),
  } as const;
  const limits = { url, timeout: timeoutMs, connectTimeout: timeoutMs };
  // The library would connect anew after a loss, without TLS or to nobody known, and send the next password there.
  let given = false;
  const once = <T>(open: () => T): T => {
    if (given) throw new Fault("unreachable", "the connection was lost", { transient: true });
    given = true;
    return open();
  };
  if (protocol === "ldaps:") {
    const socket = connectTls({ ...tls, port: Number(port || 636) });
    // Until the library listens, a loss must not be nobody's.
    socket.on("error", () => {});
    await withDeadline(onceEvent(socket, "secureConnect"), timeoutMs, () => socket.destroy());
    return new LdapClient({ ...limits, createSecureConnection: (() => once(() => socket)) as typeof connectTls });
  }
  const client = new LdapClient({
    ...limits,
    createConnection: ((to: number, at: string) => once(() => connectPlain(to, at))) as typeof connectPlain,
  });
  await withDeadline(client.startTLS({ ...tls }), timeoutMs, () => void client.unbind().catch(() => {}));
  return client;
}

async function both(filter: string, equals: { attribute: string; value: Buffer }) {
  const { AndFilter, EqualityFilter, FilterParser } = await import("ldapts");
  return new AndFilter({ filters: [FilterParser.parseString(filter), new EqualityFilter(equals)] });
}

function read(entry: Entry, binary: readonly string[]): LdapEntry {
  const attributes = new Map<string, readonly string[]>();
  const bytes = new Map<string, Buffer>();
  for (const [name, value] of Object.entries(entry)) {
    if (name === "dn") continue;
    const values = Array.isArray(value) ? value : [value];
    if (values.length === 0) continue;
    if (binary.some((one) => one.toLowerCase() === name.toLowerCase())) {
      const [first] = values;
      if (first !== undefined)
        bytes.set(name.toLowerCase(), Buffer.isBuffer(first) ? first : Buffer.from(first, "utf8"));
      continue;
    }
    attributes.set(
      name.toLowerCase(),
      values.map((one) => (Buffer.isBuffer(one) ? one.toString("utf8") : one)),
    );
  }
  return { dn: entry.dn, attributes, bytes };
}

async function withDeadline<T>(work: Promise<T>, ms: number, giveUp: () => void): Promise<T> {
  const deadline = AbortSignal.timeout(ms);
  const late = new Promise<never>((_, reject) => {
    deadline.addEventListener("abort", () =>
      reject(new Fault("timed-out", `no answer within ${ms} ms`, { transient: true })),
    );
  });
  try {
    return await Promise.race([work, late]);
  } catch (thrown) {
    giveUp();
    throw thrown;
  }
}
