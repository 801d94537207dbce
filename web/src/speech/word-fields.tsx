import { Button, NativeSelect, TextInput } from "@mantine/core";
import { t } from "../page-texts.ts";
import type { Word } from "./contract.ts";

interface WordFieldsProps {
  readonly word: Word;
  readonly onChange: (word: Word) => void;
  readonly onRemove: () => void;
}

export function WordFields({ word, onChange, onRemove }: WordFieldsProps) {
  return (
    <div className="row-wrap">
      <TextInput
        label={t.pronunciation.written}
        value={word.written}
        maxLength={100}
        required
        onChange={(event) => onChange({ ...word, written: event.currentTarget.value })}
      />
      <TextInput
        label={t.pronunciation.spoken}
        value={word.spoken}
        maxLength={200}
        required
        onChange={(event) => onChange({ ...word, spoken: event.currentTarget.value })}
      />
      <NativeSelect
        label={t.pronunciation.language}
        data={[
          { value: "", label: t.pronunciation.everyLanguage },
          { value: "en", label: t.pronunciation.languages.en },
          { value: "de", label: t.pronunciation.languages.de },
        ]}
        value={word.language ?? ""}
        onChange={({ currentTarget: { value } }) => {
          const { written, spoken } = word;
          onChange(value === "en" || value === "de" ? { written, spoken, language: value } : { written, spoken });
        }}
      />
      <Button variant="subtle" color="red" onClick={onRemove}>
        {t.pronunciation.remove}
        <span className="hidden"> {word.written}</span>
      </Button>
    </div>
  );
}
