import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { soundDesk } from "../alarms/annunciator.ts";
import { t } from "../texts.ts";
import { isLate, runningQuery } from "./queries.ts";

/** Steps of procedures that take too long, on every page until somebody does them. */
export function OverdueBanner() {
  const runs = useQuery(runningQuery);
  const late = runs.data?.items.filter(isLate) ?? [];
  // Null: not known, which silences nothing and forgets no silence.
  const keys = runs.data ? late.map(({ id, turn }) => `${id} ${turn}`).join("\n") : null;
  // Heard as well as seen: whoever looks elsewhere must notice.
  useEffect(() => {
    if (keys !== null) soundDesk.noteLate(keys === "" ? [] : keys.split("\n"));
  }, [keys]);
  if (late.length === 0) return null;
  return (
    <div role="alert" className="banner" data-testid="overdue">
      <strong className="banner-title">{t.overdue.banner(late.length)}</strong>
      {late.slice(0, 3).map((run) => (
        <p key={run.id}>
          <bdi>{run.procedure.name}</bdi>:{" "}
          <bdi>{run.procedure.steps.find(({ id }) => id === run.step)?.text.slice(0, 120)}</bdi>{" "}
          <Link to="/alarms/$id" params={{ id: String(run.alarm) }}>
            {t.overdue.goThere}
            <span className="hidden"> {run.procedure.name}</span>
          </Link>
        </p>
      ))}
    </div>
  );
}
