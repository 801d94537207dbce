/** What the server says to a page. */
export type Answer = Readonly<Record<string, unknown>>;

/** What a page of `web/src/router.tsx` shows in each state that it can be in, on a site that is furnished. */
export interface PageUnderTest {
  /** Its path, as the router has it. */
  readonly route: string;
  /** Where it has something to show, when that isn't its path; `ALARM` stands for the number of the alarm. */
  readonly at?: string;
  /** What it can't do without, as it asks for it, and what it calls that. Absent: it needs nothing of the server. */
  readonly needs?: { readonly api: RegExp; readonly what: string };
  /** A selector of what stands there once it is loaded. */
  readonly shows: string;
  /** How it has nothing to show, and what it then says to do; a sentence: why it can't have nothing. */
  readonly empty: Empty | string;
  /** Names of the buttons, one after another, that give an order: while the server is lost it must not go out. */
  readonly order?: readonly string[];
  /** The name of what people come for, reached by keys; a sentence: why there is nothing to press. */
  readonly action: RegExp | string;
}

interface Empty {
  /** The answer of a server that has nothing, from the one that it gave. */
  readonly answer: (answer: Answer) => object;
  readonly says: string;
}

/** A list without entries. @param says what the page then says to do */
export const noItems = (says: string): Empty => ({ answer: (answer) => ({ ...answer, items: [], next: null }), says });
/** The list of one kind of documents of the site. */
export const site = (kind: string) => new RegExp(`/api/v1/site/${kind}$`);

/** Why a page of one object has no empty state. */
export const ONE = "it shows one thing; where that is missing, the server's words say so";
