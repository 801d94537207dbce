import { Fault } from "#kernel/fault.ts";
import type { SiteMistake } from "./check.ts";
import type { SiteKind } from "./site.ts";

/** The documents given are not good; nothing was changed. */
export class SiteRefusal extends Fault {
  readonly mistakes: readonly SiteMistake[];

  constructor(mistakes: readonly SiteMistake[]) {
    const lines = mistakes.slice(0, 20).map(({ kind, id, message }) => `${kind} '${id}': ${message}`);
    const more = mistakes.length > lines.length ? `; and ${mistakes.length - lines.length} more` : "";
    super("invalid", `Nothing was changed. ${lines.join("; ")}${more}.`);
    this.mistakes = mistakes;
  }
}

/** Somebody else changed the document meanwhile. */
export class SiteConflict extends Fault {
  readonly version: number;

  constructor(kind: SiteKind, id: string, version: number) {
    super(
      "conflict",
      version === 0
        ? `The ${kind} '${id}' does not exist any more; reload and look again.`
        : `The ${kind} '${id}' was changed meanwhile and is now version ${version}; reload, look at it and change it again.`,
    );
    this.version = version;
  }
}
