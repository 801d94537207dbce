import type { ReviewLine } from "../../../src/operators/access-review.ts";
import type { Operator } from "../../../src/operators/operators.ts";
import type { Condition, Permission } from "../../../src/operators/permissions.ts";

export type { Operator, Permission, ReviewLine };

/** What the server's API says about operators and roles, as types. */
export interface RoleLine {
  readonly id: string;
  /** null: a shipped role, whose name is in the page's texts. */
  readonly name: string | null;
  readonly shipped: boolean;
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
