import { Fault } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import { madeApart } from "./certificate-orders.ts";
import { type PeerName, uriOf } from "./identity.ts";

/**
 * What a process asks the authority to sign: PKCS #10 in DER, and the key that stays with it.
 * @param key the present one, PKCS #8 in PEM; without it a new one is made
 */
export async function certificateRequest(name: PeerName, key?: Secret): Promise<{ request: Buffer; key: Secret }> {
  const made = await madeApart({ make: "request", uri: uriOf(name), key: key?.open() ?? null });
  if (made.kind !== "request") throw new Fault("internal", `Instead of a request a ${made.kind} was made.`);
  return { request: Buffer.from(made.request, "base64"), key: new Secret(made.key) };
}
