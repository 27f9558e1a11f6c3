import { arrayOr } from '../../json.ts';
import { anything, byType, fields, flag, list, number, oneOf, required, string } from './checks.ts';
import type { Check } from './findings.ts';
import { richTextParts } from './rich-text.ts';

const mostCells = 20;
const mostRows = 100;

const cell = byType(
  {
    raw_text: fields({ type: anything, text: required(string(2000)) }),
    raw_number: fields({ type: anything, text: required(string(2000)), value: required(number) }),
    rich_text: fields({ type: anything, elements: required(list(richTextParts)) }),
  },
  'table cell',
);

const column = fields({ align: oneOf('left', 'center', 'right'), is_wrapped: flag });

/** The rows of a table are equally long. */
const evenRows: Check = (value, at, findings) => {
  const lengths = arrayOr(value).map((row) => arrayOr(row).length);
  const uneven = lengths.findIndex((length) => length !== lengths[0]);
  if (uneven > 0) findings.add(`must have ${lengths[0]} cells`, `${at}/${uneven}`);
};

const rows: Check = (value, at, findings) => {
  list(list(cell, { most: mostCells }), { most: mostRows })(value, at, findings);
  evenRows(value, at, findings);
};

/** A `table` block's own fields. */
export const tableFields: Record<string, Check> = {
  rows: required(rows),
  column_settings: list(column, { most: mostCells }),
};
