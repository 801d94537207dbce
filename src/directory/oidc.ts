import type * as OpenIdClient from "openid-client";
import type {
  Configuration,
  CustomFetch,
  ServerMetadata,
  TokenEndpointResponse,
  TokenEndpointResponseHelpers,
} from "openid-client";
import type { Instant } from "#kernel/clock.ts";
import { Fault, saying } from "#kernel/fault.ts";
import { Secret } from "#kernel/secret.ts";
import { whyNotFresh } from "./freshness.ts";
import { httpsFetch } from "./https-fetch.ts";
import type { OidcSettings } from "./settings.ts";

/** What was sent out with a browser, and must come back with it. */
export interface Journey {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: Secret;
  /** When the browser left to sign in anew, whatever session it has there; null: that session is good enough. */
  readonly leftAt: Instant | null;
}

/** Somebody for whom the provider vouches. */
export interface Vouched {
  readonly externalId: string;
  readonly signInName: string;
  readonly name: string;
  readonly groups: readonly string[];
  /** With which the provider can be asked again; null when it gave none. */
  readonly refresh: Secret | null;
}

export type OidcAnswer =
  | { readonly answer: "vouched"; readonly vouched: Vouched }
  | { readonly answer: "refused"; readonly because: string };

/** What came of asking again; what the provider did not say is null. */
export type OidcRenewal =
  | {
      readonly answer: "stands";
      readonly refresh: Secret;
      readonly groups: readonly string[] | null;
      readonly signInName: string | null;
    }
  | { readonly answer: "refused"; readonly because: string };

type Library = typeof OpenIdClient;
type Tokens = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** One OpenID provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1, RFC 9700). */
export class Oidc {
  readonly #settings: OidcSettings;
  readonly #redirectUri: string;
  #configuration: Promise<Configuration> | undefined;

  /** @param redirectUri the one address at which the provider may give the browser back */
  constructor(settings: OidcSettings, redirectUri: string) {
    this.#settings = settings;
    this.#redirectUri = redirectUri;
  }

