import { useId } from "react";
import { t } from "../texts.ts";
import { choicesOf } from "./look.ts";
import { lookDesk, useLook } from "./look-desk.tsx";

/** How this screen looks; takes effect at once. */
export function LookSection() {
  const look = useLook();
  return (
    <section className="card stack" aria-labelledby="look">
      <h2 id="look">{t.look.title}</h2>
      <p className="muted">{t.look.hint}</p>
      <div className="form-grid">
        <Choice
          label={t.look.day}
          value={look.scheme}
          options={choicesOf("scheme")}
          names={t.look.scheme}
          onChoose={(scheme) => lookDesk.choose({ scheme })}
        />
        <Choice
          label={t.look.contrastOf}
          value={look.contrast}
          options={choicesOf("contrast")}
          names={t.look.contrast}
          onChoose={(contrast) => lookDesk.choose({ contrast })}
        />
        <Choice
          label={t.look.textOf}
          value={look.text}
          options={choicesOf("text")}
          names={t.look.text}
          onChoose={(text) => lookDesk.choose({ text })}
        />
        <Choice
          label={t.look.motionOf}
          value={look.motion}
          options={choicesOf("motion")}
          names={t.look.motion}
          onChoose={(motion) => lookDesk.choose({ motion })}
        />
        {look.scheme === "hours" &&
          (["nightFrom", "nightTo"] as const).map((part) => (
            <div key={part} className="choice">
              <label htmlFor={part}>{t.look[part]}</label>
              <input
                id={part}
                type="time"
                required
                value={look[part]}
                onChange={(event) => event.target.value !== "" && lookDesk.choose({ [part]: event.target.value })}
              />
            </div>
          ))}
      </div>
    </section>
  );
}

function Choice<Value extends string>({
  label,
  value,
  options,
  names,
  onChoose,
}: {
  label: string;
  value: Value;
  options: readonly Value[];
  names: Readonly<Record<Value, string>>;
  onChoose: (value: Value) => void;
}) {
  const id = useId();
  return (
    <div className="choice">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.target.value as Value)}>
        {options.map((option) => (
          <option key={option} value={option}>
            {names[option]}
          </option>
        ))}
      </select>
    </div>
  );
}
