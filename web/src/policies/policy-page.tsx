import { Button, Checkbox, NativeSelect, NumberInput } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import type { Policy } from "../api/contract.ts";
import { Ordered } from "../on-call/ordered.tsx";
import { t } from "../page-texts.ts";
import { DocumentPage } from "../site/document-page.tsx";
import { type Draft, DraftForm, NameFields } from "../site/draft-form.tsx";
import "../styles/on-call.css";
import { Simulator } from "./simulator.tsx";
import { Minutes, StepFields } from "./step-fields.tsx";
import { TargetFields } from "./targets.tsx";

const STEP: Policy["steps"][number] = { waitSec: 300, tell: [], how: "parallel", gapSec: 60 };
const NEW: Policy = {
  id: "",
  name: "",
  steps: [STEP],
  startAfterSec: 0,
  repeats: 0,
  needs: "any",
  tellCleared: false,
  fallback: [],
  digest: { moreThan: 20, withinSec: 60 },
};

/** One policy as a form, and beside it what it does when nobody answers. */
export function PolicyPage() {
  const { id } = useParams({ from: "/policies/$id" });
  return (
    <DocumentPage
      kind="policy"
      id={id}
      fresh={() => NEW}
      list={{ to: "/policies", title: t.policy.title }}
      newTitle={t.policy.addPolicy}
      className="duty-page"
    >
      {(edited) => (
        <DraftForm
          kind="policy"
          edited={edited}
          className="card stack"
          beside={({ draft, base, isNew }) => (
            <Simulator
              draft={{ ...draft, id: draft.id || "new", name: draft.name || "…" }}
              stored={isNew ? null : base}
            />
          )}
        >
          {(edit) => <PolicyFields edit={edit} />}
        </DraftForm>
      )}
    </DocumentPage>
  );
}

function PolicyFields({ edit }: { edit: Draft<Policy> }) {
  const { draft, base, isNew, set, setDraft } = edit;
  const changed = !isNew && JSON.stringify(draft) !== JSON.stringify(base);
  return (
    <>
      {changed && (
        <p role="status" className="changed-mark">
          {t.policyForm.changed}
        </p>
      )}
      <div className="form-grid">
        <NameFields edit={edit} />
        <Minutes
          label={t.policyForm.startAfter}
          seconds={draft.startAfterSec}
          onChange={(startAfterSec) => set({ startAfterSec })}
        />
      </div>
      <fieldset data-place="steps">
        <legend>{t.policyForm.steps}</legend>
        <p className="muted">{t.policyForm.stepsHint}</p>
        <Ordered
          items={draft.steps}
          nameOf={(_, place) => t.policyForm.step(place + 1)}
          onOrder={(steps) => set({ steps })}
          onRemove={draft.steps.length > 1 ? (place) => set({ steps: draft.steps.toSpliced(place, 1) }) : null}
        >
          {(step, place) => (
            <fieldset data-place={`steps.${place}`}>
              <legend>{t.policyForm.step(place + 1)}</legend>
              <StepFields step={step} onChange={(one) => set({ steps: draft.steps.with(place, one) })} />
            </fieldset>
          )}
        </Ordered>
        <Button size="compact-sm" variant="default" mt="xs" onClick={() => set({ steps: [...draft.steps, STEP] })}>
          {t.policyForm.addStep}
        </Button>
      </fieldset>
      <Ending draft={draft} set={set} onDraft={setDraft} />
      <fieldset data-place="fallback">
        <legend>{t.policyForm.fallback}</legend>
        <p className={draft.fallback.length === 0 ? "bad" : "muted"}>
          {draft.fallback.length === 0 ? t.policy.noFallback : t.policyForm.fallbackHint}
        </p>
        <TargetFields
          label={t.policyForm.addTarget}
          targets={draft.fallback}
          onChange={(fallback) => set({ fallback })}
        />
      </fieldset>
    </>
  );
}

const NEEDS = ["any", "all", "quorum"] as const;

/** How often, whose answer ends it, and what happens afterwards. */
function Ending({
  draft,
  set,
  onDraft,
}: {
  draft: Policy;
  set: (part: Partial<Policy>) => void;
  onDraft: (policy: Policy) => void;
}) {
  const { needs, acknowledgementExpiresSec, whenCleared } = draft;
  return (
    <fieldset>
      <legend>{t.policyForm.ending}</legend>
      <div className="form-grid">
        <NumberInput
          data-place="repeats"
          label={t.policyForm.repeats}
          min={0}
          max={1000}
          value={draft.repeats}
          onChange={(repeats) => set({ repeats: Math.max(0, Math.round(Number(repeats) || 0)) })}
        />
        <NativeSelect
          name="needs"
          label={t.policyForm.needs}
          value={typeof needs === "string" ? needs : "quorum"}
          data={NEEDS.map((value) => ({ value, label: t.policyForm.need[value] }))}
          onChange={(event) => {
            const { value } = event.currentTarget;
            set({ needs: value === "quorum" ? { quorum: 2 } : value === "all" ? "all" : "any" });
          }}
        />
        {typeof needs !== "string" && (
          <NumberInput
            label={t.policyForm.quorum}
            min={1}
            max={100}
            value={needs.quorum}
            onChange={(quorum) => set({ needs: { quorum: Math.max(1, Math.round(Number(quorum) || 1)) } })}
          />
        )}
        <Minutes
          label={t.policyForm.expires}
          description={t.policyForm.expiresHint}
          seconds={acknowledgementExpiresSec ?? 0}
          onChange={(seconds) => {
            const { acknowledgementExpiresSec: _, ...rest } = draft;
            onDraft(seconds > 0 ? { ...rest, acknowledgementExpiresSec: seconds } : rest);
          }}
        />
      </div>
      <Checkbox
        mt="xs"
        label={t.policyForm.stopCleared}
        checked={whenCleared === "stop"}
        onChange={(event) => set({ whenCleared: event.currentTarget.checked ? "stop" : "continue" })}
      />
      <Checkbox
        mt="xs"
        label={t.policyForm.tellCleared}
        checked={draft.tellCleared}
        onChange={(event) => set({ tellCleared: event.currentTarget.checked })}
      />
    </fieldset>
  );
}
