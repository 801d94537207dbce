interface Verb {
  run(args: readonly string[]): Promise<number>;
}

/** What `tocsin trust` can do; each verb's file is loaded only when it is called. */
const VERBS: Readonly<Record<string, () => Promise<Verb>>> = {
  status: () => import("./trust-status.ts"),
  renew: () => import("./trust-renew.ts"),
  request: () => import("./trust-request.ts"),
  install: () => import("./trust-install.ts"),
  rotate: () => import("./trust-rotate.ts"),
  reset: () => import("./trust-reset.ts"),
  open: () => import("./trust-open.ts"),
  join: () => import("./trust-join.ts"),
  test: () => import("./trust-test.ts"),
  token: () => import("./trust-token.ts"),
};

/** `tocsin trust`: which machines belong to the site. */
export async function run(args: readonly string[]): Promise<number> {
  const [name = "", ...rest] = args;
  const load = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (load) return (await load()).run(rest);
  console.error(`Say "tocsin trust" and one of: ${Object.keys(VERBS).join(", ")}.`);
  return 2;
}
