// What a command takes, as its JSON Schema says it, and the form that follows from it.

/** The part of JSON Schema that bodies of commands are made of. */
export type Field = {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly 'x-enum-descriptions'?: Readonly<Record<string, string>>;
};
export type Body = {
  readonly summary: string;
  readonly properties: Readonly<Record<string, Field>>;
  readonly required: readonly string[];
  /** What it would come to may be asked before it is said. */
  readonly dryRun?: true;
};

export type Kind = 'choice' | 'yes-or-no' | 'instant' | 'lines' | 'number' | 'long text' | 'text';
const LONG = 300;
export const kindOf = ({ type, format, enum: choices, maxLength = 0 }: Field): Kind => {
  if (choices) return 'choice';
  if (type === 'boolean') return 'yes-or-no';
  if (format === 'date-time') return 'instant';
  if (type === 'array') return 'lines';
  if (type === 'integer' || type === 'number') return 'number';
  return maxLength > LONG ? 'long text' : 'text';
};

/** `/tickets/7K3/work/{workId}/void` is posted where `/tickets/{ticketId}/work/{workId}/void` is described. */
export const templateOf = (path: string, templates: readonly string[]): string | undefined =>
  templates.find((template) => {
    const [asked, described] = [path.split('/'), template.split('/')];
    return (
      asked.length === described.length &&
      described.every((part, at) => part === asked[at] || (part.startsWith('{') && asked[at] !== ''))
    );
  });
/** What is still open in a path. */
export const openParts = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

export type Entered = Readonly<Record<string, string>>;
/** The body that a form says. Fields that are empty are left out; instants come as they were settled. */
export const bodyFrom = ({ properties }: Pick<Body, 'properties'>, entered: Entered): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, field]) => {
      const text = entered[name]?.trim() ?? '';
      return text === '' ? [] : [[name, valueSaid(kindOf(field), text)]];
    }),
  );
const valueSaid = (kind: Kind, text: string): unknown => {
  if (kind === 'number') return Number(text);
  if (kind === 'yes-or-no') return text === 'yes';
  return kind === 'lines' ? text.split('\n').flatMap((line) => line.trim() || []) : text;
};

/** What is wrong with a form before it is sent, by field: nothing where something is needed, or too few words. */
export const faultsOf = ({ required, properties }: Body, entered: Entered): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, { minLength = 0 }]) => {
      const length = entered[name]?.trim().length ?? 0;
      if (length === 0) return required.includes(name) ? [[name, 'This is needed.']] : [];
      return length < minLength ? [[name, `${minLength} characters at least: somebody will ask why.`]] : [];
    }),
  );
