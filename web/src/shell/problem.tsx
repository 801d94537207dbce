import { Button } from "@mantine/core";
import { messageOf, Problem } from "../api/client.ts";
import { MistakeList } from "../schema-form/mistake-list.tsx";
import { t } from "../texts.ts";

/** Says what failed and, in the server's words, why. Shows nothing without an error. */
export function ProblemNote({ error, what, onClose }: { error: unknown; what: string; onClose?: () => void }) {
  if (!error) return null;
  return (
    <div role="alert" className="note note-bad">
      <div>
        <strong>{what}</strong>{" "}
        {error instanceof Problem && error.places.length > 0 ? (
          <MistakeList of={error.places} />
        ) : (
          <span className="prose">{messageOf(error)}</span>
        )}
      </div>
      {onClose && (
        <Button size="compact-xs" variant="default" onClick={onClose}>
          {t.common.dismiss}
        </Button>
      )}
    </div>
  );
}

export function DoneNote({ children }: { children: React.ReactNode }) {
  return (
    <div role="status" className="note note-good">
      {children}
    </div>
  );
}

/** What stands where a list would be: what is missing, and what to do about it. */
export function Empty({ title, hint, children }: { title: string; hint: string; children?: React.ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      <p>{hint}</p>
      {children}
    </div>
  );
}

interface Loadable {
  readonly data: unknown;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** What one may not see isn't broken. */
function failureOf({ data, error }: Loadable, what: string): string {
  if (error instanceof Problem && error.status === 403) return t.common.notAllowed(what);
  return data ? t.common.notRenewed(what) : t.common.notLoaded(what);
}

/** Stands for a list until it is there: loading isn't empty, and a failure isn't either. */
export function Loading({ of, what }: { of: Loadable; what: string }) {
  if (of.error) {
    return (
      <div className="stack">
        <ProblemNote error={of.error} what={failureOf(of, what)} />
        <Button variant="default" onClick={() => void of.refetch()}>
          {t.common.tryAgain}
        </Button>
      </div>
    );
  }
  return of.data ? null : (
    <p role="status" className="muted">
      {t.common.loading(what)}
    </p>
  );
}
