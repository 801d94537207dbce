import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { AlarmView } from "../api/contract.ts";
import { OWN_ZONE } from "../instant.ts";
import { JournalLink } from "../journal/link.tsx";
import { live } from "../link/live.ts";
import { t } from "../page-texts.ts";
import { ShowOnPlan } from "../plans/show-on-plan.tsx";
import { language } from "../texts/language.ts";
import { neighbourOf, nextWaiting } from "./neighbour.ts";

/** The way back to the list, and on to the alarms before and behind this one in it. */
export function Neighbours({ alarm }: { alarm: AlarmView }) {
  const navigate = useNavigate();
  const [told, setTold] = useState("");

  function go(where: "before" | "behind" | "waiting"): void {
    const rows = live.snapshot().table.rows.values();
    const neighbour = where === "waiting" ? nextWaiting(alarm, rows) : neighbourOf(alarm, rows, where);
    setTold(neighbour ? "" : where === "waiting" ? t.incident.noneWaits : t.incident.noFurther);
    if (neighbour) void navigate({ to: "/alarms/$id", params: { id: String(neighbour.id) } });
  }

  useEffect(() => {
    function press(event: KeyboardEvent): void {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.altKey || event.metaKey || target.closest("input, textarea, select, dialog")) return;
      if (event.key === "k") go("before");
      if (event.key === "j") go("behind");
      if (event.key === "n") go("waiting");
    }
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });

  return (
    <div className="detail-tools">
      <Link to="/">← {t.nav.alarms}</Link>
      <div className="row-wrap">
        <Button
          className="neighbour"
          size="compact-sm"
          variant="default"
          title={t.incident.keys}
          aria-label={t.incident.previous}
          onClick={() => go("before")}
        >
          <span className="wide">{t.incident.previous}</span>
          <span aria-hidden="true">‹</span>
        </Button>
        <Button
          className="neighbour"
          size="compact-sm"
          variant="default"
          title={t.incident.keys}
          aria-label={t.incident.next}
          onClick={() => go("behind")}
        >
          <span className="wide">{t.incident.next}</span>
          <span aria-hidden="true">›</span>
        </Button>
        <Button size="compact-sm" variant="default" title={t.incident.keys} onClick={() => go("waiting")}>
          {t.incident.nextWaiting}
        </Button>
      </div>
      <p role="status" className="muted">
        {told}
      </p>
    </div>
  );
}

/** Where else the alarm is shown, and what can be handed on: the link, paper and the report. */
export function Tools({ alarm }: { alarm: AlarmView }) {
  const [told, setTold] = useState("");

  async function copy(): Promise<void> {
    const link = new URL(`/alarms/${alarm.id}`, window.location.href).href;
    setTold(
      await navigator.clipboard.writeText(link).then(
        () => t.incident.copied,
        () => t.incident.notCopied,
      ),
    );
  }

  const report = (format: string) =>
    `/api/v1/alarms/${alarm.id}/report?${new URLSearchParams({ format, language, timeZone: OWN_ZONE })}`;
  return (
    <div className="detail-tools">
      <div className="row-wrap">
        <Button size="compact-sm" variant="default" onClick={() => void copy()}>
          {t.incident.copy}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => window.print()}>
          {t.incident.print}
        </Button>
        <ShowOnPlan alarm={alarm} />
        <JournalLink search={{ source: alarm.source, point: alarm.point }}>{t.places.journal}</JournalLink>
        <a href={report("html")} target="_blank" rel="noreferrer noopener">
          {t.incident.report}
          <span className="hidden"> ({t.incident.opensNew})</span>
        </a>
        <a href={report("pdf")} download>
          {t.incident.reportPdf}
        </a>
      </div>
      <p role="status" className="muted">
        {told}
      </p>
    </div>
  );
}
