import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { SiteKind } from "../api/contract.ts";
import { kindQuery } from "../api/queries.ts";
import { useMay } from "../operators/queries.ts";
import { t } from "../texts.ts";
import { guide } from "./guide.ts";
import { PLACES, type StepName } from "./places.ts";

interface StepWayProps {
  readonly step: StepName;
  readonly done: boolean;
  readonly isNext: boolean;
  /** Opens the form drawn from the schema, over the checklist. */
  readonly onEdit: (what: { kind: SiteKind; id: string | null; only?: readonly string[] }) => void;
}

/** How a step is done: by a form here, or on a page from which a way leads back. */
export function StepWay({ step, done, isNext, onEdit }: StepWayProps) {
  const may = useMay();
  const goes = useGoes();
  const { kind, only, form, page } = PLACES[step];
  const words = t.checklist;
  // What is there and doesn't work is mended; another one would help nobody.
  const isMended = kind === "channel" || kind === "source";
  const there = useQuery({ ...kindQuery(kind ?? "channel"), enabled: isMended && !done, retry: false });
  const mends = isMended && !done && (there.data?.length ?? 0) > 0;
  const mayMake = kind !== undefined && may(kind === "person" ? "persons:write" : "site:write");
  const look = { size: "compact-sm", variant: isNext && !mends ? "filled" : "default" } as const;
  const deed = kind === undefined ? "" : (done || mends ? words.again : words.deed)[kind];
  return (
    <div className="row-wrap">
      {mayMake && form && (
        <Button {...look} onClick={() => goes(form, "new")}>
          {deed}
        </Button>
      )}
      {mayMake && !form && (
        <Button
          {...look}
          onClick={() =>
            onEdit({ kind, id: kind === "setting" && done ? "site" : null, ...(only && !done ? { only } : {}) })
          }
        >
          {deed}
        </Button>
      )}
      {step === "verified" && !done && <Unverified isNext={isNext} />}
      {page && (
        <Link to={page.to} className="text-button" onClick={() => guide(true)}>
          {mends ? <strong>{words.mend(page.title)}</strong> : words.page(page.title)}
        </Link>
      )}
    </div>
  );
}

/** Leaves the checklist, with a way back to it. */
function useGoes() {
  const navigate = useNavigate();
  return (to: "/people/$id" | "/policies/$id", id: string, hash = "") => {
    guide(true);
    void navigate({ to, params: { id }, search: {}, hash });
  };
}

/** Straight to the first person whose numbers and addresses nobody has verified. */
function Unverified({ isNext }: { isNext: boolean }) {
  const people = useQuery(kindQuery("person"));
  const goes = useGoes();
  const person = people.data?.find(({ methods }) => methods.length > 0);
  if (!person) return null;
  return (
    <Button
      size="compact-sm"
      variant={isNext ? "filled" : "default"}
      onClick={() => goes("/people/$id", person.id, "verification")}
    >
      {t.checklist.verify(person.name)}
    </Button>
  );
}
