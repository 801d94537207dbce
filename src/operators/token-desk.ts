import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Journal } from "#store/batch.ts";
import { beyond } from "./permissions.ts";
import { actorOf, rightsOf, type Who } from "./roles.ts";
import { SCOPE_RIGHTS, type Scope } from "./shipped-roles.ts";
import type { Tokens } from "./tokens.ts";

/** Makes and revokes tokens; all of it is in the audit trail. */
export class TokenDesk {
  readonly #tokens: Tokens;
  readonly #journal: Journal;

  constructor(tokens: Tokens, journal: Journal) {
    this.#tokens = tokens;
    this.#journal = journal;
  }

  /** Nobody gives a token more than they hold. */
  create(
    wanted: { name: string; scopes: readonly Scope[]; expiresAt: Instant | null },
    by: Who,
  ): Promise<{ token: string; id: string }> {
    return this.#journal.submit("operator", (batch) => {
      const more = wanted.scopes.filter((scope) => !mayGive(by, scope));
      if (more.length > 0) {
        throw new Fault(
          "forbidden",
          `You can't make a token that may ${more.join(", ")}: nobody can grant more than they hold.`,
        );
      }
      if (wanted.expiresAt !== null && wanted.expiresAt <= batch.now) {
        throw new Fault("invalid", "The token's end lies in the past; leave it out or choose a later time.");
      }
      const actor = actorOf(by);
      const made = this.#tokens.create(batch, { ...wanted, createdBy: actor.id });
      batch.audit({
        actor,
        action: "token.created",
        object: `token:${made.id}`,
        sentence: `A token '${wanted.name}' was made that may ${wanted.scopes.join(", ")}.`,
        details: { scopes: wanted.scopes, expiresAt: wanted.expiresAt },
      });
      return made;
    });
  }

  revoke(id: string, by: Who): Promise<void> {
    return this.#journal.submit("operator", (batch) => {
      const token = this.#tokens.revoke(batch, id);
      batch.audit({
        actor: actorOf(by),
        action: "token.revoked",
        object: `token:${id}`,
        sentence: `The token '${token.name}' was revoked and opens nothing any more.`,
      });
    });
  }
}

/** Events are spoken for by machines only, so no person holds that right, and whoever makes tokens may give it. */
function mayGive(by: Who, scope: Scope): boolean {
  const wanted = SCOPE_RIGHTS[scope].filter((right) => right !== "events:write").map((right) => ({ right }));
  return beyond(rightsOf(by), wanted).length === 0;
}
