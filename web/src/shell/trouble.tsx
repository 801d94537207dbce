import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { t } from "../texts.ts";
import { Empty, ProblemNote } from "./problem.tsx";

export function NotFound() {
  return (
    <Empty title={t.trouble.notFound} hint={t.trouble.notFoundHint}>
      <Link to="/">{t.trouble.toAlarms}</Link>
    </Empty>
  );
}

/** The page itself failed. It must not look calm. */
export function Trouble({ error }: ErrorComponentProps) {
  return (
    <div className="stack pad">
      <ProblemNote error={error} what={t.trouble.failed} />
      <p>{t.trouble.failedHint}</p>
      <p>
        <a href="/">{t.trouble.reload}</a>
      </p>
    </div>
  );
}
