import { printed } from "#paper/printing.ts";
import type { Language } from "#site/language.ts";
import { REPORT_PARTS } from "#site/report.ts";
import type { Site } from "#site/site.ts";
import type { BadActor } from "./bad-actors.ts";
import type { Numbers } from "./figures.ts";
import { contentOf } from "./report-content.ts";
import { paperOf } from "./report-paper.ts";
import { WORDS } from "./words.ts";

interface Shown {
  readonly numbers: Numbers;
  readonly badActors: readonly BadActor[];
  readonly site: Site;
  readonly called: (actor: string) => string | null;
  readonly language: Language;
  /** Of whoever reads it: IANA name. */
  readonly timeZone: string;
}

/** What the page shows, with all of its parts, as PDF. */
export function pageReport({ numbers, badActors, site, called, language, timeZone }: Shown): Promise<Buffer> {
  const name = WORDS[language].report.ofPage;
  const wish = { name, what: REPORT_PARTS, partitions: numbers.partitions ?? [], language };
  const content = contentOf({ wish, timeZone, site, numbers, badActors, called, publicUrl: "", occasion: "page" });
  return printed(paperOf(content, numbers));
}
