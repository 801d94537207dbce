import type { Profile } from "../api/contract.ts";

/** Which of one's factors is to go. */
export type Gone = { readonly is: "app" } | { readonly is: "passkey"; readonly id: string };

/** What signing in asks for once a factor is gone. */
export type Without =
  /** The site demands a passkey, or a second factor, and there would be none: it stays. */
  | { readonly is: "barred"; readonly demand: "second factor" | "passkey" }
  /** The last one goes, and the recovery codes with it. */
  | { readonly is: "password-alone"; readonly hasCodes: boolean }
  | { readonly is: "app-left" }
  | { readonly is: "passkeys-left"; readonly count: number };

/** Pure. As the server decides it (`demandEnough`), said before it is asked. */
export function withoutFactor({ demand, app, passkeys, recoveryCodes }: Profile, gone: Gone): Without {
  const left = gone.is === "passkey" ? passkeys.filter(({ id }) => id !== gone.id) : passkeys;
  const hasApp = app !== null && gone.is !== "app";
  if (demand === "passkey" && left.length === 0 && passkeys.length > 0) return { is: "barred", demand };
  if (left.length > 0) return { is: "passkeys-left", count: left.length };
  if (hasApp) return { is: "app-left" };
  if (demand !== "nothing") return { is: "barred", demand };
  return { is: "password-alone", hasCodes: (recoveryCodes?.left ?? 0) > 0 };
}
