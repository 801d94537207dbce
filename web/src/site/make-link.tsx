import { Link } from "@tanstack/react-router";
import { useMayChange } from "../operators/queries.ts";
import { t } from "../page-texts.ts";

/** Where one makes what a form finds nothing of. */
const PAGES = {
  person: { to: "/people/$id", params: { id: "new" } },
  policy: { to: "/policies/$id", params: { id: "new" } },
  channel: { to: "/channels" },
  source: { to: "/sources" },
} as const;

/** The way to what is missing: beside the form, which keeps what was typed and knows of it as soon as one is back. */
export function MakeLink({ kind }: { kind: keyof typeof PAGES }) {
  const mayMake = useMayChange()(kind);
  if (!mayMake) return null;
  return (
    <Link {...PAGES[kind]} target="_blank" rel="noreferrer">
      {t.setup.makeOnPage}
    </Link>
  );
}
