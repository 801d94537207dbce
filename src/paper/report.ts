import type { Language } from "#site/language.ts";

/** A part of a report, before it is HTML or PDF. */
export type Block =
  | { readonly kind: "text"; readonly text: string; readonly muted?: true }
  | { readonly kind: "facts"; readonly facts: readonly (readonly [name: string, value: string])[] }
  | {
      readonly kind: "table";
      readonly columns: readonly string[];
      /** How wide each column is beside the others. */
      readonly widths: readonly number[];
      readonly rows: readonly (readonly string[])[];
      /** Columns that hold figures: they end beneath each other. */
      readonly figures?: ReadonlySet<number>;
    }
  | {
      readonly kind: "bars";
      readonly title: string;
      /** Named beneath, as far as there is room. */
      readonly bars: readonly { readonly label: string; readonly value: number }[];
    };

export interface Report {
  readonly language: Language;
  readonly title: string;
  readonly heading: string;
  readonly made: string;
  readonly sections: readonly { readonly title: string; readonly blocks: readonly Block[] }[];
}
