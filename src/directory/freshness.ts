/** Instants of an ID token are whole seconds. */
const ROUNDING_SEC = 2;

/**
 * Why an ID token does not show that its person gave a credential during this very journey, or null. Both instants are the
 * provider's, so that its clock may differ from ours: between `auth_time` and `iat`, which is made when the code is redeemed,
 * lies no more time than the browser was away (OpenID Connect Core 1.0 §2, §3.1.2.1 max_age).
 */
export function whyNotFresh(claims: Readonly<Record<string, unknown>>, awayMs: number): string | null {
  const { auth_time: signedInAt, iat: issuedAt } = claims;
  if (typeof signedInAt !== "number" || typeof issuedAt !== "number") {
    return "the provider does not say when they signed in there (auth_time)";
  }
  const ageSec = issuedAt - signedInAt;
  if (ageSec <= Math.ceil(awayMs / 1000) + ROUNDING_SEC) return null;
  return `they signed in there ${Math.round(ageSec)} s before and were not asked again`;
}
