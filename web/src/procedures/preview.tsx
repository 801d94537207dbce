import type { Step } from "../../../src/site/procedure.ts";
import { t } from "../page-texts.ts";

/** The steps as operators will read them, with where each leads. */
export function Preview({ steps }: { steps: readonly Step[] }) {
  const words = t.procedure.step;
  const nameOf = (next: string | undefined): string | null => {
    if (next === undefined) return null;
    if (next === "end") return words.nextEnd;
    const place = steps.findIndex(({ id }) => id === next);
    return words.nextStep(place + 1, steps[place]?.text.slice(0, 60) ?? "");
  };
  return (
    <details data-testid="preview">
      <summary>{t.procedure.preview}</summary>
      <ol>
        {steps.map((step, place) => {
          const onward = step.type === "decision" ? null : nameOf(step.next);
          return (
            // biome-ignore lint: it is drawn anew with every change
            <li key={place}>
              <strong>{words.types[step.type]}</strong>: <bdi className="prose">{step.text}</bdi>
              {step.type === "decision" && (
                <ul>
                  {step.choices.map((choice, answer) => (
                    // biome-ignore lint: see above
                    <li key={answer}>
                      <bdi>{choice.text}</bdi>
                      {nameOf(choice.next) !== null && <span className="muted"> → {nameOf(choice.next)}</span>}
                    </li>
                  ))}
                </ul>
              )}
              {onward !== null && <span className="muted"> → {onward}</span>}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
