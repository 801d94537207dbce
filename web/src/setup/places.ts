import type { SiteKind } from "../api/contract.ts";
import { t } from "../texts.ts";
import type { Progress } from "./queries.ts";

export type StepName = Progress["steps"][number]["step"];

interface Place {
  /** Which document the step makes; absent: none. */
  readonly kind?: SiteKind;
  /** What is asked for at first, where there is much more of it. */
  readonly only?: readonly string[];
  /** Its own form on a page, which takes the place of the one drawn from the schema. */
  readonly form?: "/people/$id" | "/policies/$id";
  /** Where there is all of it; absent: nowhere but here. */
  readonly page?: {
    readonly to: "/channels" | "/people" | "/policies" | "/sources" | "/points";
    readonly title: string;
  };
}

/** Where each step is done. */
export const PLACES: Readonly<Record<StepName, Place>> = {
  name: { kind: "setting", only: ["name", "timeZone", "language"] },
  channel: { kind: "channel", page: { to: "/channels", title: t.nav.channels } },
  person: { kind: "person", form: "/people/$id", page: { to: "/people", title: t.nav.people } },
  verified: { page: { to: "/people", title: t.nav.people } },
  policy: { kind: "policy", form: "/policies/$id", page: { to: "/policies", title: t.nav.policies } },
  route: { kind: "route", page: { to: "/policies", title: t.nav.policies } },
  source: { kind: "source", page: { to: "/sources", title: t.nav.sources } },
  point: {
    kind: "point",
    only: ["name", "source", "address", "priority", "conditions", "instructions"],
    page: { to: "/points", title: t.nav.points },
  },
  test: {},
};
