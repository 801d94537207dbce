import { readFileSync } from "node:fs";
import { saying } from "#kernel/fault.ts";
import { type Denying, type DenyList, denyingOf, NOBODY, readList } from "./deny-list.ts";
import { replaceDurably } from "./key-file.ts";

export interface Taken {
  readonly taken: boolean;
  readonly because: string;
}

/**
 * The deny list that is in force on this node: the newest that the site's authority signed. It is on disk before it
 * counts, and an older one never takes its place, whoever brings it.
 */
export class DenyListHolder implements Denying {
  /** Why the file could not be used when it was read; null: it could, or there was none. */
  readonly trouble: string | null;
  readonly #file: string;
  readonly #of: { readonly site: string; readonly roots: string };
  readonly #listeners = new Set<() => void>();
  #list: DenyList | null = null;
  #text: string | null = null;
  #denying: Denying = NOBODY;

  /** @param file where it is kept: `DATA/trust/deny-list.json` @param of the site, and its roots in PEM */
  constructor(file: string, of: { readonly site: string; readonly roots: string }) {
    this.#file = file;
    this.#of = of;
    this.trouble = this.#load();
  }

  /** 0: there never was one. */
  get version(): number {
    return this.#list?.version ?? 0;
  }

  get list(): DenyList | null {
    return this.#list;
  }

  /** As it is carried to other nodes; null: there is none. */
  get text(): string | null {
    return this.#text;
  }

  /**
   * Takes a list that somebody brought, if it is newer and the authority's own.
   * @param stored it is on disk elsewhere already: a file that can't be written does not keep it from being in force
   */
  accept(text: string, { stored = false }: { stored?: boolean } = {}): Taken {
    const read = readList(text, this.#of);
    if (read.kind === "damaged") return { taken: false, because: `The deny list was not taken: ${read.why}.` };
    const { version } = read.list;
    if (this.refusingOf(read.by, null))
      return { taken: false, because: "The deny list was not taken: the authority that signed it was given up." };
    if (version < this.version)
      return {
        taken: false,
        because: `Version ${version} is older than version ${this.version}, which stays in force.`,
      };
    if (version === this.version) return { taken: false, because: `Version ${version} is in force already.` };
    try {
      replaceDurably(this.#file, text);
    } catch (thrown) {
      if (!stored) return { taken: false, because: `Version ${version} could not be stored: ${saying(thrown)}.` };
    }
    this.#use(read.list, text);
    for (const tell of this.#listeners) tell();
    return { taken: true, because: `Version ${version} is in force.` };
  }

  refusing(...asked: Parameters<Denying["refusing"]>): ReturnType<Denying["refusing"]> {
    return this.#denying.refusing(...asked);
  }

  refusingOf(...asked: Parameters<Denying["refusingOf"]>): ReturnType<Denying["refusingOf"]> {
    return this.#denying.refusingOf(...asked);
  }

  /** Called when another list is in force: connections are to be judged anew. The answer ends it. */
  onChange(tell: () => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  #load(): string | null {
    let text: string;
    try {
      text = readFileSync(this.#file, "utf8");
    } catch (thrown) {
      return (thrown as NodeJS.ErrnoException).code === "ENOENT" ? null : saying(thrown);
    }
    const read = readList(text, this.#of);
    if (read.kind === "damaged") return read.why;
    this.#use(read.list, text);
    return null;
  }

  #use(list: DenyList, text: string): void {
    this.#list = list;
    this.#text = text;
    this.#denying = denyingOf(list);
  }
}
