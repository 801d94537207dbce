import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { Secret } from "#kernel/secret.ts";
import type { Given } from "#operators/factors.ts";
import type { Proof } from "#operators/reproof.ts";
import { Thing } from "./schemas.ts";

export const base64url = z
  .string()
  .max(20_000)
  .regex(/^[\w-]+$/, "expected base64url");
/** What a browser's `PublicKeyCredential.toJSON()` gives (WebAuthn Level 3 §5.1); what isn't named is left out. */
export const credential = {
  id: base64url,
  rawId: base64url,
  type: z.literal("public-key"),
  clientExtensionResults: Thing,
};
const Assertion = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.optional(),
  }),
});
/** A second factor as the page sends it. */
export const GivenFactor = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["app", "recovery-code"]), code: z.string().trim().min(1).max(40) }),
  z.strictObject({ kind: z.literal("passkey"), response: Assertion }),
]);

/** With which somebody who is signed in proves that it is they. */
export const ProofBody = z.strictObject({
  password: z.string().min(1).max(256).optional().describe("Absent: a provider has just vouched for whoever sits here"),
  factor: GivenFactor.optional(),
});

export function givenOf(given: z.output<typeof GivenFactor>): Given {
  // The schema has checked what is read of it.
  return given.kind === "passkey" ? { kind: "passkey", response: given.response as AuthenticationResponseJSON } : given;
}

export function proofOf({ password, factor }: z.output<typeof ProofBody>): Proof {
  return {
    password: password === undefined ? null : new Secret(password),
    factor: factor === undefined ? null : givenOf(factor),
  };
}
