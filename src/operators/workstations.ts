import type { Pool } from "pg";
import type { Clock, Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Site } from "#site/site.ts";
import type { Batch, Journal } from "#store/batch.ts";
import { hashBytes, opaqueToken, spokenCode, tokenHash, typedCode } from "./opaque.ts";
import { actorOf, type Who } from "./roles.ts";
import type { Client, Sessions } from "./sessions.ts";
import type { Throttle } from "./throttle.ts";

const CODE_LIVES_MS = 15 * 60_000;
/** Guesses at codes are slowed down together, whoever makes them. */
const ACCOUNT = "\0workstation";

interface Parts {
  readonly sessions: Sessions;
  readonly throttle: Throttle;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly site: () => Site;
}

interface Browser {
  readonly workstation: string;
  readonly boundAt: Instant;
  readonly boundBy: string;
}

interface Code {
  readonly workstation: string;
  readonly createdBy: string;
  readonly expiresAt: Instant;
}

/**
 * Which browser is which client machine: bound with a code that is good once and for 15 minutes, known from then on by a
 * token in a cookie. Codes and tokens are kept as hashes. A workstation that the site doesn't know any more binds nothing.
 */
export class Workstations {
  readonly #parts: Parts;
  readonly #browsers = new Map<string, Browser>();
  readonly #codes = new Map<string, Code>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async load(pool: Pool): Promise<void> {
    const browsers = await pool.query<{ token_hash: Buffer; workstation: string; bound_at: Date; bound_by: string }>(
      "select * from core.workstation_browser",
    );
    this.#browsers.clear();
    for (const row of browsers.rows) {
      const browser = { workstation: row.workstation, boundAt: row.bound_at.getTime(), boundBy: row.bound_by };
      this.#browsers.set(row.token_hash.toString("base64"), browser);
    }
    const codes = await pool.query<{ code_hash: Buffer; workstation: string; created_by: string; expires_at: Date }>(
      "select * from core.workstation_code where expires_at > now()",
    );
    this.#codes.clear();
    for (const row of codes.rows) {
      const code = { workstation: row.workstation, createdBy: row.created_by, expiresAt: row.expires_at.getTime() };
      this.#codes.set(row.code_hash.toString("base64"), code);
    }
  }

  /** Id of the workstation that the browser with this token is; null when it is none. */
  of(token: string | null): string | null {
    const workstation = token === null ? undefined : this.#browsers.get(tokenHash(token))?.workstation;
    return workstation !== undefined && this.#parts.site().items.workstation.has(workstation) ? workstation : null;
  }

  browsersOf(workstation: string): readonly Browser[] {
    return [...this.#browsers.values()].filter((browser) => browser.workstation === workstation);
  }

  /** A code that makes the browser in which it is entered that workstation. An earlier code of it ends. */
  offer(workstation: string, by: Who): Promise<{ code: string; expiresAt: Instant }> {
    const name = this.#nameOf(workstation);
    return this.#parts.journal.submit("operator", (batch) => {
      const actor = actorOf(by);
      const code = spokenCode();
      const offered: Code = { workstation, createdBy: actor.id, expiresAt: batch.now + CODE_LIVES_MS };
      const hash = tokenHash(code);
      batch.also("delete from core.workstation_code where workstation = $1 or expires_at <= $2", [
        workstation,
        new Date(batch.now),
      ]);
      batch.also(
        "insert into core.workstation_code (code_hash, workstation, created_by, expires_at) values ($1, $2, $3, $4)",
        [hashBytes(hash), workstation, actor.id, new Date(offered.expiresAt)],
      );
      batch.afterwards(() => {
        for (const [other, { workstation: of, expiresAt }] of this.#codes) {
          if (of === workstation || expiresAt <= batch.now) this.#codes.delete(other);
        }
        this.#codes.set(hash, offered);
      });
      batch.audit({
        actor,
        action: "workstation.offered",
        object: `workstation:${workstation}`,
        sentence: `A code was given out with which one browser can become the workstation ${name} within 15 minutes.`,
      });
      return { code, expiresAt: offered.expiresAt };
    });
  }

  /** Makes a browser the workstation of the code, and the session in it too. Answers the token for its cookie. */
  bind(
    typed: string,
    who: Who & { kind: "operator" },
    from: Pick<Client, "address" | "client">,
  ): Promise<{ token: string; workstation: string }> {
    return this.#redeem(typed, from, (batch, hash, code) => this.#bound(batch, hash, code, who, from));
  }

  /** Makes a browser at which nobody is signed in the display of the code. Answers the token for its cookie. */
  bindDisplay(
    typed: string,
    from: Pick<Client, "address" | "client">,
  ): Promise<{ token: string; workstation: string }> {
    return this.#redeem(typed, from, (batch, hash, code) => {
      if (!this.#parts.site().items.workstation.get(code.workstation)?.body.wall) {
        throw new Fault(
          "invalid",
          `The workstation ${this.#nameOf(code.workstation)} is no display on a wall: sign in there and enter the code on the page of workstations, or set 'wall' in its document.`,
        );
      }
      return this.#bound(batch, hash, code, null, from);
    });
  }

  async #redeem<Bound>(
    typed: string,
    { address }: Pick<Client, "address">,
    take: (batch: Batch, hash: string, code: Code) => Bound,
  ): Promise<Bound> {
    const { throttle, clock, journal } = this.#parts;
    throttle.admit(ACCOUNT, address, clock.now());
    const hash = tokenHash(typedCode(typed));
    const bound = await journal.submit("operator", (batch) => {
      const code = this.#codes.get(hash);
      if (!code || code.expiresAt <= batch.now || !this.#parts.site().items.workstation.has(code.workstation)) {
        throw new Fault(
          "invalid",
          "This code is not good: it was mistyped, used or is older than 15 minutes. Have a new one made on the page of workstations.",
        );
      }
      const taken = take(batch, hash, code);
      this.#codes.delete(hash);
      return taken;
    });
    throttle.succeeded(ACCOUNT, address);
    return bound;
  }

  /** No browser is that workstation any more. Answers how many were. */
  release(workstation: string, by: Who): Promise<number> {
    const { journal, sessions, clock } = this.#parts;
    return journal.submit("operator", (batch) => {
      const hashes = [...this.#browsers]
        .filter(([, browser]) => browser.workstation === workstation)
        .map(([hash]) => hash);
      batch.also("delete from core.workstation_browser where workstation = $1", [workstation]);
      for (const session of sessions.all(clock.now())) {
        if (session.workstation !== workstation) continue;
        sessions.keep(batch, { ...session, workstation: null });
        batch.afterwards(() => {
          session.workstation = null;
        });
      }
      batch.afterwards(() => {
        for (const hash of hashes) this.#browsers.delete(hash);
        sessions.changed();
      });
      batch.audit({
        actor: actorOf(by),
        action: "workstation.released",
        object: `workstation:${workstation}`,
        sentence: `No browser is the workstation ${this.#nameOf(workstation)} any more; ${hashes.length} were.`,
      });
      return hashes.length;
    });
  }

  #bound(
    batch: Batch,
    codeHash: string,
    { workstation, createdBy }: Code,
    who: (Who & { kind: "operator" }) | null,
    { address, client }: Pick<Client, "address" | "client">,
  ): { token: string; workstation: string } {
    const { sessions } = this.#parts;
    const token = opaqueToken();
    const hash = tokenHash(token);
    const browser: Browser = { workstation, boundAt: batch.now, boundBy: who ? `operator:${who.id}` : createdBy };
    batch.also("delete from core.workstation_code where code_hash = $1", [hashBytes(codeHash)]);
    batch.also(
      "insert into core.workstation_browser (token_hash, workstation, bound_at, bound_by) values ($1, $2, $3, $4)",
      [hashBytes(hash), workstation, new Date(batch.now), browser.boundBy],
    );
    const session = who ? sessions.byHash(who.session, batch.now) : undefined;
    if (session) sessions.keep(batch, { ...session, workstation });
    batch.afterwards(() => {
      this.#browsers.set(hash, browser);
      if (session) session.workstation = workstation;
      sessions.changed();
    });
    batch.audit({
      actor: who ? actorOf(who) : { id: `display:${workstation}`, via: "screen" },
      action: "workstation.bound",
      object: `workstation:${workstation}`,
      sentence: `The browser at ${address} became the ${who ? "workstation" : "wall display"} ${this.#nameOf(workstation)}, with a code that ${createdBy} had made.`,
      details: { address, client, codeOf: createdBy },
    });
    return { token, workstation };
  }

  #nameOf(workstation: string): string {
    const name = this.#parts.site().items.workstation.get(workstation)?.body.name;
    if (name !== undefined) return name;
    throw new Fault(
      "not-found",
      `There is no workstation '${workstation}'; the list of workstations shows which there are.`,
    );
  }
}
