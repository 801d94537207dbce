import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { t } from "../texts.ts";

/** How a way to a provider and back ended, of somebody who is signed in here. */
export type Again = "proven" | "refused" | "unavailable" | "ended";

const CHANNEL = "tocsin-again";
const OUTCOMES: readonly string[] = ["proven", "refused", "unavailable", "ended"] satisfies readonly Again[];

/** What the address of this window says: it was opened to sign in with a provider again, and has come back. */
export function cameBack(search: string): Again | null {
  const outcome = new URLSearchParams(search).get("again");
  return outcome !== null && OUTCOMES.includes(outcome) ? (outcome as Again) : null;
}

/** All that a window shows that has come back from a provider: it tells the page that opened it, and closes. */
export function CameBack({ outcome }: { outcome: Again }) {
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage(outcome);
    channel.close();
    window.close();
  }, [outcome]);
  return (
    <main className="starting">
      <p role="status">{outcome === "proven" ? t.factor.cameBack : t.factor.again[outcome]}</p>
    </main>
  );
}

/** Sends whoever sits here to their provider in a window of its own, and says when they have proven who they are. */
export function ProveAtProvider({
  provider,
  onProven,
}: {
  provider: { readonly id: string; readonly name: string };
  onProven: () => void;
}) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => {
      const outcome = cameBack(`again=${String(data)}`);
      if (outcome === "proven") onProven();
      else if (outcome !== null) setSaid(t.factor.again[outcome]);
    };
    return () => channel.close();
  }, [onProven]);
  return (
    <>
      <p className="muted">{t.factor.atProvider(provider.name)}</p>
      <Button
        fullWidth
        data-first
        onClick={() => {
          setSaid("");
          const address = `/api/v1/session/oidc/${encodeURIComponent(provider.id)}/again`;
          if (!window.open(address, "_blank", "popup,width=520,height=720")) setSaid(t.factor.noWindow);
        }}
      >
        {t.entry.provider(provider.name)}
      </Button>
      {said !== "" && (
        <p role="alert" className="note note-bad">
          {said}
        </p>
      )}
    </>
  );
}
