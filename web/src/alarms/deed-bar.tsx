import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { whoSaid } from "../actors.ts";
import { sessionQuery } from "../api/queries.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { useWhatIs } from "../time.ts";
import { type Deed, fasterThan, undoable } from "./deeds.ts";
import { deedDesk, type Refusal, UNDO_MS, useTold } from "./orders.ts";
import "../styles/deed-bar.css";

/** Refusals that are told one by one. */
const MOST_TOLD = 3;

/**
 * Says what was done just now, and takes it back where the life cycle allows that. That goes by itself, but not while it is
 * used; what was refused stays until somebody takes it off.
 *
 * @param refusals false where they are said elsewhere on the page
 */
export function DeedBar({ refusals = true }: { refusals?: boolean }) {
  const { deed, until, refused } = useTold();
  const id = useQuery(sessionQuery).data?.operator.id;
  const me = id === undefined ? "" : `operator:${id}`;
  useEffect(() => {
    deedDesk.me = me;
  }, [me]);
  return (
    <div
      className="deed-bar"
      role="status"
      aria-label={t.deed.label}
      data-testid="deed-bar"
      onPointerEnter={() => deedDesk.keep(true)}
      onPointerLeave={() => deedDesk.keep(false)}
      onFocus={() => deedDesk.keep(true)}
      onBlur={() => deedDesk.keep(false)}
    >
      {refusals && refused.length > 0 && <Refused refused={refused} />}
      {deed && <Done deed={deed} until={until} me={me} />}
    </div>
  );
}

function Refused({ refused }: { refused: readonly Refusal[] }) {
  return (
    <div className="deed-refused">
      {refused
        .slice(-MOST_TOLD)
        .toReversed()
        .map(({ alarm, error }) => (
          <ProblemNote
            key={alarm.id}
            error={error}
            what={t.orders.refusedFor(alarm.text)}
            onClose={() => deedDesk.dismiss(alarm.id)}
          />
        ))}
      {refused.length > 1 && (
        <p className="row-wrap">
          {refused.length > MOST_TOLD && t.deed.more(refused.length - MOST_TOLD)}
          <Button size="compact-sm" variant="default" onClick={() => deedDesk.dismiss()}>
            {t.deed.dismissAll}
          </Button>
        </p>
      )}
    </div>
  );
}

function Done({ deed, until, me }: { deed: Deed; until: number | null; me: string }) {
  const { order, done } = deed;
  const back = undoable(deed, me).length;
  const faster = new Set(done.flatMap((after) => fasterThan(me, order, after) ?? []));
  const [only] = done;
  const canUndo = order === "acknowledge" || order === "shelve" || order === "out-of-service";
  return (
    <div className="deed">
      {only && (
        <span>
          <strong>{t.deed.done[order](done.length)}</strong>
          {done.length === 1 && (
            <>
              {": "}
              <bdi>{only.text}</bdi>
            </>
          )}
          {faster.size > 0 && <strong className="bad"> {t.deed.faster([...faster].map(whoSaid).join(", "))}</strong>}
          {canUndo && back < done.length && faster.size === 0 && (
            <span className="muted"> {t.deed.notUndone(done.length - back)}</span>
          )}
        </span>
      )}
      {back > 0 && (
        <Button
          size="compact-sm"
          variant="default"
          title={t.deed.undoHint(UNDO_MS / 1000)}
          aria-keyshortcuts="z"
          onClick={() => void deedDesk.undo()}
        >
          {back === done.length ? t.deed.undo : t.deed.undoSome(back)}
        </Button>
      )}
      {back > 0 && until !== null && <Left until={until} />}
      <button type="button" className="icon-button" aria-label={t.common.dismiss} onClick={() => deedDesk.forget()}>
        ×
      </button>
    </div>
  );
}

/** How long it can still be taken back; for the eye alone, for nobody wants it read out every second. */
function Left({ until }: { until: number }) {
  const seconds = useWhatIs((now) => Math.max(0, Math.min(UNDO_MS / 1000, Math.ceil((until - now) / 1000))));
  return (
    <span className="muted undo-left" aria-hidden="true">
      {t.deed.left(seconds)}
    </span>
  );
}
