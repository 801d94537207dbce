import type { ReactNode } from "react";
import type { Said } from "../../../src/site/areas.ts";
import type { AlarmDetail } from "../api/contract.ts";
import { ShownPicture } from "../files/shown-picture.tsx";
import { t } from "../page-texts.ts";
import { OWN_SOURCE } from "../said.ts";
import { Empty } from "../shell/problem.tsx";

/** What operators are told about the point of an alarm, by itself and by the areas above it, each with where it is said. */
export function Guidance({ detail: { alarm, inherited } }: { detail: AlarmDetail }) {
  const { instructions = [], cause = [], consequence = [], links = [], pictures = [] } = inherited ?? {};
  const isEmpty = [instructions, cause, consequence, links, pictures].every(({ length }) => length === 0);
  return (
    <section className="card guidance" data-testid="guidance">
      <h2>{t.detail.instructions}</h2>
      {isEmpty && alarm.source === OWN_SOURCE && <p className="muted">{t.incident.saysItself}</p>}
      {isEmpty && alarm.source !== OWN_SOURCE && (
        <Empty title={t.incident.noGuidance} hint={t.incident.noGuidanceHint(alarm.pointName)} />
      )}
      <Texts list={instructions} important />
      {cause.length > 0 && <h3>{t.incident.cause}</h3>}
      <Texts list={cause} />
      {consequence.length > 0 && <h3>{t.detail.consequence}</h3>}
      <Texts list={consequence} />
      {links.length > 0 && <h3>{t.incident.links}</h3>}
      <ul className="plain">
        {links.map(({ value, from }) => (
          <li key={`${from.kind} ${from.id} ${value.url}`}>
            <a href={value.url} target="_blank" rel="noreferrer noopener">
              <bdi>{value.name}</bdi>
              <span className="hidden"> ({t.incident.opensNew})</span>
            </a>{" "}
            <Whence from={from} />
          </li>
        ))}
      </ul>
      {pictures.length > 0 && <h3>{t.incident.pictures}</h3>}
      <ul className="pictures">
        {pictures.map(({ value, from }, place) => (
          <li key={`${from.kind} ${from.id} ${value}`}>
            <a href={`/api/v1/files/${value}`} target="_blank" rel="noreferrer noopener">
              <ShownPicture id={value} alt={t.incident.picture(from.name, place + 1)} />
              <span className="hidden">
                {" "}
                {t.incident.openPicture} ({t.incident.opensNew})
              </span>
            </a>
            <Whence from={from} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Texts({ list, important }: { list: readonly Said<string>[]; important?: boolean }): ReactNode {
  return list.map(({ value, from }) => (
    <div key={`${from.kind} ${from.id}`}>
      <p className={important ? "prose instructions" : "prose"} dir="auto">
        {value}
      </p>
      <Whence from={from} />
    </div>
  ));
}

function Whence({ from }: { from: Said<unknown>["from"] }) {
  return (
    <span className="muted">
      {t.incident.from(t.incident.kinds[from.kind])} <bdi>{from.name}</bdi>
    </span>
  );
}
