import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { Problem } from "../api/client.ts";
import type { FactorKind } from "../api/contract.ts";
import { t } from "../texts.ts";

/** A second factor as the server takes it. */
export type Factor =
  | { readonly kind: "app" | "recovery-code"; readonly code: string }
  | { readonly kind: "passkey"; readonly response: unknown };

/** The factor that somebody chose: the code as typed, or what the device answers to the server's question. */
export async function factorOf(kind: FactorKind, code: string, ask: () => Promise<unknown>): Promise<Factor> {
  if (kind !== "passkey") return { kind, code };
  const optionsJSON = (await ask()) as PublicKeyCredentialRequestOptionsJSON;
  const { startAuthentication } = await import("@simplewebauthn/browser");
  const response = await startAuthentication({ optionsJSON }).catch(refused);
  return { kind, response };
}

/** What a device answers that was asked to make a new passkey. */
export async function newPasskey(options: unknown): Promise<unknown> {
  const { startRegistration } = await import("@simplewebauthn/browser");
  return startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON }).catch(refused);
}

/** The browser says little, so that pages learn nothing; it was cancelled, took too long or is not possible here. */
function refused(thrown: unknown): never {
  const name = thrown instanceof Error ? thrown.name : "";
  const detail = name === "InvalidStateError" ? t.factor.passkeyKnown : t.factor.passkeyRefused(name);
  throw new Problem(0, t.factor.passkey, detail);
}
