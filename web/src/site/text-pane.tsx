import { Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { t } from "../page-texts.ts";
import { Loading } from "../shell/problem.tsx";

/** The same document as YAML, for those who would rather type; JSON is YAML too. What can't be read leaves the form as it is. */
export function TextPane({ draft, onChange }: { draft: unknown; onChange: (draft: unknown) => void }) {
  const yaml = useQuery({ queryKey: ["yaml"], queryFn: () => import("yaml"), staleTime: Number.POSITIVE_INFINITY });
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const typed = useRef<unknown>(undefined);
  const { data } = yaml;
  useEffect(() => {
    if (!data || typed.current === draft) return;
    setText(data.stringify(draft, { lineWidth: 0 }));
    setWrong(null);
  }, [data, draft]);
  if (!data) return <Loading of={yaml} what={t.setup.asText} />;
  const change = (next: string) => {
    setText(next);
    try {
      const read: unknown = data.parse(next, { maxAliasCount: 0 });
      if (typeof read !== "object" || read === null || Array.isArray(read)) return setWrong(t.setup.notThing);
      typed.current = read;
      setWrong(null);
      onChange(read);
    } catch (error) {
      setWrong(t.setup.notYaml(error instanceof Error ? error.message : ""));
    }
  };
  return (
    <Textarea
      label={t.setup.asText}
      description={t.setup.asTextHint}
      classNames={{ input: "code" }}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      autosize
      minRows={10}
      maxRows={40}
      spellCheck={false}
      error={wrong}
    />
  );
}
