export const GROUPS = ['account', 'incoming', 'shown', 'asked', 'answers', 'limits'] as const;
export type Group = (typeof GROUPS)[number];

/** The part of JSON schema that connectors use to say what can be set on their channels. */
export interface Property {
  type: 'string' | 'integer' | 'boolean' | 'array';
  title: string;
  description?: string;
  default?: unknown;
  oneOf?: { const: string; title: string }[];
  minimum?: number;
  maximum?: number;
  'x-secret'?: boolean;
  'x-group': Group;
  /** Suits nearly everybody as it is. */
  'x-advanced': boolean;
  /** The number of another channel, of this network. */
  'x-channel-of'?: string;
  /** Lines with an editor of their own, under Forms or Chat. */
  'x-editor'?: string;
  /** Matters only while these other settings have these values. */
  'x-when'?: Record<string, unknown>;
}
export interface SettingsSchema {
  properties: Record<string, Property>;
  required: string[];
}
export type Values = Record<string, unknown>;

export function readSchema(raw: Record<string, unknown>): SettingsSchema {
  return { properties: (raw.properties ?? {}) as Record<string, Property>, required: (raw.required ?? []) as string[] };
}

/** Under their headings, in the order of the headings; those without a field are left out. */
export function grouped(fields: readonly [string, Property][]): [Group, [string, Property][]][] {
  return GROUPS.map((group): [Group, [string, Property][]] => [group, fields.filter(([, property]) => property['x-group'] === group)]).filter(([, rows]) => rows.length > 0);
}

export const isSecret = (property: Property): boolean => property['x-secret'] === true;

export function defaults(schema: SettingsSchema): Values {
  return Object.fromEntries(
    Object.entries(schema.properties)
      .filter(([, property]) => !isSecret(property))
      .map(([name, property]) => [name, property.default]),
  );
}

export function applies(schema: SettingsSchema, name: string, values: Values): boolean {
  return Object.entries(schema.properties[name]?.['x-when'] ?? {}).every(([other, value]) => (values[other] ?? schema.properties[other]?.default) === value && applies(schema, other, values));
}

/** What was entered as the two parts that the server wants; secrets that were left alone are not sent. */
export function split(schema: SettingsSchema, values: Values): { settings: Values; credentials: Values } {
  const settings: Values = {};
  const credentials: Values = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    const value = values[name];
    if (value === undefined) continue;
    (isSecret(property) ? credentials : settings)[name] = value;
  }
  return { settings, credentials };
}
