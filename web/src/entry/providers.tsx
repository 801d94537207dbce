import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { PendingSignIn } from "../api/contract.ts";
import { statusQuery } from "../api/queries.ts";
import { t } from "../texts.ts";

/** The OpenID providers with whom people of this site can sign in. */
export function Providers() {
  const { data } = useQuery(statusQuery);
  return data?.providers.map(({ id, name }) => (
    <Button key={id} component="a" href={`/api/v1/session/oidc/${encodeURIComponent(id)}`} variant="default" fullWidth>
      {t.entry.provider(name)}
    </Button>
  ));
}

/** How signing in with a provider ended, when the browser has just come back from there. */
export type Landing = "refused" | "unavailable" | "ended";

interface Arrival {
  readonly landing: Landing | null;
  readonly pending: PendingSignIn | null;
}

let arrival: Arrival | null = null;

/** What the address of this page says about a sign-in with a provider; the address itself forgets it. */
export function landed(): Arrival {
  return (arrival ??= readAddress());
}

/** It was said once. */
export function forgetLanding(): void {
  arrival = { landing: null, pending: null };
}

function readAddress(): Arrival {
  const landing = new URLSearchParams(location.search).get("sign-in");
  const pending = /^#second-factor=([\w-]+)$/.exec(location.hash)?.[1];
  if (landing !== null || pending !== undefined) history.replaceState(null, "", location.pathname);
  return {
    landing: landing === "refused" || landing === "unavailable" || landing === "ended" ? landing : null,
    pending: pending === undefined ? null : pendingOf(pending),
  };
}

function pendingOf(text: string): PendingSignIn | null {
  try {
    return JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/"))) as PendingSignIn;
  } catch {
    return null;
  }
}