  /**
   * Where the browser goes, and what is to be remembered until it comes back.
   *
   * @param leftAt now, when whoever sits there must give their credential anew; null: their session there is good enough
   */
  async begin(leftAt: Instant | null): Promise<{ readonly address: string; readonly journey: Journey }> {
    const library = await import("openid-client");
    const configuration = await this.#configured();
    const verifier = library.randomPKCECodeVerifier();
    const journey = {
      state: library.randomState(),
      nonce: library.randomNonce(),
      verifier: new Secret(verifier),
      leftAt,
    };
    const address = library.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#redirectUri,
      scope: this.#scope,
      response_type: "code",
      code_challenge: await library.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state: journey.state,
      nonce: journey.nonce,
      // OpenID Connect Core 1.0 §3.1.2.1: asks for the credential again, and for auth_time in the ID token.
      ...(leftAt === null ? {} : { prompt: "login", max_age: "0" }),
    });
    return { address: address.href, journey };
  }

  /**
   * Takes the code to the provider and judges its ID token. Throws a Fault when the provider can't be asked.
   *
   * @param query of the address at which the browser came back
   */
  async finish(query: string, { state, nonce, verifier, leftAt }: Journey, now: Instant): Promise<OidcAnswer> {
    const library = await import("openid-client");
    const configuration = await this.#configured();
    const came = new URL(this.#redirectUri);
    came.search = query;
    try {
      const tokens = await library.authorizationCodeGrant(configuration, came, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier.open(),
        idTokenExpected: true,
      });
      const stale = leftAt === null ? null : whyNotFresh(tokens.claims() ?? {}, now - leftAt);
      if (stale !== null) return { answer: "refused", because: stale };
      return await this.#judge(library, configuration, tokens);
    } catch (thrown) {
      return refusedOr(thrown);
    }
  }

  /** Asks again about somebody who is signed in. Refused: the provider vouches for them no more. */
  async again(refresh: Secret): Promise<OidcRenewal> {
    const library = await import("openid-client");
    const configuration = await this.#configured();
    try {
      const tokens = await library.refreshTokenGrant(configuration, refresh.open());
      const claims = await this.#claims(library, configuration, tokens);
      const groups = claims[this.#settings.groupClaim];
      const named = claims[this.#settings.nameClaim];
      return {
        answer: "stands",
        refresh: typeof tokens.refresh_token === "string" ? new Secret(tokens.refresh_token) : refresh,
        groups: Array.isArray(groups) ? groups.filter((one) => typeof one === "string") : null,
        signInName: typeof named === "string" ? nameOf(named) : null,
      };
    } catch (thrown) {
      return refusedOr(thrown);
    }
  }

  /** Whether the provider answers. */
  async probe(): Promise<void> {
    this.#configuration = undefined;
    await this.#configured();
  }

  get #scope(): string {
    return [...new Set(["openid", ...this.#settings.scopes])].join(" ");
  }

  async #judge(library: Library, configuration: Configuration, tokens: Tokens): Promise<OidcAnswer> {
    const { algorithms, nameClaim, groupClaim } = this.#settings;
    const subject = tokens.claims()?.sub;
    if (!subject || !tokens.id_token) return { answer: "refused", because: "the provider gave no ID token" };
    const algorithm = algorithmOf(tokens.id_token);
    if (!(algorithms as readonly string[]).includes(algorithm)) {
      return { answer: "refused", because: `the ID token is signed with ${algorithm}, which is not allowed` };
    }
    const claims = await this.#claims(library, configuration, tokens);
    const named = claims[nameClaim];
    if (typeof named !== "string" || named === "") {
      return { answer: "refused", because: `the provider gives no claim '${nameClaim}' to take the sign-in name from` };
    }
    const { name } = claims;
    const groups = claims[groupClaim];
    return {
      answer: "vouched",
      vouched: {
        externalId: subject,
        signInName: nameOf(named),
        name: typeof name === "string" && name.trim() !== "" ? name.trim().slice(0, 120) : named.slice(0, 120),
        groups: Array.isArray(groups) ? groups.filter((one) => typeof one === "string") : [],
        refresh: typeof tokens.refresh_token === "string" ? new Secret(tokens.refresh_token) : null,
      },
    };
  }

  /** Of the ID token, and of the userinfo endpoint where that alone has name or groups (OpenID Connect Core 1.0 §5.3). */
  async #claims(
    library: Library,
    configuration: Configuration,
    tokens: Tokens,
  ): Promise<Readonly<Record<string, unknown>>> {
    const { nameClaim, groupClaim } = this.#settings;
    const claims = tokens.claims();
    if (!claims) return {};
    const whole = claims[nameClaim] !== undefined && claims[groupClaim] !== undefined;
    if (whole || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    return { ...(await library.fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
  }

  async #configured(): Promise<Configuration> {
    this.#configuration ??= this.#discover();
    try {
      return await this.#configuration;
    } catch (thrown) {
      this.#configuration = undefined;
      throw thrown;
    }
  }

  async #discover(): Promise<Configuration> {
    // Loaded only where a provider is configured: the library takes memory.
    const library = await import("openid-client");
    const { issuer, clientId, clientSecret, authentication, ca, timeoutMs, algorithms } = this.#settings;
    const fetch = httpsFetch(ca, timeoutMs) as CustomFetch;
    const proof =
      authentication === "client_secret_post"
        ? library.ClientSecretPost(clientSecret)
        : library.ClientSecretBasic(clientSecret);
    let discovered: Configuration;
    try {
      discovered = await library.discovery(new URL(issuer), clientId, undefined, proof, {
        [library.customFetch]: fetch,
        timeout: timeoutMs / 1000,
      });
    } catch (thrown) {
      throw new Fault("unreachable", `The provider ${issuer} can't be asked: ${deepest(thrown)}`, {
        cause: thrown,
        transient: true,
      });
    }
    const server = discovered.serverMetadata();
    if (server.issuer !== issuer) {
      throw new Fault("misconfigured", `The provider calls itself '${server.issuer}', the settings '${issuer}'.`);
    }
    const offered = server.id_token_signing_alg_values_supported ?? ["RS256"];
    const common = offered.filter((one) => (algorithms as readonly string[]).includes(one));
    if (common.length === 0) {
      throw new Fault(
        "misconfigured",
        `${issuer} signs ID tokens with ${offered.join(", ")}; allowed are ${algorithms.join(", ")}.`,
      );
    }
    const configuration = new library.Configuration(
      { ...server, id_token_signing_alg_values_supported: common } as unknown as ServerMetadata,
      clientId,
      undefined,
      proof,
    );
    configuration[library.customFetch] = fetch;
    configuration.timeout = timeoutMs / 1000;
    // Else a token that came from the token endpoint counts without its signature being looked at.
    library.enableNonRepudiationChecks(configuration);
    return configuration;
  }
}

/** Of a mail address the part before the @. */
function nameOf(claimed: string): string {
  return (claimed.split("@")[0] ?? "").toLowerCase();
}

function algorithmOf(token: string): string {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString("utf8"));
    const algorithm = (header as { alg?: unknown } | null)?.alg;
    return typeof algorithm === "string" ? algorithm : "nothing";
  } catch {
    return "nothing";
  }
}

/** What the provider or the browser said is an answer; that nobody answered is a fault. */
function refusedOr(thrown: unknown): { readonly answer: "refused"; readonly because: string } {
  if (isTrouble(thrown)) {
    throw new Fault("unreachable", `The provider can't be asked: ${deepest(thrown)}`, {
      cause: thrown,
      transient: true,
    });
  }
  return { answer: "refused", because: deepest(thrown) };
}

function isTrouble(thrown: unknown): boolean {
  for (let one: unknown = thrown; one instanceof Error; one = one.cause) {
    if (one instanceof Fault) return true;
    const { code, name } = one as Error & { code?: unknown };
    if (name === "TimeoutError" || name === "AbortError") return true;
    if (typeof code === "string" && /^E[A-Z]+$|^(?:ERR_TLS|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO)/.test(code)) return true;
  }
  return false;
}

/** The library wraps what happened in sentences that say less. */
function deepest(thrown: unknown): string {
  const { error, error_description: described } = (thrown ?? {}) as Record<string, unknown>;
  if (typeof error === "string") return typeof described === "string" ? `${error} (${described.slice(0, 200)})` : error;
  return thrown instanceof Error && thrown.cause instanceof Error ? deepest(thrown.cause) : saying(thrown);
}
