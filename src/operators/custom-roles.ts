import type { Pool } from "pg";
import type { Instant } from "#kernel/clock.ts";
import { Fault } from "#kernel/fault.ts";
import type { Batch } from "#store/batch.ts";
import type { Grant, Permission, RoleRights } from "./permissions.ts";
import { isShipped, ROLES, SHIPPED } from "./shipped-roles.ts";

/** A role of the site's own. */
export interface CustomRole extends RoleRights {
  readonly id: string;
  readonly name: string;
  readonly changedAt: Instant;
}

/** All roles: the shipped ones and those of the site, in memory and in the database. */
export class CustomRoles {
  readonly #kept = new Map<string, CustomRole>();
  /** Screens learn that whoever has a role may do something else now. */
  changed: () => void = () => {};

  async load(pool: Pick<Pool, "query">): Promise<void> {
    const { rows } = await pool.query<{
      id: string;
      name: string;
      grants: string;
      denials: string;
      changed_at: Date;
    }>("select id, name, grants, denials, changed_at from core.role where retired_at is null order by id");
    this.#kept.clear();
    for (const { id, name, grants, denials, changed_at } of rows) {
      this.#kept.set(id, {
        id,
        name,
        grants: JSON.parse(grants) as Grant[],
        denials: JSON.parse(denials) as Permission[],
        changedAt: changed_at.getTime(),
      });
    }
  }

  all(): CustomRole[] {
    return [...this.#kept.values()];
  }

  get(id: string): CustomRole | undefined {
    return this.#kept.get(id);
  }

  /** What a role, shipped or the site's, grants and denies. */
  readonly rights = (id: string): RoleRights | undefined => (isShipped(id) ? SHIPPED[id] : this.#kept.get(id));

  /** The site's by name; a shipped one by its id, which every language has a word for. */
  called(id: string): string {
    return this.#kept.get(id)?.name ?? id;
  }

  put(batch: Batch, wanted: Omit<CustomRole, "changedAt">): CustomRole {
    if (isShipped(wanted.id)) {
      throw new Fault(
        "conflict",
        `'${wanted.id}' is one of the shipped roles (${ROLES.join(", ")}); choose another id.`,
      );
    }
    const role: CustomRole = { ...wanted, changedAt: batch.now };
    batch.also(
      `insert into core.role (id, name, grants, denials, changed_at) values ($1, $2, $3, $4, $5)
         on conflict (id) do update
            set name = excluded.name, grants = excluded.grants, denials = excluded.denials,
                changed_at = excluded.changed_at, retired_at = null`,
      [role.id, role.name, JSON.stringify(role.grants), JSON.stringify(role.denials), new Date(batch.now)],
    );
    batch.afterwards(() => {
      this.#kept.set(role.id, role);
      this.changed();
    });
    return role;
  }

  retire(batch: Batch, id: string): CustomRole {
    const role = this.#kept.get(id);
    if (!role) throw new Fault("not-found", `There is no role '${id}' of this site; the list of roles shows them.`);
    batch.also("update core.role set retired_at = $2 where id = $1", [id, new Date(batch.now)]);
    batch.afterwards(() => this.#kept.delete(id));
    return role;
  }
}
