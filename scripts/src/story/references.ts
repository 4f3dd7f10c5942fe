/** Values that acts take from earlier ones and from the story's data: a string `$name.path` stands for what it names. */

export type Scope = ReadonlyMap<string, unknown>;

/** At any depth. @throws Error that names a reference without a value. */
export function resolve(value: unknown, scope: Scope): unknown {
    if (typeof value === 'string') {
        return value.startsWith('$') ? lookUp(value.slice(1), scope) : value;
    }
    if (Array.isArray(value)) {
        return value.map((item: unknown) => resolve(item, scope));
    }
    if (typeof value === 'object' && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, scope)]));
    }
    return value;
}

/** Puts values into a text, where `{name.path}` stands. @throws Error that names a reference without a value. */
export function fill(text: string, scope: Scope): string {
    return text.replace(/\{([^{}]+)\}/g, (_, reference: string) => {
        const value = lookUp(reference, scope);
        return (Array.isArray(value) ? value : [value]).map(String).join(', ');
    });
}

function lookUp(reference: string, scope: Scope): unknown {
    const [name = '', ...rest] = reference.split('.');
    let value = scope.get(name);
    for (const key of rest) {
        value =
            typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
    }
    if (value === undefined) {
        throw new Error(`$${reference} has no value; is there an act or entry of that name before it?`);
    }
    return value;
}
