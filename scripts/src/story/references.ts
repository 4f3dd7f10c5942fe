/** Values that later acts take from earlier ones: a string `$name.path` stands for what it names, at any depth. */

export type Scope = ReadonlyMap<string, unknown>;

/** @throws Error that names a reference without a value. */
export function resolve(value: unknown, scope: Scope): unknown {
    if (typeof value === 'string') {
        return value.startsWith('$') ? lookUp(value, scope) : value;
    }
    if (Array.isArray(value)) {
        return value.map((item: unknown) => resolve(item, scope));
    }
    if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, scope)]));
    }
    return value;
}

function lookUp(reference: string, scope: Scope): unknown {
    const [name = '', ...rest] = reference.slice(1).split('.');
    let value = scope.get(name);
    for (const key of rest) {
        value =
            typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
    }
    if (value === undefined) {
        throw new Error(`${reference} has no value; is there an act or entry of that name before it?`);
    }
    return value;
}
