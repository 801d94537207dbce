import { Button } from "@mantine/core";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";
import { type Deed, undoable } from "./deeds.ts";
import { deedDesk, useDeed } from "./orders.ts";

/** Refusals that are told one by one. */
const MOST_TOLD = 3;

/** Says what was done just now, and takes it back where the life cycle allows that. It goes by itself, but not while it is used. */
export function DeedBar() {
  const deed = useDeed();
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
      {deed && <Told deed={deed} />}
    </div>
  );
}

function Told({ deed }: { deed: Deed }) {
  const { order, done, refused } = deed;
  const back = undoable(deed).length;
  const [only] = done;
  const canUndo = order === "acknowledge" || order === "shelve" || order === "out-of-service";
  return (
    <>
      {refused.slice(0, MOST_TOLD).map(({ alarm, error }) => (
        <ProblemNote key={alarm.id} error={error} what={t.orders.refusedFor(alarm.text)} />
      ))}
      {refused.length > MOST_TOLD && <p>{t.deed.more(refused.length - MOST_TOLD)}</p>}
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
            {canUndo && back < done.length && <span className="muted"> {t.deed.notUndone(done.length - back)}</span>}
          </span>
        )}
        {back > 0 && (
          <Button size="compact-sm" variant="default" title={t.deed.undoHint} onClick={() => void deedDesk.undo()}>
            {back === done.length ? t.deed.undo : t.deed.undoSome(back)}
          </Button>
        )}
        <button type="button" className="icon-button" aria-label={t.common.dismiss} onClick={() => deedDesk.note(null)}>
          ×
        </button>
      </div>
    </>
  );
}
