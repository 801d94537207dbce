import { Button, Checkbox, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { hoursText } from "../../../src/numbers/working-hours.ts";
import { type ChannelHealth, type Person, PRIORITIES } from "../api/contract.ts";
import { numbered } from "../numbered.ts";
import { t } from "../page-texts.ts";
import { MakeLink } from "../site/make-link.tsx";

type Methods = Person["methods"];
type Rules = Person["rules"];

/** The ways to reach a person. */
export function MethodFields({
  methods,
  channels,
  onChange,
}: {
  methods: Methods;
  channels: readonly ChannelHealth[];
  onChange: (methods: Methods) => void;
}) {
  const set = (index: number, part: Partial<Methods[number]>) =>
    onChange(methods.map((method, at) => (at === index ? { ...method, ...part } : method)));
  const names = channels.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <fieldset data-place="methods">
      <legend>{t.people.methods}</legend>
      <p className="muted">{t.people.methodsHint}</p>
      {methods.map((method, index) => (
        // biome-ignore lint: a method's id is being edited
        <div className="form-row" key={index}>
          <TextInput
            name={`methods.${index}.id`}
            label={t.people.methodId}
            value={method.id}
            required
            placeholder="mail"
            onChange={(event) => set(index, { id: event.currentTarget.value })}
          />
          <NativeSelect
            name={`methods.${index}.channel`}
            label={t.people.channel}
            value={method.channel}
            data={names.some(({ value }) => value === method.channel) ? names : [...names, method.channel]}
            onChange={(event) => set(index, { channel: event.currentTarget.value })}
          />
          <TextInput
            className="grow"
            name={`methods.${index}.address`}
            label={t.people.address}
            value={method.address}
            required
            onChange={(event) => set(index, { address: event.currentTarget.value })}
          />
          <Button
            variant="default"
            aria-label={t.people.removeMethod(method.id)}
            onClick={() => onChange(methods.filter((_, at) => at !== index))}
          >
            {t.common.remove}
          </Button>
        </div>
      ))}
      {channels.length === 0 && (
        <p className="bad">
          {t.people.noChannels} <MakeLink kind="channel" />
        </p>
      )}
      <Button
        variant="default"
        onClick={() =>
          onChange([
            ...methods,
            { id: numbered(channels[0]?.id ?? "method", methods), channel: channels[0]?.id ?? "", address: "" },
          ])
        }
      >
        {t.people.addMethod}
      </Button>
    </fieldset>
  );
}

/** By which method at which priority, after how long. The first rule that fits decides. */
export function RuleFields({
  rules,
  methods,
  onChange,
}: {
  rules: Rules;
  methods: Methods;
  onChange: (rules: Rules) => void;
}) {
  const set = (index: number, part: Partial<Rules[number]>) =>
    onChange(rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)));
  const ids = methods.map(({ id }) => id);
  return (
    <fieldset data-place="rules">
      <legend>{t.people.rules}</legend>
      <p className="muted">{rules.length === 0 ? t.people.noRules : t.people.rulesHint}</p>
      {rules.map((rule, index) => (
        // biome-ignore lint: a rule has no name but its place
        <div className="rule" key={index} data-place={`rules.${index}`}>
          <div className="row-wrap">
            {PRIORITIES.map((priority) => (
              <Checkbox
                key={priority}
                size="sm"
                label={t.priority[priority]}
                checked={rule.priorities.includes(priority)}
                onChange={(event) =>
                  set(index, {
                    priorities: PRIORITIES.filter((other) =>
                      other === priority ? event.currentTarget.checked : rule.priorities.includes(other),
                    ),
                  })
                }
              />
            ))}
          </div>
          {rule.when && <p className="muted">{t.people.within(hoursText(rule.when.windows, t.locale))}</p>}
          {rule.tell.map((told, at) => (
            // biome-ignore lint: a line has no name but its place
            <div className="form-row" key={at}>
              <NativeSelect
                name={`rules.${index}.tell.${at}.method`}
                label={t.people.byMethod}
                value={told.method}
                data={ids.includes(told.method) ? ids : [...ids, told.method]}
                onChange={(event) => {
                  const method = event.currentTarget.value;
                  set(index, { tell: rule.tell.map((item, other) => (other === at ? { ...item, method } : item)) });
                }}
              />
              <NumberInput
                data-place={`rules.${index}.tell.${at}.afterSec`}
                label={t.people.after}
                min={0}
                value={told.afterSec / 60}
                decimalScale={1}
                onChange={(minutes) =>
                  set(index, {
                    tell: rule.tell.map((item, other) =>
                      other === at ? { ...item, afterSec: Number(minutes) * 60 } : item,
                    ),
                  })
                }
              />
              <Button
                variant="default"
                disabled={rule.tell.length === 1}
                aria-label={t.people.removeLine(told.method)}
                onClick={() => set(index, { tell: rule.tell.filter((_, other) => other !== at) })}
              >
                {t.common.remove}
              </Button>
            </div>
          ))}
          <div className="row-wrap">
            <Button
              size="compact-sm"
              variant="default"
              disabled={ids.length === 0}
              onClick={() => set(index, { tell: [...rule.tell, { method: ids[0] ?? "", afterSec: 0 }] })}
            >
              {t.people.addLine}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => onChange(rules.filter((_, at) => at !== index))}>
              {t.people.removeRule}
            </Button>
          </div>
        </div>
      ))}
      <Button
        variant="default"
        disabled={ids.length === 0}
        onClick={() =>
          onChange([...rules, { priorities: [...PRIORITIES], tell: [{ method: ids[0] ?? "", afterSec: 0 }] }])
        }
      >
        {t.people.addRule}
      </Button>
    </fieldset>
  );
}
