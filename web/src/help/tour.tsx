import { Button } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { t } from "../texts.ts";
import { tourDesk } from "./tour-desk.ts";

/** Where each step of `t.tour.steps` takes place. */
const PLACES = ["/", "/", "/", "/on-call", "/simulate", "/plans", "/procedures", "/screen"] as const;

/** One step of the tour, in a strip above the page: it never lies over an alarm, and can be left at any time. */
export function TourStrip({ step }: { step: number }) {
  const router = useRouter();
  const heading = useRef<HTMLHeadingElement>(null);
  const place = PLACES[step] ?? "/";
  useEffect(() => {
    if (router.state.location.pathname !== place) router.history.push(place);
    heading.current?.focus();
  }, [router, place]);
  // The next step may take place on the same page.
  useEffect(() => heading.current?.focus(), [step]);
  const { title, text } = t.tour.steps[step] ?? { title: "", text: "" };
  const isLast = step === PLACES.length - 1;
  return (
    <section
      className="tour"
      aria-label={t.tour.title}
      data-testid="tour"
      onKeyDown={(event) => event.key === "Escape" && tourDesk.go(null)}
    >
      <div className="grow">
        <h2 ref={heading} tabIndex={-1}>
          {title} <span className="muted">{t.tour.of(step + 1, PLACES.length)}</span>
        </h2>
        <p>{text}</p>
      </div>
      <div className="row-wrap">
        <Button size="compact-sm" variant="default" disabled={step === 0} onClick={() => tourDesk.go(step - 1)}>
          {t.tour.back}
        </Button>
        <Button size="compact-sm" onClick={() => tourDesk.go(isLast ? null : step + 1)}>
          {isLast ? t.tour.end : t.tour.next}
        </Button>
        {!isLast && (
          <Button size="compact-sm" variant="default" onClick={() => tourDesk.go(null)}>
            {t.tour.leave}
          </Button>
        )}
      </div>
    </section>
  );
}
