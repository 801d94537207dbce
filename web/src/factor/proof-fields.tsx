import { PasswordInput } from "@mantine/core";
import { useCallback, useState } from "react";
import { call } from "../api/client.ts";
import type { FactorKind, Session } from "../api/contract.ts";
import { t } from "../texts.ts";
import { FactorChoice, firstOf } from "./choice.tsx";
import { type Factor, factorOf } from "./factor.ts";
import { ProveAtProvider } from "./provider.tsx";

/** What the server takes as a proof that it is still the same person. */
interface Proof {
  readonly password?: string;
  readonly factor?: Factor;
}

/**
 * Asks whoever sits here for a proof: the password, or a sign-in at their provider, and one of `kinds` where there are any.
 *
 * @param questions where the server says what a passkey is asked with
 */
export function useProof(provider: Session["provider"], kinds: readonly FactorKind[], questions: string) {
  const [kind, setKind] = useState(firstOf(kinds));
  const [vouched, setVouched] = useState(false);
  const onProven = useCallback(() => setVouched(true), []);
  const fields = (
    <>
      {!provider && (
        <PasswordInput
          name="password"
          label={t.entry.password}
          required
          autoFocus
          autoComplete="current-password"
          visibilityToggleButtonProps={{ "aria-label": t.entry.showPassword }}
        />
      )}
      {provider && !vouched && <ProveAtProvider provider={provider} onProven={onProven} />}
      {provider && vouched && <p role="status">{t.factor.vouched(provider.name)}</p>}
      {kinds.length > 0 && <FactorChoice kinds={kinds} kind={kind} onChange={setKind} />}
    </>
  );
  const proof = async (field: (name: string) => string): Promise<Proof> => ({
    ...(provider ? {} : { password: field("password") }),
    ...(kinds.length > 0 ? { factor: await factorOf(kind, field("code"), () => call("POST", questions)) } : {}),
  });
  return { fields, proof, ready: !provider || vouched };
}
