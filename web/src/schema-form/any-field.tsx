import { Textarea } from "@mantine/core";
import { useState } from "react";
import { t } from "../page-texts.ts";
import { type FieldProps, labelOf, useMistake } from "./about.ts";

/** What no form can be drawn for is written as JSON. */
export function AnyField(props: FieldProps) {
  const { path, value, onChange } = props;
  const mistake = useMistake(path);
  const [text, setText] = useState(() => JSON.stringify(value ?? {}, null, 2));
  const [wrong, setWrong] = useState<string | null>(null);
  return (
    <Textarea
      label={labelOf(props)}
      name={path.join(".")}
      description={t.setup.asJson}
      error={wrong ?? mistake}
      classNames={{ input: "code" }}
      value={text}
      autosize
      minRows={2}
      maxRows={12}
      spellCheck={false}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        try {
          onChange(JSON.parse(next));
          setWrong(null);
        } catch (error) {
          setWrong(t.site.notJson(error instanceof Error ? error.message : ""));
        }
      }}
    />
  );
}
