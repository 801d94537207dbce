import { TextInput } from "@mantine/core";
import type { FactorKind } from "../api/contract.ts";
import { t } from "../texts.ts";

/** One of the possible second factors at a time, with the way to the others. The field's name is `code`. */
export function FactorChoice({
  kinds,
  kind,
  onChange,
}: {
  kinds: readonly FactorKind[];
  kind: FactorKind;
  onChange: (kind: FactorKind) => void;
}) {
  return (
    <>
      {kind === "passkey" && <p className="muted">{t.factor.passkeyHint}</p>}
      {kind === "app" && (
        <TextInput
          key="app"
          name="code"
          label={t.factor.code}
          description={t.factor.codeHint}
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]{6,7}"
          data-first
        />
      )}
      {kind === "recovery-code" && (
        <TextInput
          key="recovery-code"
          name="code"
          label={t.factor.recoveryCode}
          description={t.factor.recoveryCodeHint}
          required
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          data-first
        />
      )}
      {kinds.length > 1 && (
        <p>
          {kinds
            .filter((other) => other !== kind)
            .map((other) => (
              <button key={other} type="button" className="text-button" onClick={() => onChange(other)}>
                {t.factor.use[other]}
              </button>
            ))}
        </p>
      )}
    </>
  );
}

/** The one to begin with: a passkey is the quickest, and can't be given to a page that only looks like this one. */
export function firstOf(kinds: readonly FactorKind[]): FactorKind {
  return kinds.includes("passkey") ? "passkey" : kinds.includes("app") ? "app" : "recovery-code";
}
