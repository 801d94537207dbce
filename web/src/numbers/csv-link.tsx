import type { TableId } from "../../../src/numbers/table-ids.ts";
import { t } from "../page-texts.ts";
import { language } from "../texts/language.ts";
import { type Asked, queryOf } from "./queries.ts";

/** Where a table can be had as a file. */
export function CsvLink({ table, title, asked }: { table: TableId; title: string; asked: Asked }) {
  return (
    <a
      className="not-printed"
      href={`/api/v1/numbers/tables/${table}?${queryOf(asked)}&lang=${language}`}
      download={`${table}.csv`}
      aria-label={t.numbers.csvOf(title)}
    >
      {t.numbers.csv}
    </a>
  );
}
