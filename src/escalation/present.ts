import type { Policy } from "#site/policy.ts";
import type { Site } from "#site/site.ts";
import type { Actor } from "#store/batch.ts";
import type { Callout } from "./callout.ts";
import { type Directory, directoryOf } from "./directory.ts";
import { lastResort } from "./last-resort.ts";
import { Router } from "./router.ts";

export interface PresentParts {
  /** Another object after every change of the site. */
  readonly site: () => Site;
  /** Any version that ever was. */
  readonly policyVersion: (id: string, version: number) => Policy | undefined;
  /** Whether the owner has confirmed this address. */
  readonly verified: (person: string, channel: string, address: string) => boolean;
  /** What an operator is called; absent: by the sign-in name. */
  readonly operatorName?: ((id: string) => string | undefined) | undefined;
}

/** The site as it is now, with what was worked out from it; worked out anew after a change. */
export class Present {
  readonly #parts: PresentParts;
  readonly #changed: () => void;
  #site: Site;
  #router: Router;
  #directory: Directory;

  /** @param changed told when the site is found to be another one */
  constructor(parts: PresentParts, changed: () => void) {
    this.#parts = parts;
    this.#changed = changed;
    this.#site = parts.site();
    this.#router = new Router(this.#site);
    this.#directory = directoryOf(this.#site, parts.verified);
  }

  get site(): Site {
    const site = this.#parts.site();
    if (site !== this.#site) {
      this.#site = site;
      this.#router = new Router(site);
      this.#directory = directoryOf(site, this.#parts.verified);
      this.#changed();
    }
    return site;
  }

  get router(): Router {
    return this.site && this.#router;
  }

  get directory(): Directory {
    return this.site && this.#directory;
  }

  /** The policy as it stood when the callout began. A version that is lost leaves the site's fallback. */
  policyOf({ policy, policyVersion }: Callout): Policy {
    const now = this.#site.items.policy.get(policy);
    if (now?.version === policyVersion) return now.body;
    return (
      this.#parts.policyVersion(policy, policyVersion) ?? now?.body ?? lastResort(policy, this.#directory.siteFallback)
    );
  }

  /** An operator who isn't a person of the site answers under the operator's own name. */
  whoIs({ id }: Actor): { who: string; name: string } {
    const [kind = "", bare = ""] = id.split(":", 2);
    if (kind === "operator") return { who: id, name: this.#parts.operatorName?.(bare) ?? id };
    const who = kind === "person" ? bare : id;
    return { who, name: this.#directory.person(who)?.name ?? who };
  }
}
