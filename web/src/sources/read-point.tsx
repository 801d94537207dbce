import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { call } from "../api/client.ts";
import { fieldsOf } from "../form.ts";
import { ProblemNote } from "../shell/problem.tsx";
import { t } from "../texts.ts";

interface Reading {
  readonly value: number | boolean;
  readonly raw: string;
}

/** Asks a polled device for one point now, so that an address is tried before anybody relies on it. */
export function ReadPoint({ source }: { source: string }) {
  const words = t.setup.read;
  const read = useMutation({
    mutationFn: (point: string) =>
      call<Reading>("POST", `/api/v1/sources/${encodeURIComponent(source)}/read`, { point }),
  });
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        read.mutate(fieldsOf(event)("point"));
      }}
    >
      <h2>{words.title}</h2>
      <div className="field-row">
        <TextInput
          name="point"
          label={words.point}
          description={words.hint}
          required
          maxLength={200}
          spellCheck={false}
        />
        <Button type="submit" variant="default" loading={read.isPending}>
          {words.button}
        </Button>
      </div>
      <ProblemNote error={read.error} what={words.failed} />
      {read.data && (
        <p role="status">
          <strong>{words.value(read.variables, String(read.data.value))}</strong>{" "}
          <span className="code">{read.data.raw}</span>
        </p>
      )}
    </form>
  );
}
