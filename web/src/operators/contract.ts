import type { ReviewLine } from "../../../src/operators/access-review.ts";
import type { BreakGlassAccount } from "../../../src/operators/break-glass.ts";
import type { Operator as Account } from "../../../src/operators/operators.ts";
import type { Condition, Permission } from "../../../src/operators/permissions.ts";
import type { FactorKind } from "../api/contract.ts";

export type { BreakGlassAccount, Permission, ReviewLine };

/** What the server's API says about operators and roles, as types. */
export interface Operator extends Account {
  /** Id of the directory that the account comes from; null: of this server. */
  readonly directory: string | null;
  readonly factors: readonly FactorKind[];
}

export interface RoleLine {
  readonly id: string;
  /** null: a shipped role, whose name is in the page's texts. */
  readonly name: string | null;
  readonly shipped: boolean;
  /** Of a shipped one: never. */
  readonly changedAt?: number;
  readonly grants: readonly { readonly right: Permission; readonly only?: Condition }[];
  readonly denials: readonly Permission[];
  /** What comes out of grants and denials together. */
  readonly may: readonly { readonly right: Permission; readonly only: Condition | null }[];
}

export interface Roles {
  readonly roles: readonly RoleLine[];
  readonly rights: readonly { readonly id: Permission; readonly verb: string; readonly object: string }[];
  readonly scopes: readonly { readonly id: string; readonly rights: readonly Permission[] }[];
}

export interface Review {
  readonly items: readonly ReviewLine[];
  readonly at: number;
  readonly unusedDays: number;
}
